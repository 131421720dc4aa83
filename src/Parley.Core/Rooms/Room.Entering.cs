using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>Who comes in, who is inside, and who leaves.</summary>
internal sealed partial class Room
{
    /// <summary>Entries that a joiner who is behind may be sent within the room's own turn; more are read outside it first.</summary>
    public const int MaxCatchUp = 200;

    /// <summary>Visits: told of entries as members are, and seen by nobody.</summary>
    private readonly List<Session> _visitors = [];

    /// <summary>Who was invited since; an invitation is good for one entry.</summary>
    private readonly HashSet<AccountId> _invited = [];

    /// <summary>Why the session may not come in, or null.</summary>
    public Task<Refusal?> RefuseEntryAsync(Session session, string? key, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => Task.FromResult(RefuseEntry(session, key)), cancellationToken);

    /// <summary>
    /// Makes the session a member from the next entry on, after telling it what <paramref name="answer"/> says and the entries past <paramref name="after"/>.
    /// <see cref="JoinResult.Behind"/>: the answer was told, the session is no member yet and must read up to nearer the head first.
    /// </summary>
    public Task<JoinResult> JoinAsync(Session session, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => JoinInTurnAsync(session, after, lastMessages, key, answer), cancellationToken);

    /// <summary>False when the session was not inside.</summary>
    public Task<bool> LeaveAsync(Session session, Leaving leaving) =>
        _mailbox.RunAsync(() => LeaveInTurnAsync(session, leaving), CancellationToken.None);

    /// <summary>A visit that could not begin now ends here.</summary>
    private void ShowOut(Session visitor, Refusal why)
    {
        _visitors.Remove(visitor);
        visitor.WasShownOut(this, why);
    }

    /// <summary>Puts a person out, in the room's turn, and tells everybody.</summary>
    internal void PutOut(Person person, MemberKicked news)
    {
        _nodes?.Tell(new PutOut(Id, person.Name, News.Of(news)));
        PutOutHere(person, news);
    }

    private void PutOutHere(Person person, MemberKicked news)
    {
        var gone = _members.Remove(person);
        Count();
        _members.Tell(new Delivery(news));
        foreach (var session in gone)
            session.WasPutOut(this, news);
        foreach (var visitor in _visitors.Where(v => v.Account?.Id == person.Account?.Id).ToList())
            ShowOut(visitor, Refusal.Of(ErrorCode.NotInRoom, "room", Name));
        if (_people == 0)
            Emptied?.Invoke(this, true);
    }

    private void Count()
    {
        _occupancy.Changed(_people, _members.People);
        _people = _members.People;
        if (_nodes is not null)
            Listen(_nodes);
    }

    private async Task<JoinResult> JoinInTurnAsync(Session session, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer)
    {
        // Nobody may have told this node that it has ended.
        if (_closed || ((!IsHeardHere || IsInside(session)) && !await LivesAsync()))
            return JoinResult.No(NoSuchRoom());
        if (IsInside(session))
            return JoinResult.No(Refusal.Of(ErrorCode.AlreadyInRoom, "room", Name));
        if (_nodes is not null && !IsHeardHere)
            await StartListeningAsync(_nodes);
        if (_nodes is not null && after > _head)
            await ReadUpToAsync((await _messages.SpanAsync(Id, CancellationToken.None)).Head);
        if (RefuseEntry(session, key) is { } refusal)
            return JoinResult.No(refusal);
        // What the client has past the log's end is of a log that was put back since.
        if (after > _head && !session.ChoosesName)
            return JoinResult.No(Refusal.Of(ErrorCode.RoomMadeAnew, "room", Name));
        var missed = session.ChoosesName ? [] : await ReadMissedAsync(after);
        var person = session.Person!;
        if (missed is null)
        {
            if (answer(Entered(session.IsVisiting || _members.Find(person) is not null ? _people : _people + 1)) is { } begun)
                session.TryDeliver(new Delivery(begun));
            return JoinResult.FurtherBehind;
        }
        var last = lastMessages > 0 && (IsKept || session.ChoosesName) ? await _messages.ReadBeforeAsync(Id, null, lastMessages, CancellationToken.None) : [];
        if (session.ChoosesName)
            last = [.. last.Where(e => e.Position > after)];
        // What another node has appended since comes live.
        last = [.. last.Where(e => e.Position <= _head)];
        var rank = RankOnEntry(person);
        if (!session.HasEntered(this, rank))
            return JoinResult.No(new Refusal(ErrorCode.Stopping));
        var first = !session.IsVisiting && _members.Add(session, rank);
        if (session.IsVisiting)
        {
            _visitors.Add(session);
            Count();
        }
        else
        {
            Count();
            _invited.Remove(person.Id);
        }
        if (first)
            _members.Tell(new Delivery(new MemberJoined(Name, person.Name) { Who = person.Face, Rank = rank, Away = person.Away }), but: session);
        var events = new List<Event>();
        if (answer(Entered(_people, withView: !session.IsVisiting)) is { } entered)
            events.Add(entered);
        if (last.Count > 0)
            events.Add(new HistoryPage(Id, [.. last.Select(e => e.ToEvent(Name, null))], _first, _head, More: false, Name));
        events.AddRange(missed.Select(e => e.ToEvent(Name, null)));
        if (_floors.Find(Id) is not null)
            events.Add(ShowTurn());
        if (events.Count > 0)
            session.TryDeliver(new Delivery(events));
        return JoinResult.Done(_head);
    }

    private bool IsInside(Session session) => _members.Contains(session) || _visitors.Contains(session);

    /// <summary>What the person comes in with: their own, or what falls to the first who comes into an empty room.</summary>
    private Rank RankOnEntry(Person person)
    {
        var own = OwnRank(person);
        return own == Rank.None && _people == 0 && _record.Lifetime == RoomLifetime.Occupied ? Rank.Operator : own;
    }

    /// <summary>What the person's account has kept, or is by right.</summary>
    internal Rank OwnRank(Person person)
    {
        if (person.Account is not { } account)
            return Rank.None;
        var kept = Rules.Ranks.GetValueOrDefault(account.Id.Value);
        if (account.Id != _record.Owner)
            return kept;
        var byRight = _record.Lifetime == RoomLifetime.Occupied ? Rank.Operator : Rank.Owner;
        return kept > byRight ? kept : byRight;
    }

    /// <summary>Whether the room is no secret to the session and its rules, as they are now, let it in without a key. Any thread.</summary>
    public bool Welcomes(Session session)
    {
        var person = session.Person!;
        if (session.StandingIn(this) >= Rank.Operator || OwnRank(person) >= Rank.Operator)
            return true;
        return !Rules.Has(RoomFlags.Secret) && RuleBook.RefuseEntry(Rules, Name, person.Face, null, people: 0) is null;
    }

    private Refusal? RefuseEntry(Session session, string? key)
    {
        if (_closed)
            return NoSuchRoom();
        var person = session.Person!;
        // Whoever is always on was let in before the restart.
        var welcome = _members.Find(person) is not null
            || session.IsResting
            || _invited.Contains(person.Id)
            || session.StandingIn(this) >= Rank.Operator
            || OwnRank(person) >= Rank.Operator;
        return welcome ? null : RuleBook.RefuseEntry(Rules, Name, person.Face, key, _people);
    }

    private RoomEntered Entered(int people, bool withView = true) =>
        new(Name, Id, people, _head, _first, IsKept, Owner) { Topic = _record.Topic.Length == 0 ? null : _record.Topic, View = withView ? View() : null };

    private RoomView View() => new(
        Name,
        _record.Topic,
        Rules.TopicBy,
        Rules.TopicAt ?? _record.Created,
        [.. _members.All.Select(m => new MemberView(m.Key.Face, m.Value.Ranks, m.Key.Away))]);

    /// <summary>What the joiner lacks; null when that is too much for the room's own turn.</summary>
    private async Task<IReadOnlyList<Entry>?> ReadMissedAsync(Position? after)
    {
        if (after is not { } position || position >= _head)
            return [];
        var missed = await _messages.ReadAfterAsync(Id, position, MaxCatchUp + 1, CancellationToken.None);
        if (_nodes is not null)
            missed = [.. missed.TakeWhile(e => e.Position <= _head)];
        // Trimmed since the room was opened.
        if (missed.Count > 0 && missed[0].Position > _first && !missed[0].Position.Follows(position))
            _first = missed[0].Position;
        return missed.Count > MaxCatchUp || !Pages.Fits(missed, Pages.FrameBytes) ? null : missed;
    }

    private async Task<bool> LeaveInTurnAsync(Session session, Leaving leaving)
    {
        var left = Leave(session, leaving);
        // Who is cut off comes back to their turn, if they do so before it runs out.
        if (left && !session.IsVisiting && !session.IsFar && !leaving.Disconnected && session.Account is not null && _members.Find(session.Person!) is null && _floors.Find(Id) is not null)
            await TakeTurnsAsync(session, new TurnBody(TurnAct.Leave));
        return left;
    }

    private bool Leave(Session session, Leaving leaving)
    {
        if (_visitors.Remove(session))
        {
            Count();
            return true;
        }
        if (!_members.Contains(session))
            return false;
        if (leaving.Audience is { } audience)
            audience.UnionWith(_members.Sessions);
        if (!_members.Remove(session))
            return true;
        Count();
        var person = session.Person!;
        _members.Tell(new Delivery(new MemberLeft(Name, person.Name, leaving.Disconnected) { Reason = leaving.Reason, Who = person.Face, Gone = leaving.Gone }));
        if (_people == 0)
            Emptied?.Invoke(this, !leaving.Disconnected);
        return true;
    }
}
