using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>One replica and its exchanges with all linked peers. No I/O but the log's; one caller at a time.</summary>
/// <param name="changed">Told of every change, in order, once it is durable.</param>
public sealed class Mesh(DeviceKey device, Replica replica, TimeProvider time, Action<ReplicaChange> changed)
{
    /// <summary>What has become too old is looked for so often.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly List<Exchange> _exchanges = [];
    private readonly List<ReplicaChange> _changes = [];
    private DateTimeOffset _sweep;

    public Replica Replica => replica;

    public async ValueTask<PeerEntry> WriteAsync(PeerContent content, CancellationToken ct)
    {
        var entry = await replica.WriteAsync(device, content, _changes, ct);
        Spread(own: true);
        await PumpAsync(ct);
        return entry;
    }

    /// <summary>Lets go of the bodies of entries.</summary>
    public async ValueTask EmptyAsync(IEnumerable<PeerEntry> entries, CancellationToken ct)
    {
        await replica.EmptyAsync(entries, _changes, ct);
        Spread(own: false);
    }

    /// <summary>A link is up: its first frames are sent.</summary>
    public Exchange Attach(ILinkOutput output)
    {
        var exchange = new Exchange(replica, output, time);
        _exchanges.Add(exchange);
        return exchange;
    }

    public void Detach(Exchange exchange) => _exchanges.Remove(exchange);

    /// <summary>Deals with a frame that came by a link.</summary>
    /// <returns>Null, or why the link has to end.</returns>
    public async ValueTask<ByeReason?> TakeAsync(Exchange exchange, PeerFrame frame, CancellationToken ct)
    {
        var end = await exchange.TakeAsync(frame, _changes, ct);
        Spread(own: false);
        await PumpAsync(ct);
        return end;
    }

    /// <summary>To be called a few times in a second.</summary>
    public async ValueTask TickAsync(CancellationToken ct)
    {
        foreach (var exchange in _exchanges)
            exchange.Tick();
        if (time.GetUtcNow() >= _sweep && await replica.SweepAsync(_changes, ct))
            _sweep = time.GetUtcNow() + SweepEvery;
        Spread(own: false);
        await PumpAsync(ct);
    }

    /// <summary>Writes what waits since the log could not be written.</summary>
    public async ValueTask WritePendingAsync(CancellationToken ct)
    {
        await replica.WritePendingAsync(_changes, ct);
        Spread(own: false);
    }

    /// <summary>Sends what there is room for.</summary>
    public async ValueTask PumpAsync(CancellationToken ct)
    {
        foreach (var exchange in _exchanges)
            await exchange.PumpAsync(ct);
    }

    private void Spread(bool own)
    {
        foreach (var change in _changes)
        {
            foreach (var exchange in _exchanges)
                exchange.Changed(change, own);
            changed(change);
        }
        _changes.Clear();
    }
}
