using Parley.Core.Ports;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Support;

/// <summary>A log in memory whose disk fills up and is emptied again; tests may look into it while a peer has it.</summary>
internal sealed class FailingPeerLog : IPeerLog
{
    private readonly Lock _lock = new();
    private readonly MemoryPeerLog _inner = new();
    private volatile bool _isFull;

    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>So many more writes, and it is full. Null: no end.</summary>
    public int? WritesLeft { get; set; }

    public IAsyncEnumerable<PeerEntry> ReadAllAsync(CancellationToken ct)
    {
        lock (_lock)
            return _inner.ReadAllAsync(ct).ToBlockingEnumerable(ct).ToList().ToAsyncEnumerable();
    }

    public ValueTask<IReadOnlyList<PeerFork>> ReadForksAsync(CancellationToken ct) => _inner.ReadForksAsync(ct);

    public ValueTask<IReadOnlyList<PeerEntry>> ReadAsync(DeviceId author, long after, int maxBytes, CancellationToken ct) => _inner.ReadAsync(author, after, maxBytes, ct);

    public ValueTask WriteAsync(IReadOnlyList<ReplicaChange> changes, CancellationToken ct)
    {
        lock (_lock)
        {
            if (WritesLeft-- == 0)
                (WritesLeft, _isFull) = (null, true);
        }
        if (IsFull)
            throw new StorageUnavailableException("The disk is full.");
        lock (_lock)
            return _inner.WriteAsync(changes, ct);
    }
}
