using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>What a replica has in memory of one author: 40 bytes an entry.</summary>
internal sealed class AuthorLog(PublicKey key) : IDisposable
{
    private readonly List<Digest> _hashes = [];
    private readonly List<HybridTime> _clocks = [];

    public SignatureCheck Signature { get; } = new(key);

    public long Count => _hashes.Count;

    public Head Head => new(key.Id, Count, HashAt(Count));

    /// <summary><see cref="Digest.None"/> before the first.</summary>
    public Digest HashAt(long number) => number == 0 ? Digest.None : _hashes[(int)number - 1];

    /// <summary>Zero before the first.</summary>
    public HybridTime ClockAt(long number) => number == 0 ? default : _clocks[(int)number - 1];

    public void Add(PeerEntry entry)
    {
        _hashes.Add(entry.Hash);
        _clocks.Add(entry.Clock);
    }

    public void Cut(long after)
    {
        _hashes.RemoveRange((int)after, _hashes.Count - (int)after);
        _clocks.RemoveRange((int)after, _clocks.Count - (int)after);
    }

    public void Dispose() => Signature.Dispose();
}
