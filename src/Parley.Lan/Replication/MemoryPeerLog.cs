using System.Runtime.CompilerServices;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>Entries in memory: for tests, and for a peer that keeps nothing.</summary>
public sealed class MemoryPeerLog : IPeerLog
{
    private readonly List<PeerEntry> _all = [];
    private readonly Dictionary<DeviceId, List<PeerEntry>> _logs = [];
    private readonly Dictionary<DeviceId, PeerFork> _forks = [];

    public async IAsyncEnumerable<PeerEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var entry in _all)
            yield return entry;
    }

    public ValueTask<IReadOnlyList<PeerFork>> ReadForksAsync(CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<PeerFork>>([.. _forks.Values]);

    public ValueTask<IReadOnlyList<PeerEntry>> ReadAsync(DeviceId author, long after, int maxBytes, CancellationToken ct)
    {
        var page = new List<PeerEntry>();
        if (_logs.TryGetValue(author, out var log))
        {
            for (var (i, left) = ((int)after, maxBytes); i < log.Count && (page.Count == 0 || log[i].Encoded.Length <= left); i++)
            {
                page.Add(log[i]);
                left -= log[i].Encoded.Length;
            }
        }
        return ValueTask.FromResult<IReadOnlyList<PeerEntry>>(page);
    }

    public ValueTask WriteAsync(IReadOnlyList<ReplicaChange> changes, CancellationToken ct)
    {
        foreach (var change in changes)
            Write(change);
        return ValueTask.CompletedTask;
    }

    private void Write(ReplicaChange change)
    {
        switch (change)
        {
            case Added added:
                CutAfter(added.Author, added.Entry.Number - 1);
                if (!_logs.TryGetValue(added.Author, out var log))
                    _logs.Add(added.Author, log = []);
                log.Add(added.Entry);
                _all.Add(added.Entry);
                break;
            case Replaced replaced:
                _logs[replaced.Author][(int)replaced.Entry.Number - 1] = replaced.Entry;
                _all[_all.FindIndex(e => e.Hash == replaced.Entry.Hash)] = replaced.Entry;
                break;
            case Cut cut:
                CutAfter(cut.Author, cut.After);
                break;
            case Forked forked:
                _forks.TryAdd(forked.Author, new PeerFork(forked.Proof.One.WithoutBody(), forked.Proof.Other.WithoutBody()));
                break;
        }
    }

    private void CutAfter(DeviceId author, long after)
    {
        if (!_logs.TryGetValue(author, out var log) || log.Count <= after)
            return;
        log.RemoveRange((int)after, log.Count - (int)after);
        _all.RemoveAll(e => e.Author == author && e.Number > after);
    }
}
