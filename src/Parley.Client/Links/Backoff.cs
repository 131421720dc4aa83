namespace Parley.Client;

/// <summary>The wait before the next attempt: doubles from 0.5 s to 30 s, each a random share of its limit, so that a room full of clients does not come back in one instant.</summary>
internal sealed class Backoff(Random random)
{
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);

    internal static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    private TimeSpan _limit = First;

    /// <summary>Between half the present limit and all of it, and never less than <paramref name="atLeast"/>, which gets up to half of itself added.</summary>
    public TimeSpan Next(TimeSpan atLeast = default)
    {
        var wait = _limit * (0.5 + (random.NextDouble() / 2));
        _limit = _limit * 2 > Last ? Last : _limit * 2;
        var asked = atLeast * (1 + (random.NextDouble() / 2));
        return wait > asked ? wait : asked;
    }

    public void StartOver() => _limit = First;
}
