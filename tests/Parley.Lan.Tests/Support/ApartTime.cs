namespace Parley.Lan.Tests.Support;

/// <summary>The system's time, but each reading is a millisecond or more after the one before, so that what a test writes at one device after another has that order at all of them.</summary>
internal sealed class ApartTime : TimeProvider
{
    public static readonly ApartTime Instance = new();

    private long _last;

    public override DateTimeOffset GetUtcNow()
    {
        var now = System.GetUtcNow().ToUnixTimeMilliseconds();
        long last;
        do
            last = Volatile.Read(ref _last);
        while (Interlocked.CompareExchange(ref _last, Math.Max(now, last + 1), last) != last);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now, last + 1));
    }
}
