using System.Runtime.CompilerServices;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>Entries in a store, in the bytes they travel in.</summary>
public sealed class StoredPeerLog(IPeerStore store) : IPeerLog
{
    private const int PageEntries = 1024;

    public async IAsyncEnumerable<PeerEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var after = 0L;
        while (await store.ReadAllAsync(after, PageEntries, ct) is { Count: > 0 } page)
        {
            foreach (var (_, bytes) in page)
                yield return Parse(bytes);
            after = page[^1].Sequence;
        }
    }

    public async ValueTask<IReadOnlyList<PeerFork>> ReadForksAsync(CancellationToken ct) =>
        [.. (await store.ReadForksAsync(ct)).Select(f => new PeerFork(Parse(f.One), Parse(f.Other)))];

    public async ValueTask<IReadOnlyList<PeerEntry>> ReadAsync(DeviceId author, long after, int maxBytes, CancellationToken ct) =>
        [.. (await store.ReadAsync(author.Value.ToArray(), after, maxBytes, ct)).Select(Parse)];

    public ValueTask WriteAsync(IReadOnlyList<ReplicaChange> changes, CancellationToken ct) => store.WriteAsync([.. changes.Select(Written)], ct);

    private static PeerWrite Written(ReplicaChange change)
    {
        var author = change.Author.Value.ToArray();
        return change switch
        {
            Added added => new PeerWriteEntry(author, added.Entry.Number, added.Entry.Encoded),
            Replaced replaced => new PeerWriteReplacement(author, replaced.Entry.Number, replaced.Entry.Encoded),
            Cut cut => new PeerWriteCut(author, cut.After),
            Forked forked => new PeerWriteFork(author, forked.Proof.One.WithoutBody().Encoded, forked.Proof.Other.WithoutBody().Encoded),
            _ => throw new ArgumentException($"{change.GetType().Name} can't be written.", nameof(change)),
        };
    }

    /// <exception cref="StorageUnavailableException">The store does not hold what was written.</exception>
    private static PeerEntry Parse(byte[] bytes)
    {
        try
        {
            return PeerEntry.Parse(bytes);
        }
        catch (ProtocolException e)
        {
            throw new StorageUnavailableException("The store of the peers' entries is damaged.", e);
        }
    }
}
