using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Core.Views;

namespace Parley.Core.Sessions;

/// <summary>One connection's stay: who it is, where it is, and whose turn it is. Takes commands, tells its door what came of them.</summary>
/// <remarks>Commands and moves from outside (a room that closes) take turns at one gate; a turn waits for rooms and the store, never for another session.</remarks>
public sealed class Session : IDisposable
{
    /// <summary>Posts of one session that may be unanswered; one more waits, and so does its socket.</summary>
    private const int MaxUnanswered = 256;

    /// <summary>Bytes of their texts past which one more waits: they come back to the session as events, escaped up to six times as long, and must fit its output.</summary>
    private const int MaxUnansweredBytes = 64 * 1024;

    private readonly ISessionDoor _door;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private SemaphoreSlim? _catchUps;
    private HashSet<ConversationId>? _live;

    /// <summary>The last entry of each room that is hidden from the person (<c>history.visible</c> = <c>since-join</c>).</summary>
    private Dictionary<ConversationId, Position>? _floors;

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _answered;
    private int _unanswered;
    private int _unansweredBytes;
    private volatile Room[] _rooms = [];
    private volatile bool _ended;

    internal Session(Chat chat, SessionId id, ISessionDoor door, Origin origin, Manner manner, string lang, ILogger log)
    {
        Chat = chat;
        Id = id;
        _door = door;
        Origin = origin;
        IsPlaced = manner == Manner.Placed;
        ChoosesName = manner == Manner.Named;
        IsVisiting = manner == Manner.Visiting;
        Lang = lang;
        Since = chat.Time.GetUtcNow();
        _log = log;
    }

    public SessionId Id { get; }

    public Origin Origin { get; }

    public DateTimeOffset Since { get; }

    /// <summary>Null before the login, and for a guest.</summary>
    public Account? Account { get; private set; }

    /// <summary>How everybody sees who is at the other end; null before they are there.</summary>
    public Face? Face => Person?.Face;

    /// <summary>Also told when somebody whom it watches changes (IRCv3 extended-monitor).</summary>
    public bool WatchesChanges { get; set; }

    /// <summary>Messages of a room that were missed since the account's last session, shown at most on entering it; 0: the client asks by itself.</summary>
    public int Replay { get; set; }

    /// <summary>Its people choose what they go by, may be guests, and share their rooms among the sessions of one name (IRC).</summary>
    public bool ChoosesName { get; }

    /// <summary>Acts for its account unseen: in no list of people, a member of no room.</summary>
    public bool IsVisiting { get; }

    /// <summary>What others see as the host of whoever logs in, by the login; null: the host stays.</summary>
    public Func<string, string>? HostOfAccount { get; set; }

    /// <summary>Holds a place for somebody who has no connection now.</summary>
    public bool IsResting => _door is RestingDoor;

    /// <summary>What is told to others when the connection ends; null: the close reason.</summary>
    public string? Farewell { get; set; }

    /// <summary><c>es</c> or <c>en</c>: for the texts of its door.</summary>
    public string Lang { get; internal set; }

    /// <summary>True for doors whose people have one current room (line, terminal); false for programs, which join what they name.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>What the person said before the login; the account keeps it if it had none.</summary>
    internal string? ChosenLang { get; set; }

    /// <summary>What the client calls itself, or null.</summary>
    public string? Client { get; internal set; }

    /// <summary>Seconds within which the client promised to send something, or null.</summary>
    public int? Heartbeat { get; internal set; }

    /// <summary>The current room's name, or null. Any thread.</summary>
    public string? CurrentRoom => Current?.Name;

    /// <summary>Completes when the session has left everything.</summary>
    internal Task Ended => _end.Task;

    /// <summary>Whom the session belongs to, from the login or the choice of a name on.</summary>
    internal Person? Person { get; private set; }

    internal Chat Chat { get; }

    internal string? TokenId { get; set; }

    /// <summary>The id, by which it is listed and revoked, of the token that logged the session in or that it was given; null for none.</summary>
    public string? UsedToken => TokenId;

    /// <summary>What a visit gave as the key on joining last: for when the rules change meanwhile.</summary>
    internal string? Key { get; private set; }

    /// <summary>A SCRAM login that has begun.</summary>
    internal ScramExchange? Scram { get; set; }

    /// <summary>A snapshot; any thread.</summary>
    internal IReadOnlyList<Room> Rooms => _rooms;

    internal Room? Current
    {
        get
        {
            var rooms = _rooms;
            return rooms.Length > 0 ? rooms[^1] : null;
        }
    }

    /// <summary>
    /// Carries out one command; completes when the next may come. Answers go to the door. Calls must not overlap.
    /// </summary>
    public async ValueTask HandleAsync(Command command, CancellationToken cancellationToken)
    {
        if (_ended)
            return;
        var rule = CommandTable.Of(command);
        if (rule.Needs != Standing.Anybody && Person is null)
        {
            Refuse(command, new Refusal(ErrorCode.LoginFirst));
            return;
        }
        if (rule.Needs == Standing.Account && Account is null)
        {
            Refuse(command, new Refusal(ErrorCode.AccountNeeded));
            return;
        }
        if (rule.IsPost)
            await UnansweredBelowAsync(MaxUnanswered, cancellationToken);
        else
            await UnansweredBelowAsync(1, cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await rule.HandleAsync(this, command, cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
            Refuse(command, Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _log.CommandFailed(Id, command.GetType().Name, fault);
            Refuse(command, new Refusal(ErrorCode.Internal));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether there is an account of that login.</summary>
    public async ValueTask<bool> KnowsAsync(string login, CancellationToken cancellationToken) =>
        Login.TryParse(login, out var name) && await Chat.Accounts.FindAsync(name, cancellationToken) is not null;

    /// <summary>Names of the rooms it is in; any thread.</summary>
    public IReadOnlyList<string> RoomNames => [.. _rooms.Select(r => r.Name)];

    public bool IsInRoom(ConversationId room) => Array.Exists(_rooms, r => r.Id == room);

    /// <summary>Says that a program speaks, or a person after all.</summary>
    public void SetBot(bool isBot)
    {
        if (Person is { } person && person.Face.IsBot != isBot)
            Chat.People.Change(person, face => face with { IsBot = isBot });
    }

    /// <summary>A stretch of a room's history or of a private conversation's; null when the session may not read it.</summary>
    public async ValueTask<IReadOnlyList<EntryEvent>?> ReadStretchAsync(string? room, string? to, HistoryStretch stretch, CancellationToken cancellationToken)
    {
        if (room is not null)
        {
            if (!RoomName.TryParse(room, out var name) || Chat.Rooms.Find(name) is not { } found || !IsIn(found))
                return null;
            return [.. (await Stretches.ReadAsync(Chat.Messages, found.Id, FloorOf(found), stretch, cancellationToken)).Select(e => e.ToEvent(found.Name, null))];
        }
        if (Account is null)
            return Chat.People.Find(to!) is null ? null : [];
        var other = Chat.People.Find(to!)?.Account ?? (Login.TryParse(to, out var login) ? await Chat.Accounts.FindAsync(login, cancellationToken) : null);
        if (other is null)
            return Chat.People.Find(to!) is null ? null : [];
        if (await Chat.Private.FindAsync(Account, other, cancellationToken) is not { } pair)
            return [];
        return [.. (await Stretches.ReadAsync(Chat.Messages, pair.Conversation, Position.None, stretch, cancellationToken)).Select(e => e.ToEvent(null, pair))];
    }

    /// <summary>For a visit: is told from now on what the account's private conversations get. They do not count as delivered.</summary>
    public void HearPrivate() => Chat.Private.Listen(this);

    /// <summary>A page of all that the account wrote, oldest first, past a cursor (0: from the start). A room that has gone, or a person erased, has no name any more.</summary>
    public async ValueTask<IReadOnlyList<(long Cursor, EntryEvent Entry)>> ReadOwnAsync(long after, int limit, CancellationToken cancellationToken)
    {
        var rooms = Chat.Rooms.List().ToDictionary(r => r.Id, r => r.Name);
        var pairs = (await Chat.Private.OfAsync(Account!, cancellationToken)).ToDictionary(p => p.Conversation);
        var page = await Chat.Messages.ReadAuthorAsync(Account!.Id, after, limit, cancellationToken);
        return [.. page.Select(e => (e.Cursor, e.Entry.ToEvent(rooms.GetValueOrDefault(e.Entry.Conversation), pairs.GetValueOrDefault(e.Entry.Conversation))))];
    }

    /// <summary>The conversations that the person has, with the time of what was last said.</summary>
    public async ValueTask<IReadOnlyList<(HistoryTarget Target, DateTimeOffset Latest)>> ReadTargetsAsync(CancellationToken cancellationToken)
    {
        var targets = new List<(HistoryTarget, DateTimeOffset)>();
        foreach (var room in _rooms)
            await AddAsync(new HistoryTarget(room.Name, null), room.Id);
        if (Account is { } account)
        {
            foreach (var pair in await Chat.Private.OfAsync(account, cancellationToken))
                await AddAsync(new HistoryTarget(null, pair.LoginBeside(account.Id)), pair.Conversation);
        }
        return targets;

        async ValueTask AddAsync(HistoryTarget target, ConversationId conversation)
        {
            var last = await Stretches.ReadAsync(Chat.Messages, conversation, Position.None, new HistoryStretch(HistoryDirection.Latest, null, null, 1, int.MaxValue, false), cancellationToken);
            if (last is [var entry])
                targets.Add((target, entry.Time));
        }
    }

    /// <summary>Tells everybody in a room something that has no place in its order.</summary>
    public async Task TellRoomAsync(RoomName room, Event news, CancellationToken cancellationToken)
    {
        if (Chat.Rooms.Find(room) is { } found)
            await found.InTurnAsync(members => { members.Tell(new Delivery(news)); return true; }, cancellationToken);
    }

    /// <summary>A message to those in a room who have at least a rank, kept for nobody; null when it was sent.</summary>
    public async Task<Error?> TellRankAsync(RoomName room, Rank least, string text, bool notice, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (Person is not { } person || Chat.Rooms.Find(room) is not { } found)
            return Refusal.Of(ErrorCode.NoSuchRoom, "room", room.Value).ToError(null);
        var message = new Message
        {
            Conversation = found.Id,
            Position = Position.None,
            Room = found.Name,
            From = person.Name,
            Time = Chat.Time.GetUtcNow(),
            Text = text,
            Notice = notice ? true : null,
            Passing = true,
            Origin = Id,
            Who = person.Face,
            Tags = tags,
        };
        person.LastSpoke = message.Time;
        return (await found.TellRankAsync(this, least, message, cancellationToken))?.ToError(null);
    }

    /// <summary>Completes when little of what the session was told is still waiting.</summary>
    public ValueTask DrainedAsync(CancellationToken cancellationToken) => _door.DrainAsync(cancellationToken);

    /// <summary>Completes when every post so far has been answered.</summary>
    public ValueTask SettledAsync(CancellationToken cancellationToken) => UnansweredBelowAsync(1, cancellationToken);

    /// <summary>The door speaks for a program from now on: it keeps its rooms and may join more.</summary>
    public void BecomeProgram() => IsPlaced = false;

    /// <summary>The door speaks for somebody with one current room again.</summary>
    public void BecomePerson() => IsPlaced = true;

    /// <summary>The connection has ended: leaves every room and the people online. Once; later calls do nothing.</summary>
    public async Task EndAsync(CloseReason reason)
    {
        await _gate.WaitAsync();
        try
        {
            await LeaveEverythingAsync(reason);
        }
        finally
        {
            _end.TrySetResult();
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _catchUps?.Dispose();
    }

    /// <summary>In the session's own turn: it is gone for everybody, also when its connection still has last words to send.</summary>
    internal async Task LeaveEverythingAsync(CloseReason reason)
    {
        Room[] rooms;
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            rooms = _rooms;
            _rooms = [];
        }
        Chat.Forget(this);
        if (IsVisiting)
            Chat.Private.Unlisten(this);
        // First out of the lists: whoever is told that the person left may look at once.
        var gone = Person is { } person && Chat.People.Leave(this, person);
        // What still waits when a link ends was not shown; who says goodbye gets it first.
        if (ChoosesName && !IsResting && Account is not null && (reason == CloseReason.Quit || _door.PendingBytes == 0))
            await NoteSeenAsync(rooms);
        var audience = gone ? new HashSet<Session>() : null;
        foreach (var room in rooms)
            await room.LeaveAsync(this, new Leaving(Disconnected: reason != CloseReason.Quit, Farewell, gone, audience));
        if (audience is not null)
        {
            audience.Remove(this);
            var news = new Delivery(new PersonGone(Person!.Name, reason == CloseReason.Quit && Farewell is not null ? $"Quit: {Farewell}" : Farewell ?? Describe(reason)) { Who = Person.Face });
            foreach (var other in audience)
                other.TryDeliver(news);
        }
        if (!IsVisiting)
            _log.SessionEnded(Id, reason);
    }

    /// <summary>What came until now was shown: at the next login only what comes from now on is missed.</summary>
    private async Task NoteSeenAsync(Room[] rooms)
    {
        try
        {
            await Chat.RoomStore.AdvanceMarkersAsync([.. rooms.Select(r => new Marker(Account!.Id, r.Id, MarkerKind.FirstMissed, new Position(r.Head.Value + 1)))], CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
    }

    /// <summary>False when somebody else goes by the account's login.</summary>
    internal async Task<bool> LogInAsync(Account account)
    {
        if (Person is { } present)
        {
            var before = present.Face;
            Take(account);
            Chat.People.Adopt(present, account, face => face with { Login = account.Login.Value, Host = HostOfAccount?.Invoke(account.Login.Value) ?? face.Host });
            await Chat.TellAsync(present, new PersonChanged(present.Name, account.Login.Value, present.Face.RealName) { Before = before, Now = present.Face }, CancellationToken.None);
            return true;
        }
        if (IsVisiting)
            Person = Chat.Visits.PersonOf(account);
        else if (!ChoosesName && (Person = Chat.People.Enter(this, account, account.ToFace())) is null)
            return false;
        Take(account);
        return true;
    }

    /// <summary>For a visit: logs in by a token, without an answer. Null when done.</summary>
    public async ValueTask<Refusal?> VisitAsync(string? token, CancellationToken cancellationToken)
    {
        if (!Origin.IsSecret)
            return new Refusal(ErrorCode.PlaintextPassword);
        try
        {
            if (await Chat.Visits.FindAsync(token, cancellationToken) is not var (stored, account))
                return new Refusal(ErrorCode.BadToken);
            TokenId = stored.Id;
            return await LogInAsync(account) ? null : new Refusal(ErrorCode.BadToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds);
        }
    }

    /// <summary>For a visit of something that acts by itself: speaks for an account, under its login or another name. Null when done; <see cref="ErrorCode.NoSuchUser"/> when there is no such account any more.</summary>
    public async ValueTask<Refusal?> VisitAsAsync(AccountId id, string? name, CancellationToken cancellationToken)
    {
        if (await Chat.Accounts.FindAsync(id, cancellationToken) is not { } account)
            return Refusal.Of(ErrorCode.NoSuchUser, "user", $"erased-{id}");
        // Somebody may have made an account of the name since.
        if (name is not null && await Chat.RefuseNameAsync(name, account, cancellationToken) is not null)
            name = null;
        Person = name is null ? Chat.Visits.PersonOf(account) : Chat.Visits.ProgramOf(account, name);
        Take(account);
        return null;
    }

    /// <summary>What the session may do in a room: its rank there, kept or by a role; none where there is no such room.</summary>
    public async Task<Rank> RankInAsync(ConversationId room, CancellationToken cancellationToken)
    {
        var rank = Rank.None;
        if (Chat.Rooms.Find(room) is { } found)
        {
            await found.RuleAsync(
                ruling =>
                {
                    rank = ruling.RankOf(this);
                    return Task.FromResult<Refusal?>(null);
                },
                Chat.RoomStore,
                cancellationToken);
        }
        return rank;
    }

    /// <summary>Takes a name, from where on the person is there for everybody. Null when done; <see cref="ErrorCode.NameInUse"/> and <see cref="ErrorCode.LoginNotAllowed"/> leave another choice.</summary>
    public async Task<Refusal?> AppearAsync(string name, string user, string host, string realName, bool bot, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Account is null && !Chat.Settings.Accounts.Guests)
                return new Refusal(ErrorCode.AccountNeeded);
            if (await Chat.RefuseNameAsync(name, Account, cancellationToken) is { } refusal)
                return refusal;
            if (!Chat.Settings.Accounts.MultiSession && Chat.People.Find(name) is { IsResting: false })
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
            Person = Chat.People.Enter(this, Account, new Face(name, Account?.Login.Value, user, host, realName, bot));
            if (Person is null)
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
            // Who came by doors without hosts, or was kept present over a restart, has one from now on.
            if (Person.Face is { Host: Face.NoHost } before)
            {
                Chat.People.Change(Person, face => face with { User = user, Host = host, RealName = realName });
                await Chat.TellAsync(Person, new PersonChanged(Person.Name, Person.Face.Login, realName) { Before = before, Now = Person.Face }, cancellationToken, but: this);
            }
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Comes into the rooms where the other sessions of the name are, and gets what waits for the person.</summary>
    public async Task SettleInAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_ended || Person is null)
                return;
            if (Account is { } account)
                await Chat.Presence.RestAsync(account, Person, cancellationToken);
            foreach (var room in Person.Sessions.Where(s => s != this && s.ChoosesName).SelectMany(s => s.Rooms).Distinct().ToList())
                await JoinAsync(room, null, 0, null, entered => entered, cancellationToken);
            await CatchUpAsync(cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>For somebody who is always on: the session has no connection and takes the place of one.</summary>
    internal void Rest(Account account, Face face)
    {
        Account = account;
        Person = Chat.People.Enter(this, account, face);
    }

    /// <summary>Joins the rooms that the person's other sessions share.</summary>
    internal async Task FollowAsync(Person person, CancellationToken cancellationToken)
    {
        foreach (var room in person.Sessions.Where(s => s != this && s.ChoosesName).SelectMany(s => s.Rooms).Distinct().ToList())
            await JoinAloneAsync(room, null, 0, room.Rules.Key, _ => null, cancellationToken);
    }

    /// <summary>Private messages that waited.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (Account is null)
            return;
        foreach (var pair in await Chat.Private.OfAsync(Account, cancellationToken))
            await Chat.Private.CatchUpAsync(this, pair, cancellationToken);
    }

    /// <summary>What the person may do in any room, by a role on the server.</summary>
    internal Rank StandingIn(Room _) => Account?.Role switch
    {
        Role.Administrator => Rank.Owner,
        Role.Moderator => Rank.Operator,
        _ => Rank.None,
    };

    private void Take(Account account)
    {
        Account = account;
        if (account.Lang is { } lang)
            Lang = lang;
    }

    private static string Describe(CloseReason reason) => reason switch
    {
        CloseReason.Quit => "Quit",
        CloseReason.PingTimeout => "Ping timeout",
        CloseReason.Revoked => "Session ended",
        CloseReason.ServerStopping => "Server stopping",
        CloseReason.SlowReader or CloseReason.Stalled => "Too slow",
        CloseReason.Flood => "Excess flood",
        _ => "Connection closed",
    };

    internal void Renew(Account account) => Account = account;

    /// <summary>Where a new session of this person begins.</summary>
    internal Room StartRoom() =>
        Chat.Settings.Rooms.Sessions == "shared" && Person!.Sessions.FirstOrDefault(s => s != this && s.IsPlaced)?.Current is { } shared
            ? shared
            : Chat.Rooms.Default;

    internal bool IsIn(Room room) => Array.IndexOf(_rooms, room) >= 0;

    /// <summary>The last entry of the room that this session may not read.</summary>
    internal Position FloorOf(Room room) => _floors?.GetValueOrDefault(room.Id) ?? Position.None;

    /// <summary>Joins in addition to the rooms it is in. Null when done.</summary>
    internal async Task<Refusal?> JoinAsync(Room room, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        var refusal = await JoinAloneAsync(room, after, lastMessages, key, answer, cancellationToken);
        if (refusal is null && ChoosesName)
        {
            foreach (var other in Mirrors())
            {
                if (!other.IsIn(room))
                    await other.JoinAloneAsync(room, null, 0, key, entered => entered, cancellationToken);
            }
            await Chat.Presence.NoteAsync(Person!);
        }
        return refusal;
    }

    private IEnumerable<Session> Mirrors() => Person?.Sessions.Where(s => s != this && s.ChoosesName) ?? [];

    private async Task<Refusal?> JoinAloneAsync(Room room, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        if (ChoosesName && Account is { } reader)
        {
            var (read, _) = await Chat.ReadMarkers.AdvanceAsync(reader.Id, "#" + room.Record.Name.Fold, null, cancellationToken);
            var plain = answer;
            answer = entered => plain(entered with { ReadUntil = read });
        }
        if (IsVisiting)
            Key = key;
        var follows = ChoosesName && !IsResting && Account is not null;
        if (follows)
        {
            var missed = await Chat.RoomStore.MarkerAsync(Account!.Id, room.Id, MarkerKind.FirstMissed, cancellationToken);
            if (missed != Position.None && Replay > 0)
                (after, lastMessages) = (new Position(missed.Value - 1), Math.Min(Replay, Chat.Settings.History.ChannelLength));
        }
        var hides = Chat.Settings.History.Visible == "since-join";
        if (hides)
        {
            var floor = await LoadFloorAsync(room, cancellationToken);
            after = floor is null || after is null ? null : after < floor ? floor : after;
        }
        while (true)
        {
            var result = await room.JoinAsync(this, after, hides ? 0 : lastMessages, key, answer, cancellationToken);
            if (result.Refusal is not null)
                return result.Refusal;
            if (!result.Behind)
            {
                if (hides)
                    await KeepFloorAsync(room, result.Head);
                // Shown now, so not again; and from here on counts what comes after a crash.
                if (follows)
                    await NoteSeenAsync([room]);
                return null;
            }
            // The room has told the answer already; what is missing goes on from here.
            answer = _ => null;
            after = await ReadUpAsync(room, after!.Value, cancellationToken);
        }
    }

    /// <summary>Called in the room's turn, so that what the room knows and what the session knows never differ. False when the session has ended.</summary>
    internal bool HasEntered(Room room)
    {
        lock (_lock)
        {
            if (!_ended)
                _rooms = [.. _rooms, room];
            return !_ended;
        }
    }

    private bool TryRemove(Room room)
    {
        lock (_lock)
        {
            var found = Array.IndexOf(_rooms, room) >= 0;
            if (found)
                _rooms = [.. _rooms.Where(r => r != room)];
            return found;
        }
    }

    /// <summary>Leaves whatever the current room is and joins another; the person's other sessions follow where they share their room.</summary>
    internal async Task<Refusal?> MoveAsync(Room room, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        var refusal = await room.RefuseEntryAsync(this, key, cancellationToken)
            ?? await MoveAloneAsync(room, lastMessages, key, answer, cancellationToken);
        if (refusal is null && Chat.Settings.Rooms.Sessions == "shared")
        {
            foreach (var other in Person!.Sessions)
            {
                if (other != this && other.IsPlaced)
                    _ = other.FollowAsync(room);
            }
        }
        return refusal;
    }

    private async Task<Refusal?> MoveAloneAsync(Room room, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        foreach (var old in _rooms)
        {
            TryRemove(old);
            await old.LeaveAsync(this, new Leaving());
        }
        try
        {
            return await JoinAsync(room, null, lastMessages, key, answer, cancellationToken);
        }
        finally
        {
            // The room went while we were on the way, or the store is away: nobody is left standing outside.
            if (_rooms.Length == 0)
                await JoinAsync(Chat.Rooms.Default, null, 0, null, room == Chat.Rooms.Default ? answer : _ => null, CancellationToken.None);
        }
    }

    internal async Task<bool> LeaveAsync(Room room, string? reason = null)
    {
        if (!TryRemove(room))
            return false;
        if (ChoosesName && Account is not null)
            await NoteSeenAsync([room]);
        foreach (var other in ChoosesName ? Mirrors() : [])
        {
            if (!other.TryRemove(room))
                continue;
            await room.LeaveAsync(other, new Leaving(Reason: reason));
            other.Tell(new RoomLeft(room.Name) { Reason = reason });
        }
        await room.LeaveAsync(this, new Leaving(Reason: reason));
        if (ChoosesName)
            await Chat.Presence.NoteAsync(Person!);
        return true;
    }

    /// <summary>Called in the room's turn: somebody put its person out.</summary>
    internal void WasPutOut(Room room, MemberKicked news)
    {
        if (IsPlaced)
        {
            _ = GoHomeAsync(room, news);
            return;
        }
        Tell(news);
        if (TryRemove(room) && ChoosesName)
            _ = Chat.Presence.NoteAsync(Person!);
    }

    /// <summary>Called in the room's turn: its visit is over.</summary>
    internal void WasShownOut(Room room, Refusal why)
    {
        TryRemove(room);
        Tell(why.ToError(null));
    }

    /// <summary>From the default room there is nowhere to go: the session is in no room then.</summary>
    private async Task GoHomeAsync(Room from, MemberKicked news)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ended || !TryRemove(from))
                return;
            var home = _rooms.Length == 0 && from != Chat.Rooms.Default ? Chat.Rooms.Default : null;
            if (home is null || await JoinAsync(home, null, 0, null, entered => news with { Now = entered.Room }, CancellationToken.None) is not null)
                Tell(news);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Called in the closing room's turn: the session moves on in a turn of its own.</summary>
    internal void RoomHasClosed(Room room, string reason, string? by) => _ = MoveOnAsync(room, reason, by);

    internal long PendingBytes => _door.PendingBytes;

    internal ClockEstimate? Clock => _door.Clock;

    internal bool TryDeliver(Delivery delivery) => _door.TryDeliver(delivery);

    internal void Tell(Event news) => _door.TryDeliver(new Delivery(news));

    internal void Reply(Command to, Event answer) => Tell(answer with { Ref = to.Ref });

    internal void Refuse(Command command, Refusal refusal) => Tell(refusal.ToError(command.Ref));

    internal ValueTask DrainAsync(CancellationToken cancellationToken) => _door.DrainAsync(cancellationToken);

    internal void Close(Closing lastWord) => _door.Close(lastWord);

    /// <summary>A post was handed to its conversation.</summary>
    internal void PostBegun(PendingPost post)
    {
        lock (_lock)
        {
            _unanswered++;
            _unansweredBytes += post.Body.Length;
        }
    }

    /// <summary>Called by the conversation, after everybody in it has been told.</summary>
    internal void Answered(IReadOnlyList<PendingPost> posts, IReadOnlyList<Event> replies)
    {
        for (var i = 0; i < posts.Count; i++)
            posts[i].IsAnswered = true;
        _door.TryDeliver(new Delivery(replies));
        lock (_lock)
        {
            _unanswered -= posts.Count;
            _unansweredBytes -= posts.Sum(p => p.Body.Length);
            _answered?.TrySetResult();
            _answered = null;
        }
    }

    internal bool IsLiveIn(ConversationId conversation)
    {
        lock (_lock)
            return _live?.Contains(conversation) ?? false;
    }

    internal void GoLiveIn(ConversationId conversation)
    {
        lock (_lock)
            (_live ??= []).Add(conversation);
    }

    /// <summary>One catch-up of a session at a time, or pages would come twice.</summary>
    internal async Task<IDisposable> CatchUpTurnAsync(CancellationToken cancellationToken)
    {
        SemaphoreSlim turn;
        lock (_lock)
            turn = _catchUps ??= new SemaphoreSlim(1, 1);
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    internal void CatchUpLater(Pair pair) => _ = CatchUpSafelyAsync(pair);

    private async Task CatchUpSafelyAsync(Pair pair)
    {
        try
        {
            await Chat.Private.CatchUpAsync(this, pair, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            // Not marked as delivered: it comes at the next login.
            _log.StoreUnavailable(Id, fault);
        }
        catch (ObjectDisposedException)
        {
            // The session ended meanwhile.
        }
    }

    /// <summary>Null when the person was never inside.</summary>
    internal async Task<Position?> LoadFloorAsync(Room room, CancellationToken cancellationToken)
    {
        if (Account is null)
            return null;
        var first = await Chat.RoomStore.MarkerAsync(Account!.Id, room.Id, MarkerKind.FirstVisible, cancellationToken);
        if (first == Position.None)
            return null;
        var floor = new Position(first.Value - 1);
        (_floors ??= [])[room.Id] = floor;
        return floor;
    }

    private async Task KeepFloorAsync(Room room, Position head)
    {
        _floors ??= [];
        // A guest's stay is all that there is: each join begins anew.
        if (Account is null)
            _floors[room.Id] = head;
        else if (_floors.TryAdd(room.Id, head))
            await Chat.RoomStore.AdvanceMarkersAsync([new(Account!.Id, room.Id, MarkerKind.FirstVisible, new Position(head.Value + 1))], CancellationToken.None);
    }

    private async Task<Position> ReadUpAsync(Room room, Position after, CancellationToken cancellationToken)
    {
        var page = await Chat.Messages.ReadAfterAsync(room.Id, after, Limits.PageSize, cancellationToken);
        if (page.Count == 0)
            return after;
        foreach (var frame in Pages.Frames(page))
        {
            _door.TryDeliver(new Delivery([.. frame.Select(e => e.ToEvent(room.Name, null))]));
            await _door.DrainAsync(cancellationToken);
        }
        return page[^1].Position;
    }

    private async ValueTask UnansweredBelowAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_unanswered < limit && _unansweredBytes <= MaxUnansweredBytes)
                    return;
                _answered ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _answered.Task;
            }
            await wait.WaitAsync(cancellationToken);
        }
    }

    private async Task FollowAsync(Room room)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_ended && !IsIn(room))
                await MoveAloneAsync(room, Chat.Settings.Line.History, null, entered => entered, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MoveOnAsync(Room room, string reason, string? by)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ended || !TryRemove(room))
                return;
            if (ChoosesName)
                await Chat.Presence.NoteAsync(Person!);
            var home = IsPlaced && _rooms.Length == 0 ? Chat.Rooms.Default : null;
            var news = new RoomClosed(room.Name, room.Id, reason, by, home?.Name);
            if (home is null || await JoinAsync(home, null, 0, null, _ => news, CancellationToken.None) is not null)
                Tell(news with { Now = null });
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

/// <summary>Where a connection comes from.</summary>
/// <param name="Address">Of the peer, or <c>unix</c>.</param>
/// <param name="IsSecret">Nobody between can read along: TLS, loopback or a Unix socket, or plaintext where <c>auth.plaintext</c> allows passwords.</param>
/// <param name="IsExempt">On the list of <c>limits.exempt</c>.</param>
public sealed record Origin(string Address, bool IsSecret, bool IsExempt, string Door)
{
    internal static readonly Origin Resting = new("none", IsSecret: true, IsExempt: true, "resting");
}
