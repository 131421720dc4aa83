namespace Parley.Gateway.Connections;

/// <summary>Who asked to hear when their frames have arrived: acknowledged by the peer's operating system, where ours tells; else taken by ours. Any thread.</summary>
/// <remarks>Bounded by the operating system's send buffer: what it has not taken is in the <see cref="Outbox"/> still.</remarks>
internal sealed class Receipts(Transport transport)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    /// <summary>Peers hold an acknowledgement back for 40 ms, some for 200 (RFC 1122, 4.2.3.2: at most 500).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Queue<(long End, Action Arrived)> _waiting = [];

    /// <summary>The operating system took the frame's last byte just now.</summary>
    public void Add(Action arrived)
    {
        lock (_gate)
            _waiting.Enqueue((transport.Sent, arrived));
    }

    /// <summary>Tells those whose frames have arrived.</summary>
    /// <returns>True when nobody waits any more.</returns>
    public bool Look()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return true;
            var acknowledged = transport.Acknowledged ?? long.MaxValue;
            while (_waiting.TryPeek(out var first) && first.End <= acknowledged)
            {
                _waiting.Dequeue();
                first.Arrived();
            }
            return _waiting.Count == 0;
        }
    }

    /// <summary>Completes when nobody waits any more, or when a peer that is there would have acknowledged.</summary>
    public ValueTask SettleAsync(CancellationToken cancellationToken) => UntilAsync(Look, cancellationToken);

    /// <summary>Completes when it has arrived, or when a peer that is there would have acknowledged.</summary>
    public static async ValueTask UntilAsync(Func<bool> arrived, CancellationToken cancellationToken)
    {
        // The network goes by no other clock.
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        while (!arrived() && time.GetElapsedTime(since) < Patience)
            await Task.Delay(Period, time, cancellationToken);
    }
}
