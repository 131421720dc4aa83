namespace Parley.Gateway.Connections;

/// <summary>Looks, twenty times a second while somebody waits, which frames have arrived: no operating system says by itself. One timer for a shard.</summary>
/// <remarks>Bounded: a connection is in the list at most once.</remarks>
internal sealed class ReceiptSweep
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly HashSet<Receipts> _waiting = [];

    public ReceiptSweep() =>
        // The network goes by no other clock.
        _timer = TimeProvider.System.CreateTimer(static sweep => ((ReceiptSweep)sweep!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Add(Receipts receipts)
    {
        lock (_gate)
        {
            if (_waiting.Add(receipts) && _waiting.Count == 1)
                Wind();
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Remove(Receipts receipts)
    {
        lock (_gate)
            _waiting.Remove(receipts);
    }

    private void Run()
    {
        lock (_gate)
        {
            _waiting.RemoveWhere(static receipts => receipts.Look());
            if (_waiting.Count > 0)
                Wind();
        }
    }

    private void Wind() => _timer.Change(Period, Timeout.InfiniteTimeSpan);
}
