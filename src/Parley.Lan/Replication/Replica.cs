using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>This device's copy of all authors' logs of a group. docs/protocol/peer.md, "Replication". One caller at a time.</summary>
/// <remarks>Of an author that forked everybody keeps the branch whose first entry after the parting has the lower hash: whatever order branches come in, all end with the same.
/// When the log can't be written, what came from others waits in memory for <see cref="WritePendingAsync"/>, and nobody is told of it; what is this device's own is taken back.</remarks>
public sealed class Replica : IDisposable
{
    public const int MaxAuthors = 4096;

    /// <summary>Entries looked at in one go, so that others have their turn.</summary>
    private const int SweptAtOnce = 512;

    private const int PageBytes = 48 * 1024;

    private readonly Digest _group;
    private readonly Keeping? _keep;
    private readonly IPeerLog _log;
    private readonly HybridClock _clock;
    private readonly Dictionary<DeviceId, AuthorLog> _authors = [];
    private readonly Dictionary<DeviceId, PeerFork> _forks = [];
    private readonly HashSet<DeviceId> _ahead = [];
    private readonly SortedSet<EntryPlace> _lacking = [];
    private readonly WaitingEntries _waiting = new();

    /// <summary>Up to which number of each author everything old has been let go of.</summary>
    private readonly Dictionary<DeviceId, long> _swept = [];
    private readonly List<ReplicaChange> _unwritten = [];

    private Replica(Digest group, IPeerLog log, HybridClock clock, Keeping? keep) => (_group, _log, _clock, _keep) = (group, log, clock, keep);

    public Digest Group => _group;

    public IEnumerable<Head> Heads => _authors.Values.Select(a => a.Head);

    public IReadOnlyCollection<PeerFork> Forks => _forks.Values;

    /// <summary>Entries that came without their bodies, and that nobody here has emptied: others may have them whole.</summary>
    public IReadOnlyCollection<EntryPlace> Lacking => _lacking;

    /// <summary>Those of <see cref="Lacking"/> behind one of them, in an order of their own.</summary>
    public IEnumerable<EntryPlace> LackingAfter(EntryPlace after) => _lacking.Count == 0 || _lacking.Max <= after ? [] : _lacking.GetViewBetween(after with { Number = after.Number + 1 }, _lacking.Max);

    /// <summary>Something waits for a log that could not be written.</summary>
    public bool HasPending => _unwritten.Count > 0;

    /// <param name="keep">Null: everything, for ever.</param>
    public static async Task<Replica> OpenAsync(Digest group, IPeerLog log, TimeProvider time, CancellationToken ct, Keeping? keep = null)
    {
        var replica = new Replica(group, log, new HybridClock(time), keep);
        await foreach (var entry in log.ReadAllAsync(ct))
            replica.Remember(entry);
        foreach (var fork in await log.ReadForksAsync(ct))
            replica._forks.Add(fork.One.Author, fork);
        return replica;
    }

    public Head HeadOf(DeviceId author) => _authors.TryGetValue(author, out var log) ? log.Head : new Head(author, 0, Digest.None);

    /// <summary>The copy here has this entry, or the nothing before the first.</summary>
    public bool Has(Head head) => head.Number <= HeadOf(head.Author).Number && (head.Number == 0 || _authors[head.Author].HashAt(head.Number) == head.Hash);

    public HybridTime ClockAt(DeviceId author, long number) => _authors[author].ClockAt(number);

    /// <summary>The author's entries after a number, as many as fit into a frame.</summary>
    public ValueTask<IReadOnlyList<PeerEntry>> ReadAsync(DeviceId author, long after, int maxBytes, CancellationToken ct) => _log.ReadAsync(author, after, maxBytes, ct);

    /// <summary>Writes the next entry of this device's own log.</summary>
    /// <exception cref="Contracts.ProtocolException">A value is out of its limits.</exception>
    /// <exception cref="Core.Ports.StorageUnavailableException">It was not written and will not be.</exception>
    public async ValueTask<PeerEntry> WriteAsync(DeviceKey device, PeerContent content, List<ReplicaChange> changes, CancellationToken ct)
    {
        await FlushAsync(changes, ct);
        var head = HeadOf(device.Id);
        var entry = PeerEntry.Make(_group, device.Public, head.Number + 1, head.Hash, _clock.Read(), _clock.Milliseconds, content, device.Sign);
        Add(entry);
        try
        {
            await FlushAsync(changes, ct);
        }
        catch (Core.Ports.StorageUnavailableException)
        {
            _unwritten.Clear();
            _authors[device.Id].Cut(head.Number);
            throw;
        }
        return entry;
    }

    /// <summary>Writes what waits since the log could not be written.</summary>
    /// <exception cref="Core.Ports.StorageUnavailableException">It still can't be.</exception>
    public ValueTask WritePendingAsync(List<ReplicaChange> changes, CancellationToken ct) => FlushAsync(changes, ct);

    /// <summary>Takes entries of anybody, in any order, any number of times. What changed is durable, and in <paramref name="changes"/>, when it returns.</summary>
    public async ValueTask<TakenAs[]> TakeAsync(IReadOnlyList<PeerEntry> entries, List<ReplicaChange> changes, CancellationToken ct)
    {
        var outcomes = new TakenAs[entries.Count];
        for (var i = 0; i < entries.Count; i++)
            outcomes[i] = await TakeAsync(entries[i], changes, ct);
        await FlushAsync(changes, ct);
        return outcomes;
    }

    /// <summary>Lets go of the bodies of entries: what they said is not kept here any more, nor taken again. What is not here is passed over.</summary>
    public async ValueTask EmptyAsync(IEnumerable<PeerEntry> entries, List<ReplicaChange> changes, CancellationToken ct)
    {
        foreach (var entry in entries.Where(e => Has(new Head(e.Author, e.Number, e.Hash))))
            Empty(entry);
        await FlushAsync(changes, ct);
    }

    /// <summary>Lets go of the bodies that are older than is kept, some in one go.</summary>
    /// <returns>False: there is more to do.</returns>
    public async ValueTask<bool> SweepAsync(List<ReplicaChange> changes, CancellationToken ct)
    {
        if (_keep is null)
            return true;
        var left = SweptAtOnce;
        foreach (var (id, author) in _authors)
        {
            var number = _swept.GetValueOrDefault(id);
            while (number < author.Count && IsOld(author.ClockAt(number + 1)) && left > 0)
            {
                var before = number;
                foreach (var entry in (await _log.ReadAsync(id, number, PageBytes, ct)).TakeWhile(e => IsOld(e.Clock) && (Keeping.IsStructure(e) || _keep.MayGo(e))))
                {
                    if (!Keeping.IsStructure(entry))
                        Empty(entry);
                    (number, left) = (entry.Number, left - 1);
                }
                if (number == before)
                    break;
            }
            _swept[id] = number;
        }
        await FlushAsync(changes, ct);
        return left > 0;
    }

    /// <summary>Takes a proof that an author forked, and its entries.</summary>
    /// <returns>False: it is not signed by its author.</returns>
    public async ValueTask<bool> TakeAsync(PeerFork fork, List<ReplicaChange> changes, CancellationToken ct)
    {
        if (fork.One.Group != _group || fork.Other.Group != _group || !IsSigned(fork.One) || !IsSigned(fork.Other))
            return false;
        Remember(fork);
        await TakeAsync([fork.One, fork.Other], changes, ct);
        return true;
    }

    public void Dispose()
    {
        foreach (var author in _authors.Values)
            author.Dispose();
    }

    private void Empty(PeerEntry entry)
    {
        _lacking.Remove(new EntryPlace(entry.Author, entry.Number));
        if (!entry.IsBare)
            _unwritten.Add(new Replaced(entry.WithoutBody()));
    }

    private bool IsOld(HybridTime clock) => _keep is not null && clock.Milliseconds < _clock.Milliseconds - (long)_keep.For.TotalMilliseconds;

    private async ValueTask<TakenAs> TakeAsync(PeerEntry entry, List<ReplicaChange> changes, CancellationToken ct)
    {
        if (Has(new Head(entry.Author, entry.Number, entry.Hash)))
        {
            if (!entry.IsBare && _lacking.Remove(new EntryPlace(entry.Author, entry.Number)))
                _unwritten.Add(new Replaced(entry));
            return TakenAs.Known;
        }
        if (entry.Group != _group || !IsSigned(entry))
            return TakenAs.Invalid;
        var outcome = await PlaceAsync(entry, changes, ct);
        while (outcome == TakenAs.Added && _waiting.TryTake(entry.Author, HeadOf(entry.Author).Number + 1, out var next))
        {
            if (await PlaceAsync(next!, changes, ct) != TakenAs.Added)
                break;
        }
        return outcome;
    }

    private async ValueTask<TakenAs> PlaceAsync(PeerEntry entry, List<ReplicaChange> changes, CancellationToken ct)
    {
        if (_clock.IsTooFarAhead(entry.Clock))
        {
            if (_ahead.Count < MaxAuthors && _ahead.Add(entry.Author))
                changes.Add(new RunsAhead(entry.Author, entry.Clock));
            return TakenAs.ClockAhead;
        }
        var author = _authors.GetValueOrDefault(entry.Author);
        if (author is null && _authors.Count >= MaxAuthors)
            return TakenAs.TooManyAuthors;
        var count = author?.Count ?? 0;
        if (entry.Number > count + 1)
        {
            _waiting.Add(entry);
            return TakenAs.Waiting;
        }
        if (author is not null && entry.Previous != author.HashAt(entry.Number - 1))
            return TakenAs.Parted;
        if (author is not null && entry.Number > 1 && entry.Clock <= author.ClockAt(entry.Number - 1))
            return TakenAs.Invalid;
        if (entry.Number <= count)
        {
            await FlushAsync(changes, ct);
            var own = (await _log.ReadAsync(entry.Author, entry.Number - 1, 1, ct))[0];
            Remember(new PeerFork(own, entry));
            if (own.Hash < entry.Hash)
                return TakenAs.Lost;
            author!.Cut(entry.Number - 1);
            _lacking.RemoveWhere(l => l.Author == entry.Author && l.Number >= entry.Number);
            _swept[entry.Author] = Math.Min(_swept.GetValueOrDefault(entry.Author), entry.Number - 1);
            _unwritten.Add(new Cut(entry.Author, entry.Number - 1));
        }
        // What is too old to be kept is not shown for a moment either.
        var isOver = IsOld(entry.Clock) && !Keeping.IsStructure(entry) && _keep!.MayGo(entry);
        Add(isOver ? entry.WithoutBody() : entry);
        if (isOver)
            _lacking.Remove(new EntryPlace(entry.Author, entry.Number));
        return TakenAs.Added;
    }

    private void Add(PeerEntry entry)
    {
        Remember(entry);
        _unwritten.Add(new Added(entry));
    }

    private void Remember(PeerEntry entry)
    {
        if (!_authors.TryGetValue(entry.Author, out var author))
            _authors.Add(entry.Author, author = new AuthorLog(entry.AuthorKey));
        author.Add(entry);
        if (entry.IsBare)
            _lacking.Add(new EntryPlace(entry.Author, entry.Number));
        _clock.Follow(entry.Clock);
    }

    private void Remember(PeerFork fork)
    {
        if (_forks.Count < MaxAuthors && _forks.TryAdd(fork.One.Author, fork))
            _unwritten.Add(new Forked(fork));
    }

    private bool IsSigned(PeerEntry entry) =>
        _authors.TryGetValue(entry.Author, out var author) ? author.Signature.Holds(entry.Signed, entry.Signature) : SignatureCheck.Holds(entry.AuthorKey, entry.Signed, entry.Signature);

    private async ValueTask FlushAsync(List<ReplicaChange> changes, CancellationToken ct)
    {
        if (_unwritten.Count == 0)
            return;
        // Once begun it is done: memory has it already.
        await _log.WriteAsync(_unwritten, CancellationToken.None);
        changes.AddRange(_unwritten);
        _unwritten.Clear();
        ct.ThrowIfCancellationRequested();
    }
}
