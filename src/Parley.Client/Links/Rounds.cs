namespace Parley.Client;

/// <summary>Which of several equal nodes is tried next, and after what wait.</summary>
/// <remarks>
/// One that has failed, was lost or is stopping comes last. On the way to another the wait is up to <see cref="LongestHop"/>, so that the clients of a lost node
/// do not arrive in one instant. A round is over when each node has failed since it began: then comes the wait of <see cref="Backoff"/>, which grows by the round.
/// </remarks>
/// <param name="oneServer">The addresses are ways to one server: a lost link is tried again by the same way, after a wait.</param>
internal sealed class Rounds(IEnumerable<ServerAddress> addresses, bool oneServer, Random random)
{
    internal static readonly TimeSpan LongestHop = TimeSpan.FromMilliseconds(250);

    private readonly List<ServerAddress> _order = [.. addresses];
    private readonly Backoff _backoff = new(random);
    private int _failed;
    private TimeSpan _asked = TimeSpan.MaxValue;

    /// <summary>The node to try now; while a connection lasts, the one it is to.</summary>
    public ServerAddress Next => _order[0];

    /// <summary>There is another node to go to.</summary>
    public bool HasAnother => !oneServer && _order.Count > 1;

    /// <summary>The connection to <see cref="Next"/> has ended.</summary>
    /// <param name="asked">As for <see cref="Fail"/>.</param>
    public (TimeSpan Wait, bool IsRoundOver) Lose(TimeSpan asked)
    {
        if (!oneServer)
            return Fail(asked);
        (_failed, _asked) = (0, TimeSpan.MaxValue);
        return (_backoff.Next(asked), true);
    }

    /// <summary>An attempt at <see cref="Next"/> has failed: another is next.</summary>
    /// <param name="asked">How long the node wants to be left alone. A round waits at least for the shortest of these.</param>
    public (TimeSpan Wait, bool IsRoundOver) Fail(TimeSpan asked)
    {
        _order.Add(_order[0]);
        _order.RemoveAt(0);
        _asked = asked < _asked ? asked : _asked;
        if (++_failed < _order.Count)
            return (LongestHop * random.NextDouble(), false);
        var wait = _backoff.Next(_asked);
        (_failed, _asked) = (0, TimeSpan.MaxValue);
        return (wait, true);
    }

    /// <summary>What has failed until now counts no longer.</summary>
    public void StartOver()
    {
        (_failed, _asked) = (0, TimeSpan.MaxValue);
        _backoff.StartOver();
    }
}
