using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>Owns a room's members, its rules and its order. All its state is touched in its mailbox's turn only; what is public says so.</summary>
internal sealed class Room
{
    /// <summary>Posts and turns that may wait for one room; past it the senders' sockets are not read.</summary>
    private const int MailboxCapacity = 4096;

    /// <summary>Entries that a joiner who is behind may be sent within the room's own turn; more are read outside it first.</summary>
    public const int MaxCatchUp = 200;

    private readonly string? _ownerLogin;
    private readonly IMessageLog _messages;
    private readonly INodeBus _bus;
    private readonly Floors _floors;
    private readonly Occupancy _occupancy;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox _mailbox;
    private readonly Members _members = new();

    /// <summary>Visits: told of entries as members are, and seen by nobody.</summary>
    private readonly List<Session> _visitors = [];

    /// <summary>Who was invited since; an invitation is good for one entry.</summary>
    private readonly HashSet<AccountId> _invited = [];

    private Position _head;
    private long _headNow;
    private Position _first;
    private DateTimeOffset _lastTime;
    private volatile RoomRecord _record;
    private volatile int _people;
    private volatile bool _closed;

    public Room(RoomRecord record, string? ownerLogin, LogSpan span, IMessageLog messages, INodeBus bus, Floors floors, Occupancy occupancy, TimeProvider time, ILogger log)
    {
        _record = record;
        _ownerLogin = ownerLogin;
        _head = span.Head;
        _headNow = span.Head.Value;
        _first = span.First;
        _messages = messages;
        _bus = bus;
        _floors = floors;
        _occupancy = occupancy;
        _time = time;
        _log = log;
        _mailbox = new Mailbox(MailboxCapacity, FlushAsync, Appending.ReplyFault, log);
    }

    /// <summary>As last stored. Any thread.</summary>
    public RoomRecord Record => _record;

    public ConversationId Id => _record.Id;

    public string Name => _record.Name.Value;

    /// <summary>How the owner is called; null for a room that is nobody's.</summary>
    public string? Owner => _record.Owner is null ? null : _ownerLogin;

    public bool IsKept => _record.Lifetime is RoomLifetime.Kept or RoomLifetime.Default;

    public RoomRules Rules => _record.Rules;

    /// <summary>The last entry's position. Any thread.</summary>
    public Position Head => new(Volatile.Read(ref _headNow));

    /// <summary>Distinct people inside. Any thread.</summary>
    public int People => _people;

    /// <summary>Posts and turns waiting. Any thread.</summary>
    public int Waiting => _mailbox.Waiting;

    /// <summary>The last person has left, by choice when true; raised in the room's turn.</summary>
    public event Action<Room, bool>? Emptied;

    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) => _mailbox.PostAsync(post, cancellationToken);

    /// <summary>Runs something in the room's turn, on its members.</summary>
    public Task<T> InTurnAsync<T>(Func<Members, T> work, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => Task.FromResult(work(_members)), cancellationToken);

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

    /// <summary>What is in it and how it is ruled, at one moment.</summary>
    public Task<RoomView> ViewAsync(CancellationToken cancellationToken) => _mailbox.RunAsync(() => Task.FromResult(View()), cancellationToken);

    /// <summary>Changes the stored record in the room's turn; <paramref name="change"/> returns null to leave it.</summary>
    public Task<Refusal?> ChangeAsync(Func<RoomRecord, RoomRecord> change, IRoomStore store, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => ChangeInTurnAsync(change, store), cancellationToken);

    /// <summary>Carries out what a ruler of the room decides, in the room's turn.</summary>
    public Task<Refusal?> RuleAsync(Func<Ruling, Task<Refusal?>> ruling, IRoomStore store, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            async () => _closed ? NoSuchRoom() : await ruling(new Ruling(this, _members, _invited, store, _time)),
            cancellationToken);

    /// <summary>A passing sign to everybody in the room.</summary>
    public Task<Refusal?> SignalAsync(Session session, Signalled sign, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            () =>
            {
                var refusal = RefuseSpeech(session);
                if (refusal is null)
                    _members.Tell(new Delivery(sign));
                return Task.FromResult(refusal);
            },
            cancellationToken);

    /// <summary>A passing message to those who have at least a rank, and to who sends it; members only may.</summary>
    public Task<Refusal?> TellRankAsync(Session session, Rank least, Message message, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            () =>
            {
                var refusal = _members.Contains(session) ? RefuseSpeech(session) : Refusal.Of(ErrorCode.NotInRoom, "room", Name);
                foreach (var (person, member) in refusal is null ? _members.All : [])
                {
                    if (member.Rank >= least || person == session.Person)
                        person.Tell(message);
                }
                return Task.FromResult(refusal);
            },
            cancellationToken);

    /// <summary>Ends the room: members are sent on their way and told why. False when it had ended already, or has people and must not.</summary>
    /// <param name="ended">Called when the room has ended for the store and before anybody is told.</param>
    public Task<bool> CloseAsync(string reason, string? by, bool onlyIfEmpty, IRoomStore store, Action ended) =>
        _mailbox.RunAsync(
            async () =>
            {
                if (_closed || (onlyIfEmpty && _people > 0))
                    return false;
                await store.CloseAsync(Id, _time.GetUtcNow(), CancellationToken.None);
                _closed = true;
                ended();
                foreach (var member in _members.Sessions.Concat(_visitors))
                    member.RoomHasClosed(this, reason, by);
                _members.Clear();
                _visitors.Clear();
                Count();
                if (_floors.Find(Id) is not null)
                    await _floors.CloseAsync(Id);
                _log.RoomClosed(Id, reason);
                return true;
            },
            CancellationToken.None);

    /// <summary>Completes when everything queued is done and nothing more is taken.</summary>
    public Task StopAsync() => _mailbox.CompleteAsync();

    /// <summary>In the room's turn: appends an entry of a ruler's and tells everybody of it.</summary>
    internal async Task<Refusal?> AppendAsync(PendingPost post)
    {
        var answers = await Appending.AppendAsync(_messages, [post.ToEntry(Id, Now(), _record.Version)], new Refusal?[1], _log);
        Tell([post], answers);
        return answers[0].Refusal;
    }

    /// <summary>In the room's turn: carries out what a member does with the turn, and tells everybody whose it is.</summary>
    internal async Task<Refusal?> TakeTurnsAsync(Session session, TurnBody body)
    {
        var refusal = await _floors.DecideAsync(Id, _head, Now(), session, body, async post =>
        {
            var answers = await Appending.AppendAsync(_messages, [post.ToEntry(Id, Now(), _record.Version)], new Refusal?[1], _log);
            Tell([post], answers);
            return answers[0];
        });
        if (refusal is null)
            TellAll(new Delivery(ShowTurn()));
        return refusal;
    }

    /// <summary>Whose turn it is. In the room's turn.</summary>
    internal TurnState ShowTurn() => _floors.Find(Id)?.Show(Name, null, _time.GetUtcNow()) ?? new TurnState(Id, Name);

    /// <summary>A lease has run out: tells everybody.</summary>
    public Task TurnRanOutAsync() => _mailbox.RunAsync(
        () =>
        {
            var over = _floors.Find(Id)?.LookAgain(_time.GetUtcNow()) == true;
            if (over)
                TellAll(new Delivery(ShowTurn()));
            return Task.FromResult(over);
        },
        CancellationToken.None);

    internal async Task<Refusal?> ChangeInTurnAsync(Func<RoomRecord, RoomRecord> change, IRoomStore store)
    {
        if (_closed)
            return NoSuchRoom();
        var changed = change(_record);
        if (changed == _record)
            return null;
        var stored = await store.UpdateAsync(changed, CancellationToken.None);
        if (stored is null)
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 1);
        _record = stored;
        foreach (var visitor in _visitors.Where(v => RefuseEntry(v, v.Key) is not null).ToList())
            ShowOut(visitor, RefuseEntry(visitor, visitor.Key)!);
        return null;
    }

    /// <summary>A visit that could not begin now ends here.</summary>
    private void ShowOut(Session visitor, Refusal why)
    {
        _visitors.Remove(visitor);
        visitor.WasShownOut(this, why);
    }

    /// <summary>Puts a person out, in the room's turn, and tells everybody.</summary>
    internal void PutOut(Person person, MemberKicked news)
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
    }

    internal TopicShown ShowTopic() =>
        new(Name, _record.Topic, Rules.TopicBy?.Split('!')[0], _record.Topic.Length == 0 ? null : Rules.TopicAt);

    internal Refusal NoSuchRoom() => Refusal.Of(ErrorCode.NoSuchRoom, "room", Name);

    private async Task<JoinResult> JoinInTurnAsync(Session session, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer)
    {
        if (_closed)
            return JoinResult.No(NoSuchRoom());
        if (_members.Contains(session) || _visitors.Contains(session))
            return JoinResult.No(Refusal.Of(ErrorCode.AlreadyInRoom, "room", Name));
        if (RefuseEntry(session, key) is { } refusal)
            return JoinResult.No(refusal);
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
        var rank = RankOnEntry(person);
        if (!session.HasEntered(this))
            return JoinResult.No(new Refusal(ErrorCode.Stopping));
        var first = !session.IsVisiting && _members.Add(session, rank);
        if (session.IsVisiting)
        {
            _visitors.Add(session);
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
        // Trimmed since the room was opened.
        if (missed.Count > 0 && missed[0].Position > _first && !missed[0].Position.Follows(position))
            _first = missed[0].Position;
        return missed.Count > MaxCatchUp || !Pages.Fits(missed, Pages.FrameBytes) ? null : missed;
    }

    private async Task<bool> LeaveInTurnAsync(Session session, Leaving leaving)
    {
        var left = Leave(session, leaving);
        // Who is cut off comes back to their turn, if they do so before it runs out.
        if (left && !leaving.Disconnected && session.Account is not null && _members.Find(session.Person!) is null && _floors.Find(Id) is not null)
            await TakeTurnsAsync(session, new TurnBody(TurnAct.Leave));
        return left;
    }

    private bool Leave(Session session, Leaving leaving)
    {
        if (_visitors.Remove(session))
            return true;
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

    private Task FlushAsync(IReadOnlyList<PendingPost> posts) => _floors.Find(Id) is { } floor ? FlushByTurnsAsync(posts, floor) : FlushTogetherAsync(posts);

    /// <summary>One post after the other: what one does to the turn decides on the next.</summary>
    private async Task FlushByTurnsAsync(IReadOnlyList<PendingPost> posts, Floor floor)
    {
        foreach (var post in posts)
        {
            var time = Now();
            var refusal = RefuseSpeech(post.Sender, post) ?? await _floors.RefuseAsync(floor, post, time);
            var answers = await Appending.AppendAsync(_messages, [refusal is null ? post.ToEntry(Id, time, _record.Version) : null], [refusal], _log);
            var moved = answers[0].Refusal is null && Floors.Spoken(floor, post, answers[0].Outcome);
            Tell([post], answers);
            if (moved)
                TellAll(new Delivery(ShowTurn()));
            Reply([post], answers);
            if (moved)
                await _floors.KeepAsync(floor, answers[0].Outcome.Position);
        }
    }

    private async Task FlushTogetherAsync(IReadOnlyList<PendingPost> posts)
    {
        var time = Now();
        var entries = new NewEntry?[posts.Count];
        var refusals = new Refusal?[posts.Count];
        for (var i = 0; i < posts.Count; i++)
        {
            refusals[i] = RefuseSpeech(posts[i].Sender, posts[i]);
            if (refusals[i] is null)
                entries[i] = posts[i].ToEntry(Id, time, _record.Version);
        }
        var answers = await Appending.AppendAsync(_messages, entries, refusals, _log);
        Tell(posts, answers);
        Reply(posts, answers);
    }

    private void Reply(IReadOnlyList<PendingPost> posts, Answer[] answers) => Appending.Reply(posts, answers, (post, outcome) =>
        new Posted(Id, outcome.Position, outcome.Time, post.ClientId?.Value, Name, Duplicate: outcome.Status == AppendStatus.Duplicate ? true : null));

    /// <summary>Never behind the time of the entry before.</summary>
    private DateTimeOffset Now()
    {
        var time = _time.GetUtcNow();
        return _lastTime = time < _lastTime ? _lastTime : time;
    }

    private Refusal? RefuseSpeech(Session sender, PendingPost? post = null)
    {
        if (_closed)
            return NoSuchRoom();
        if (sender.Person is not { } person)
            return Refusal.Of(ErrorCode.NotInRoom, "room", Name);
        var member = _members.Find(person);
        // A visit has come in by the rules for coming in.
        if (member is null && Rules.Has(RoomFlags.NoExternal) && !_visitors.Contains(sender))
            return Refusal.Of(ErrorCode.NotInRoom, "room", Name);
        if (post is not null && Rules.Has(RoomFlags.NoCtcp) && post.IsProgramsQuestion)
            return Refusal.Of(ErrorCode.MayNotSpeak, "room", Name);
        // Taking back one's own words is not speaking.
        if (member?.Rank >= Rank.Voice || (sender.IsVisiting && OwnRank(person) >= Rank.Voice) || post?.Kind == EntryKind.Redaction || sender.StandingIn(this) >= Rank.Operator)
            return null;
        return RuleBook.RefuseSpeech(Rules, Name, person.Face);
    }

    private void Tell(IReadOnlyList<PendingPost> posts, Answer[] answers)
    {
        var events = new List<EntryEvent>(posts.Count);
        for (var i = 0; i < posts.Count; i++)
        {
            if (answers[i].Refusal is null && answers[i].Outcome is { Status: AppendStatus.Appended } outcome)
            {
                events.Add(posts[i].ToEvent(Id, Name, null, outcome.Position, outcome.Time));
                _head = outcome.Position;
            }
        }
        Volatile.Write(ref _headNow, _head.Value);
        if (events.Count == 0)
            return;
        _bus.Publish(new NodeEvent(Id, _head, events));
        TellAll(new Delivery(events));
    }

    private void TellAll(Delivery delivery)
    {
        _members.Tell(delivery);
        foreach (var visitor in _visitors)
            visitor.TryDeliver(delivery);
    }
}

/// <summary>How a session leaves a room.</summary>
/// <param name="Gone">The person is leaving the server altogether.</param>
/// <param name="Audience">Filled with the sessions that saw the person here.</param>
internal sealed record Leaving(bool Disconnected = false, string? Reason = null, bool Gone = false, HashSet<Session>? Audience = null);

/// <param name="Head">The last entry before the session became a member.</param>
/// <param name="Behind">The joiner lacks more than <see cref="Room.MaxCatchUp"/> entries and is not a member yet.</param>
internal readonly record struct JoinResult(Refusal? Refusal, Position Head, bool Behind)
{
    public static readonly JoinResult FurtherBehind = new(null, default, true);

    public static JoinResult No(Refusal refusal) => new(refusal, default, false);

    public static JoinResult Done(Position head) => new(null, head, false);
}
