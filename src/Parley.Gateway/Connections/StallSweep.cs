using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>Once a second, closes the connections whose output stands still. One timer for all: a stall is noticed within a second of its limit.</summary>
internal sealed class StallSweep : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConnectionTable _table;
    private readonly Func<TimeSpan> _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _running;

    public StallSweep(ConnectionTable table, Func<TimeSpan> limit, TimeProvider time)
    {
        (_table, _limit, _time) = (table, limit, time);
        _timer = time.CreateTimer(static sweep => ((StallSweep)sweep!).Run(), this, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
            return;
        var (now, limit) = (_time.GetTimestamp(), _limit());
        foreach (var connection in _table.Connections)
        {
            if (connection.Stall.IsStalled(connection.PendingBytes, connection.SentBytes, now, limit, _time))
                connection.End(CloseReason.Stalled);
        }
        Volatile.Write(ref _running, 0);
    }
}
