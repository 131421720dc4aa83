using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Rooms;

/// <summary>A room among other nodes: what is said and decided there. On a lone node none of this is used.</summary>
internal sealed partial class Room
{
    /// <summary>How often a decision is taken again because another node was faster.</summary>
    private const int MaxTries = 5;

    /// <summary>An entry that is missing may be on its way: after this it is read from the log.</summary>
    private static readonly TimeSpan GapWait = TimeSpan.FromMilliseconds(50);

    /// <summary>The bus needs a moment until this node hears of a room; what is said until then is read after it.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);

    /// <summary>Null on a lone node.</summary>
    private readonly NodeLink? _nodes;

    private bool _listens;
    private bool _waits;
    private Position _told;

    /// <summary>Somebody at this node's doors is inside. Any thread.</summary>
    public bool IsHeardHere => Volatile.Read(ref _listens);

    /// <summary>What a decision that depends on the last entry appends with; null on a lone node, where nobody else appends.</summary>
    private Position? HeadToKeep => _nodes is null ? null : _head;

    /// <summary>Entries of another node, or its head alone.</summary>
    public Task HeardAsync(NodeEvent news) => SafelyAsync(() =>
    {
        if (_closed || news.Head <= _head)
            return Task.CompletedTask;
        if (!_listens)
        {
            Skip(news.Head);
            return Task.CompletedTask;
        }
        return HearAsync(news);
    });

    private async Task HearAsync(NodeEvent news)
    {
        var next = new List<Entry>();
        foreach (var entry in news.Entries.SkipWhile(e => e.Position <= _head))
        {
            if (!entry.Position.Follows(next.Count == 0 ? _head : next[^1].Position))
                break;
            next.Add(entry);
        }
        if (next.Count > 0)
            await ShowAsync(next);
        if (news.Head > _head)
            await WaitAsync(news.Head);
    }

    /// <summary>The log has entries up to <paramref name="head"/>, whoever told of them.</summary>
    public Task CatchUpAsync(Position head) => SafelyAsync(() => _closed || head <= _head ? Task.CompletedTask : ReadUpToAsync(head));

    /// <summary>The log's head seemed to be before what was shown: looks again in the room's turn, where nothing is on its way.</summary>
    public Task LookForPutBackAsync() => SafelyAsync(async () =>
    {
        if (!_closed && await LivesAsync() && (await _messages.SpanAsync(Id, CancellationToken.None)).Head is var head && head < _head)
            await PutBackAsync(head);
    });

    /// <summary>The database was put back to an older state under the running server. What it has is the truth from now on; who is here was shown another.</summary>
    private async Task PutBackAsync(Position head)
    {
        _log.LogPutBack(Id, head, _head);
        _told = head;
        Skip(head);
        List<Session> here = [.. _members.Sessions.Concat(_visitors).Where(s => !s.IsFar)];
        // In a turn after this one, in which some of them are answered.
        _ = SafelyAsync(() =>
        {
            here.ForEach(session => session.ComeAnew());
            return Task.CompletedTask;
        });
        await _floors.RefreshAsync(Id, CancellationToken.None);
    }

    /// <summary>Somebody came in at another node, and was let in there.</summary>
    public Task AdmitAsync(Session far, Rank rank) => SafelyAsync(() =>
    {
        if (_closed || _members.Contains(far) || !far.HasEntered(this, rank))
            return Task.CompletedTask;
        var person = far.Person!;
        var first = _members.Add(far, rank);
        Count();
        _invited.Remove(person.Id);
        if (first)
            _members.Tell(new Delivery(new MemberJoined(Name, person.Name) { Who = person.Face, Rank = rank, Away = person.Away }));
        return Task.CompletedTask;
    });

    /// <summary>Something that passes, from another node.</summary>
    public Task TellNearAsync(Event news) => SafelyAsync(() =>
    {
        _members.Tell(new Delivery(news));
        return Task.CompletedTask;
    });

    /// <summary>Somebody was put out at another node.</summary>
    public Task PutOutAsync(string name, MemberKicked news) => SafelyAsync(() =>
    {
        if (_members.Find(name) is { } found)
            PutOutHere(found.Person, news);
        return Task.CompletedTask;
    });

    /// <summary>The record as it is stored now.</summary>
    public Task BecomeAsync(RoomRecord record) => SafelyAsync(() =>
    {
        if (record.Version > _record.Version)
            Become(record);
        return Task.CompletedTask;
    });

    /// <summary>The room was ended at another node.</summary>
    public Task EndedElsewhereAsync(string reason, string? by, Action ended) => SafelyAsync(() => _closed ? Task.CompletedTask : EndAsync(reason, by, ended));

    /// <summary>To everybody inside, wherever they are.</summary>
    internal void TellMembers(Event news)
    {
        _members.Tell(new Delivery(news));
        _nodes?.Tell(new RoomTold(Id, News.Of(news)));
    }

    /// <summary>Whether what was appended is next to be shown, after what others wrote between has been. If that can't be read now, it is shown with it later.</summary>
    private async ValueTask<bool> IsNextAsync(Answer[] answers)
    {
        var first = Array.Find(answers, IsAppended);
        if (!IsAppended(first) || first.Outcome.Position.Follows(_head))
            return true;
        if (first.Outcome.Position <= _head)
            return false;
        try
        {
            await ReadUpToAsync(new Position(first.Outcome.Position.Value - 1));
            return first.Outcome.Position.Follows(_head);
        }
        catch (StorageUnavailableException fault)
        {
            _log.RoomBehind(Id, fault);
            await WaitAsync(Array.FindLast(answers, IsAppended).Outcome.Position);
            return false;
        }
    }

    private static bool IsAppended(Answer answer) => answer is { Refusal: null, Outcome: { Status: AppendStatus.Appended } outcome } && outcome.Position != Position.None;

    /// <summary>The room is found to have ended at another node; raised in the room's turn, before anybody is told.</summary>
    public event Action<Room>? Vanished;

    /// <summary>Takes what another node has decided, for another try, also that it has ended the room. False when it was tried often enough, or can't be known.</summary>
    private async Task<bool> LookAgainAsync(int tries)
    {
        if (_nodes is null || tries >= MaxTries)
            return false;
        try
        {
            if (await _nodes.Rooms.FindAsync(Id, CancellationToken.None) is not { } record)
            {
                await VanishAsync();
                return true;
            }
            Become(record);
            var head = (await _messages.SpanAsync(Id, CancellationToken.None)).Head;
            if (head > _head)
                await ReadUpToAsync(head);
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Asked of the store where another node may have ended it.</summary>
    public Task<bool> LivesAsync(CancellationToken cancellationToken) => _mailbox.RunAsync(LivesAsync, cancellationToken);

    private async Task<bool> LivesAsync()
    {
        if (_nodes is not null && !_closed && await _nodes.Rooms.FindAsync(Id, CancellationToken.None) is null)
            await VanishAsync();
        return !_closed;
    }

    private Task VanishAsync() => EndAsync("deleted", null, () => Vanished?.Invoke(this));

    /// <summary>Shows what the log has past what was shown here, and nothing past <paramref name="head"/>: who appended what comes next shows it by itself.</summary>
    private async Task ReadUpToAsync(Position head)
    {
        if (!_listens && _floors.Find(Id) is null)
        {
            Skip(head);
            return;
        }
        while (_head < head)
        {
            var page = (await _messages.ReadAfterAsync(Id, _head, MaxCatchUp, CancellationToken.None)).TakeWhile(e => e.Position <= head).ToList();
            if (page.Count == 0)
                Skip(head);
            foreach (var frame in Pages.Frames(page))
                await ShowAsync(frame);
        }
    }

    private async Task ShowAsync(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Rules && entry.ToEvent(Name, null) is RulesChanged { Changes: { } changes })
                TakeRanks(changes);
            if (await _floors.HeardAsync(entry))
                _turnMoved = true;
        }
        Skip(entries[^1].Position);
        TellAll(new Delivery([.. entries.Select(e => e.ToEvent(Name, null))]));
        if (!_turnMoved)
            return;
        _turnMoved = false;
        TellAll(new Delivery(ShowTurn()));
    }

    private bool _turnMoved;

    private void TakeRanks(IReadOnlyList<RuleChange> changes)
    {
        foreach (var change in changes)
        {
            if (RuleBook.RankOf(change.Rule) is { } rank && change.Value is { } name && _members.Find(name) is { } found)
            {
                found.Member.Set(rank, change.On);
                NoteRank(found.Person, found.Member.Rank);
            }
        }
    }

    /// <summary>Others are told of it with the stays of the person's sessions here.</summary>
    internal void NoteRank(Person person, Rank rank)
    {
        foreach (var session in person.Sessions)
            session.NoteRank(this, rank);
    }

    private void Skip(Position head)
    {
        _head = head;
        Volatile.Write(ref _headNow, head.Value);
    }

    /// <summary>Reads from the log what has not come by itself until then.</summary>
    private Task WaitAsync(Position head, TimeSpan? wait = null)
    {
        _told = head > _told ? head : _told;
        if (_waits)
            return Task.CompletedTask;
        _waits = true;
        _ = ReadLaterAsync(wait ?? GapWait);
        return Task.CompletedTask;
    }

    private async Task ReadLaterAsync(TimeSpan wait)
    {
        await Task.Delay(wait, _time, CancellationToken.None);
        await SafelyAsync(async () =>
        {
            _waits = false;
            if (!_closed && _told > _head)
                await ReadUpToAsync(_told);
        });
    }

    /// <summary>Called when somebody has come or gone.</summary>
    private void Listen(NodeLink nodes)
    {
        var listens = _members.Near + _visitors.Count > 0;
        if (listens == _listens)
            return;
        Volatile.Write(ref _listens, listens);
        if (listens)
            nodes.Follow(Id);
        else
            nodes.Unfollow(Id);
    }

    /// <summary>Nobody here has followed the room: what the log has is where it stands.</summary>
    private async Task StartListeningAsync(NodeLink nodes)
    {
        nodes.Follow(Id);
        // In this order: the turn is then at least as far as the entries that are passed over.
        var head = (await _messages.SpanAsync(Id, CancellationToken.None)).Head;
        await _floors.RefreshAsync(Id, CancellationToken.None);
        Skip(head);
        _ = CompareSoonAsync();
    }

    private async Task CompareSoonAsync()
    {
        await Task.Delay(FirstLook, _time, CancellationToken.None);
        await SafelyAsync(async () =>
        {
            if (!_closed && _listens)
                await ReadUpToAsync((await _messages.SpanAsync(Id, CancellationToken.None)).Head);
        });
    }

    /// <summary>Work in the room's turn that nobody waits for.</summary>
    private async Task SafelyAsync(Func<Task> work)
    {
        try
        {
            await _mailbox.RunAsync(
                async () =>
                {
                    await work();
                    return true;
                },
                CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            // The next comparison of heads finds it.
            _log.RoomBehind(Id, fault);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The server stops.
        }
    }
}
