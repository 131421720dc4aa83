using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>Where a replica keeps the entries of all authors. One caller at a time.</summary>
/// <remarks>Every method may throw <see cref="Core.Ports.StorageUnavailableException"/>.</remarks>
public interface IPeerLog
{
    /// <summary>Everything kept in the order in which it came; so each author's entries are in order of number.</summary>
    IAsyncEnumerable<PeerEntry> ReadAllAsync(CancellationToken ct);

    /// <summary>The first fork known of each author that forked.</summary>
    ValueTask<IReadOnlyList<PeerFork>> ReadForksAsync(CancellationToken ct);

    /// <summary>Entries of an author after a number: as many as fit into so many bytes as they are encoded, and one at least if there is one.</summary>
    ValueTask<IReadOnlyList<PeerEntry>> ReadAsync(DeviceId author, long after, int maxBytes, CancellationToken ct);

    /// <summary>All of it or nothing; durable when it returns. Writing the same again changes nothing.</summary>
    ValueTask WriteAsync(IReadOnlyList<ReplicaChange> changes, CancellationToken ct);
}
