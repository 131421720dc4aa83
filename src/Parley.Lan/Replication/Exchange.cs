using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>What is exchanged with one peer: heads, what it lacks oldest first, what we lack on asking. docs/protocol/peer.md, "Replication". One caller at a time.</summary>
public sealed class Exchange
{
    /// <summary>Entries of others are handed on only to whoever still lacks them after so long: most have them from their author by then.</summary>
    public static readonly TimeSpan RelayAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>All heads are told so often, for what was lost without a trace.</summary>
    public static readonly TimeSpan AnewAfter = TimeSpan.FromSeconds(60);

    /// <summary>Bodies that are lacking are asked for page by page so often, and from the start again after <see cref="AskAgainAfter"/>.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    /// <summary>Who asks for bodies more often than this is not answered: each question may cost many reads.</summary>
    private static readonly TimeSpan AnswerEvery = TimeSpan.FromSeconds(1);

    private const int PageBytes = 48 * 1024;

    private readonly Replica _replica;
    private readonly ILinkOutput _output;
    private readonly TimeProvider _time;
    private readonly Dictionary<DeviceId, long> _theirs = [];
    private readonly HashSet<DeviceId> _parted = [];

    /// <summary>What they said to have may be of another branch: when they come over to ours, they have less of it than they said.</summary>
    private readonly HashSet<DeviceId> _unsure = [];
    private readonly HashSet<DeviceId> _behind = [];
    private readonly HashSet<DeviceId> _untold = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> _relays = [];
    private readonly Dictionary<DeviceId, long> _steps = [];
    private readonly HashSet<DeviceId> _asked = [];
    private readonly Queue<EntryPlace> _bodies = new();
    private DateTimeOffset _anew;
    private DateTimeOffset _ask;
    private DateTimeOffset _answer;
    private EntryPlace _askedUpTo;
    private bool _heard;

    internal Exchange(Replica replica, ILinkOutput output, TimeProvider time)
    {
        (_replica, _output, _time) = (replica, output, time);
        TellAll();
        foreach (var fork in replica.Forks)
            output.Send(fork);
    }

    /// <summary>Deals with a frame of the other side.</summary>
    /// <returns>Null, or why the link has to end.</returns>
    internal async ValueTask<ByeReason?> TakeAsync(PeerFrame frame, List<ReplicaChange> changes, CancellationToken ct)
    {
        switch (frame)
        {
            case PeerHave have:
                await TakeAsync(have, ct);
                return null;
            case PeerWant want:
                Rewind(want.Author, Math.Min(want.After, _replica.HeadOf(want.Author).Number));
                return null;
            case PeerEntries entries:
                return await TakeAsync(entries, changes, ct);
            case PeerLacking when _time.GetUtcNow() < _answer:
                return null;
            case PeerLacking lacking:
                _answer = _time.GetUtcNow() + AnswerEvery;
                // What was asked for before and not sent is asked for again.
                _bodies.Clear();
                foreach (var place in lacking.Entries)
                    _bodies.Enqueue(place);
                return null;
            case PeerFork fork:
                return await _replica.TakeAsync(fork, changes, ct) ? null : ByeReason.BadFrame;
            default:
                return null;
        }
    }

    /// <summary>The replica has changed, by this link or not.</summary>
    /// <param name="own">This device wrote it: others have it from nobody else.</param>
    internal void Changed(ReplicaChange change, bool own)
    {
        if (change is Forked forked)
        {
            _output.Send(forked.Proof);
            return;
        }
        if (change is RunsAhead or Replaced)
            return;
        _untold.Add(change.Author);
        if (change is Cut cut)
            Rewind(cut.Author, Math.Min(Theirs(cut.Author), cut.After));
        else if (own)
            _behind.Add(change.Author);
        else
            _relays.TryAdd(change.Author, _time.GetUtcNow() + RelayAfter);
    }

    /// <summary>Tells the heads that changed and hands on what is due. To be called a few times in a second.</summary>
    internal void Tick()
    {
        var now = _time.GetUtcNow();
        _asked.Clear();
        if (now >= _anew)
            TellAll();
        else if (_untold.Count > 0)
            Tell(_untold.Select(_replica.HeadOf), anew: false);
        _untold.Clear();
        if (now >= _ask)
            AskBodies(now);
        foreach (var (author, due) in _relays)
        {
            if (due > now)
                continue;
            _relays.Remove(author);
            _behind.Add(author);
        }
    }

    /// <summary>Sends what the other lacks while there is room for it.</summary>
    internal async ValueTask PumpAsync(CancellationToken ct)
    {
        while (_heard && _output.HasRoom && Oldest() is { } author)
        {
            var page = await _replica.ReadAsync(author, Theirs(author), PageBytes, ct);
            _output.Send(new PeerEntries(page));
            _theirs[author] = page[^1].Number;
        }
        while (_output.HasRoom && _bodies.TryDequeue(out var place))
        {
            if (place.Number <= _replica.HeadOf(place.Author).Number && await _replica.ReadAsync(place.Author, place.Number - 1, 1, ct) is [{ IsBare: false } whole])
                _output.Send(new PeerEntries([whole]));
        }
    }

    private async ValueTask TakeAsync(PeerHave have, CancellationToken ct)
    {
        if (have.Anew && have.Heads.Count < PeerLimits.HeadsPerFrame)
            _theirs.Clear();
        foreach (var head in have.Heads)
        {
            _parted.Remove(head.Author);
            if (head.Number > _replica.HeadOf(head.Author).Number)
            {
                _theirs[head.Author] = head.Number;
                _unsure.Add(head.Author);
            }
            else if (_replica.Has(head))
            {
                _theirs[head.Author] = _unsure.Remove(head.Author) || have.Anew ? head.Number : Math.Max(head.Number, Theirs(head.Author));
                _relays.TryAdd(head.Author, _time.GetUtcNow() + RelayAfter);
            }
            else
            {
                _theirs[head.Author] = head.Number;
                _parted.Add(head.Author);
                _unsure.Add(head.Author);
                await ShowAsync(head.Author, head.Number, ct);
            }
        }
        if (!have.Anew)
            return;
        _heard = true;
        _behind.UnionWith(_replica.Heads.Select(h => h.Author));
    }

    private async ValueTask<ByeReason?> TakeAsync(PeerEntries entries, List<ReplicaChange> changes, CancellationToken ct)
    {
        var outcomes = await _replica.TakeAsync(entries.Entries, changes, ct);
        var answered = new HashSet<DeviceId>();
        ByeReason? end = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var entry = entries.Entries[i];
            switch (outcomes[i])
            {
                case TakenAs.Added or TakenAs.Known:
                    _steps.Remove(entry.Author);
                    if (_replica.Has(new Head(entry.Author, entry.Number, entry.Hash)))
                        _theirs[entry.Author] = Math.Max(entry.Number, Theirs(entry.Author));
                    break;
                case TakenAs.Waiting when _asked.Add(entry.Author):
                    _output.Send(new PeerWant(entry.Author, _replica.HeadOf(entry.Author).Number));
                    break;
                case TakenAs.Parted when answered.Add(entry.Author):
                    AskEarlier(entry);
                    break;
                case TakenAs.Lost when answered.Add(entry.Author):
                    _theirs[entry.Author] = entry.Number;
                    _parted.Remove(entry.Author);
                    await ShowAsync(entry.Author, entry.Number, ct);
                    break;
                case TakenAs.Invalid:
                    end = ByeReason.BadFrame;
                    break;
            }
        }
        return end;
    }

    /// <summary>Where the branches part is found by going back in steps that double.</summary>
    private void AskEarlier(PeerEntry entry)
    {
        var step = _steps.GetValueOrDefault(entry.Author, 1);
        _steps[entry.Author] = Math.Min(step * 2, int.MaxValue);
        _output.Send(new PeerWant(entry.Author, Math.Max(0, entry.Number - 1 - step)));
    }

    private void AskBodies(DateTimeOffset now)
    {
        var page = _replica.LackingAfter(_askedUpTo).Take(PeerLimits.LackingPerFrame).ToList();
        if (page.Count > 0)
            _output.Send(new PeerLacking(page));
        (_askedUpTo, _ask) = page.Count > 0 ? (page[^1], now + AskEvery) : (default, now + (_askedUpTo == default ? AskEvery : AskAgainAfter));
    }

    private async ValueTask ShowAsync(DeviceId author, long number, CancellationToken ct)
    {
        var own = await _replica.ReadAsync(author, number - 1, 1, ct);
        _output.Send(new PeerEntries(own));
    }

    private void Rewind(DeviceId author, long number)
    {
        _theirs[author] = number;
        _parted.Remove(author);
        _behind.Add(author);
    }

    /// <summary>Of the authors whose entries they lack, the one whose next entry is the oldest.</summary>
    private DeviceId? Oldest()
    {
        _behind.RemoveWhere(author => _parted.Contains(author) || Theirs(author) >= _replica.HeadOf(author).Number);
        return _behind.Count == 0 ? null : _behind.MinBy(author => _replica.ClockAt(author, Theirs(author) + 1));
    }

    private long Theirs(DeviceId author) => _theirs.GetValueOrDefault(author);

    private void TellAll()
    {
        _anew = _time.GetUtcNow() + AnewAfter;
        Tell(_replica.Heads, anew: true);
    }

    private void Tell(IEnumerable<Head> heads, bool anew)
    {
        var pages = heads.Chunk(PeerLimits.HeadsPerFrame).ToList();
        if (pages.Count == 0 && anew)
            pages.Add([]);
        foreach (var page in pages)
            _output.Send(new PeerHave(anew, page));
    }
}
