namespace Parley.Lan.Links;

/// <summary>A token bucket: how long to wait before so much more is taken. One caller at a time.</summary>
/// <param name="burst">What may come at once.</param>
/// <param name="perSecond">What may come in the long run.</param>
internal sealed class Pace(double burst, double perSecond, TimeProvider time)
{
    private double _spent;
    private long _at = time.GetTimestamp();

    public TimeSpan Take(double amount)
    {
        var now = time.GetTimestamp();
        _spent = Math.Max(0, _spent - (time.GetElapsedTime(_at, now).TotalSeconds * perSecond)) + amount;
        _at = now;
        return _spent <= burst ? TimeSpan.Zero : TimeSpan.FromSeconds((_spent - burst) / perSecond);
    }
}
