using System.Text;
using Parley.Contracts;
using Parley.Lan.Rooms;
using Parley.Protocol.Line;

namespace Parley.Lan.Chat;

/// <summary>One connection of this device's person. Takes commands one after another, tells its door what comes of them.</summary>
public sealed partial class LanSession : IDisposable
{
    private const int DefaultPage = 50;

    private readonly LanChat _chat;
    private readonly SessionId _id;
    private readonly ILanDoor _door;
    private readonly List<LanRoom> _rooms = [];

    internal LanSession(LanChat chat, SessionId id, ILanDoor door, bool placed, string lang) => (_chat, _id, _door, IsPlaced, Lang) = (chat, id, door, placed, lang);

    public SessionId Id => _id;

    /// <summary><c>es</c> or <c>en</c>.</summary>
    public string Lang { get; private set; }

    /// <summary>It has one current room; else any number, by name.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>What the person goes by.</summary>
    public string Name => _chat.OwnName;

    internal LinePlace LinePlace => _chat.AreRoomsMadeHere ? LinePlace.Peers : LinePlace.Members;

    internal IReadOnlyList<LanRoom> Rooms => _rooms;

    private LanRoom? Current => _rooms.Count > 0 ? _rooms[^1] : null;

    /// <summary>The person is in the default room, and is told what came meanwhile; again does nothing. A program logs in instead, and joins what it names.</summary>
    public void Begin()
    {
        lock (_chat.State)
        {
            if (Current is not null)
                return;
            _chat.Begin(this);
            _rooms.Add(_chat.Default);
            _chat.OwnJoined(_chat.Default, this);
            _door.Tell([new LoggedIn(Name, "user", Lang, Current?.Name), .. _chat.NewsFor(this)]);
        }
    }

    /// <summary>It is a program's, which is in no room yet, also where it was taken for a person's.</summary>
    public void BeginAsProgram()
    {
        lock (_chat.State)
        {
            var left = _rooms.ToList();
            _rooms.Clear();
            foreach (var room in left)
                _chat.OwnLeft(room);
            BecomeProgram();
        }
    }

    /// <summary>The door speaks for a program from now on.</summary>
    public void BecomeProgram()
    {
        lock (_chat.State)
        {
            IsPlaced = false;
            _chat.Begin(this);
        }
    }

    /// <returns>False: the person has said goodbye.</returns>
    public async Task<bool> HandleAsync(Command command, CancellationToken ct)
    {
        switch (command)
        {
            case Exit:
                Reply(command, new Closing(CloseReason.Quit, Name));
                return false;
            case Post post:
                Reply(command, await PostAsync(post, ct));
                break;
            case EditMessage or RedactMessage or React:
                Reply(command, await AnnotateAsync((ConversationCommand)command, ct));
                break;
            case Search search:
                Reply(command, Answer(search, ct));
                break;
            case CreateRoom or DeleteRoom when !_chat.AreRoomsMadeHere:
                Reply(command, NeedsServer(command));
                break;
            case CreateRoom create:
                Reply(command, await CreateAsync(create.Room, ct));
                break;
            case DeleteRoom delete:
                Reply(command, await DeleteAsync(delete.Room, ct));
                break;
            default:
                lock (_chat.State)
                    Answer(command);
                break;
        }
        return true;
    }

    public void Dispose() => _chat.Leave(this);

    internal bool IsIn(LanRoom room) => _rooms.Contains(room);

    internal void Tell(Event news) => _door.Tell([news]);

    /// <summary>The room has gone: whoever has one current room is in the default one then.</summary>
    internal void PutOut(LanRoom room, ConversationId id, string reason, string by, LanRoom home)
    {
        _rooms.Remove(room);
        Tell(new RoomClosed(room.Name, id, reason, by, IsPlaced ? home.Name : null));
        if (!IsPlaced)
            return;
        _rooms.Add(home);
        _chat.OwnJoined(home, this);
    }

    private void Reply(Command command, Event answer) => _door.Tell([answer with { Ref = command.Ref }]);

    private void Answer(Command command)
    {
        switch (command)
        {
            case Hello hello:
                Lang = hello.Lang is "es" or "en" ? hello.Lang : Lang;
                Reply(command, new Welcome("parley lan", LanVersion.Text, 1, _chat.Time.GetUtcNow(), Lang, _chat.AreRoomsMadeHere ? [LinePlaces.Peer, LinePlaces.MakesRooms] : [LinePlaces.Peer], new WireLimits(Limits.MessageBytes, Limits.FrameBytes, Limits.PageSize)));
                break;
            case TokenLogin:
                Reply(command, new LoggedIn(Name, "user", Lang));
                _door.Tell(_chat.NewsFor(this));
                break;
            case Ping: Reply(command, new Pong()); break;
            case AskTime ask:
                var now = (double)_chat.Time.GetUtcNow().ToUnixTimeMilliseconds();
                Reply(command, new TimeAnswer(ask.T0, now, now));
                break;
            case SetLanguage { Lang: "es" or "en" } language:
                Lang = language.Lang;
                Reply(command, new LanguageSet(Lang));
                break;
            case EnterRoom enter: Enter(command, enter.Room); break;
            case GoHome: ToHome(command); break;
            case JoinRoom join: Join(join); break;
            case LeaveRoom leave: Leave(leave); break;
            case ListRooms: Reply(command, List()); break;
            case ListUsers users: Reply(command, Users(users)); break;
            case ReadHistory read: Reply(command, read.To is null ? RoomHistory(read) : PrivateHistory(read)); break;
            case ListConversations: Reply(command, Conversations()); break;
            case ListDevices: Reply(command, _chat.Devices(Lang)); break;
            case TrustDevice trust: Reply(command, Trust(trust)); break;
            default: Reply(command, NeedsServer(command)); break;
        }
    }

    private void Enter(Command command, string? typed)
    {
        if (Find(typed, "#gR", out var refusal) is not { } room)
            Reply(command, refusal!);
        else if (IsIn(room))
            Reply(command, Refused(ErrorCode.AlreadyInRoom, "room", room.Name));
        else
            Move(command, room, _ => Entered(room));
    }

    private void ToHome(Command command)
    {
        if (IsIn(_chat.Default))
            Reply(command, new AlreadyHome(_chat.Default.Name));
        else
            Move(command, _chat.Default, left => new RoomLeft(left ?? _chat.Default.Name, _chat.Default.Name));
    }

    private void Join(JoinRoom join)
    {
        if (Find(join.Room, "join", out var refusal) is not { } room)
        {
            Reply(join, refusal!);
            return;
        }
        if (join.Conversation is { } expected && expected != room.Id.Value)
        {
            Reply(join, Refused(ErrorCode.RoomMadeAnew, "room", room.Name));
            return;
        }
        if (!IsIn(room))
        {
            _rooms.Add(room);
            _chat.OwnJoined(room, this);
        }
        Reply(join, Entered(room));
        // All of it in one go: what a peer keeps is in memory.
        if (join.After is { } after)
            _door.Tell([.. room.History.After(after, int.MaxValue, room.Shows).Select(l => _chat.EventOf(room, l)).OfType<EntryEvent>()]);
    }

    private void Leave(LeaveRoom leave)
    {
        if (Find(leave.Room, "leave", out var refusal) is not { } room)
            Reply(leave, refusal!);
        else if (!_rooms.Remove(room))
            Reply(leave, Refused(ErrorCode.NotInRoom, "room", room.Name));
        else
        {
            Reply(leave, new RoomLeft(room.Name));
            _chat.OwnLeft(room);
        }
    }

    private async Task<Event> CreateAsync(string? typed, CancellationToken ct)
    {
        RoomName name;
        lock (_chat.State)
        {
            if (Parse(typed, "#cR", out name) is { } invalid)
                return invalid;
            if (NameRules.IsReserved(name.Fold))
                return Invalid("room", typed);
            if (_chat.Find(name) is { } existing)
                return Refused(ErrorCode.RoomExists, "room", existing.Name);
            if (_chat.OwnRooms >= LanChat.MaxOwnRooms)
                return Refused(ErrorCode.RoomLimit, "limit", LanChat.MaxOwnRooms);
        }
        if (await _chat.SignAsync(name, made: true, ct) is { } refusal)
            return refusal.ToError();
        lock (_chat.State)
        {
            if (_chat.Find(name) is not { } room)
                return Refused(ErrorCode.NoSuchRoom, "room", name);
            Place(room);
            return new RoomCreated(room.Name, room.Id);
        }
    }

    private async Task<Event> DeleteAsync(string? typed, CancellationToken ct)
    {
        RoomName name;
        lock (_chat.State)
        {
            if (Find(typed, "#dR", out var refused) is not { } room)
                return refused!;
            if (room.IsDefault)
                return new Refusal(ErrorCode.DefaultRoomStays).ToError();
            if (!_chat.IsOwn(room))
                return Refusal.Of(ErrorCode.NotYourRoom, "room", room.Name, "owner", _chat.OwnerOf(room) ?? "?").ToError();
            if (!RoomName.TryParse(room.Name, out name))
                return Invalid("room", typed);
        }
        return await _chat.SignAsync(name, made: false, ct) is { } refusal ? refusal.ToError() : new RoomDeleted(name.Value);
    }

    private Login Own() => Login.TryParse(Name, out var own) ? own : default;

    private Event RoomHistory(ReadHistory read)
    {
        if (Range(read) is { } invalid)
            return invalid;
        if ((read.Room is null ? Current : Find(read.Room, "history", out _)) is not { } room)
            return read.Room is null ? new Refusal(ErrorCode.NoConversation).ToError() : Refused(ErrorCode.NoSuchRoom, "room", read.Room);
        if (!IsIn(room))
            return Refused(ErrorCode.NotInRoom, "room", room.Name);
        return Page(read, room.History, room.Shows, line => _chat.EventOf(room, line)) with { Conversation = room.Id, Room = room.Name };
    }

    private Event PrivateHistory(ReadHistory read)
    {
        if (Range(read) is { } invalid)
            return invalid;
        if (_chat.PrivateWith(read.To!) is not { } history)
            return new Refusal(ErrorCode.NoConversation).ToError();
        return Page(read, history, history.Shows, line => _chat.PrivateEventOf(history, line)) with { Conversation = LanIds.WithPerson(read.To!), To = read.To };
    }

    private static HistoryPage Page(ReadHistory read, LanHistory history, Func<LanLine, bool> shown, Func<LanLine, EntryEvent?> toEvent)
    {
        var limit = read.Limit ?? DefaultPage;
        var found = read.After is { } after ? history.After(after, limit + 1, shown) : history.Latest(limit + 1, read.Before, shown);
        var lines = read.After is null ? found.TakeLast(limit) : found.Take(limit);
        return new HistoryPage(default, [.. lines.Select(toEvent).OfType<EntryEvent>()], new Position(1), new Position(history.Head), found.Count > limit);
    }

    private static Error? Range(ReadHistory read) =>
        (read.Limit ?? DefaultPage) is not (>= 1 and <= Limits.PageSize) ? Invalid("limit", $"{read.Limit}")
            : read.Before < 1 || read.After < 0 || (read.Before is not null && read.After is not null) ? Invalid("before, after", "") : null;

    private ConversationList Conversations() => new([.. _chat.Privates.Select(p => new ConversationShown(LanIds.WithPerson(p.Name), p.Name, new Position(p.History.Head)))]);

    private RoomList List()
    {
        var rooms = _chat.Rooms.Select(r => new RoomShown(r.Name, r.Id, _chat.PeopleIn(r), Kept: true, r.IsDefault, _chat.IsOwn(r), _chat.OwnerOf(r))).ToList();
        return new RoomList(rooms, rooms.Count);
    }

    private Event Users(ListUsers users)
    {
        if (users.Scope != "room")
            return _chat.Users(users.Scope == "all" ? "all" : "online", room: null);
        if (users.Room is null)
            return Current is { } current ? _chat.Users("room", current) : new Refusal(ErrorCode.NoConversation).ToError();
        return Find(users.Room, "#who", out var refusal) is { } room ? _chat.Users("room", room) : refusal!;
    }

    private Event Trust(TrustDevice trust)
    {
        try
        {
            return _chat.Trust(trust.Name) is { } refusal ? refusal.ToError() : new Done("trust");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused(ErrorCode.StorageUnavailable, "seconds", 2);
        }
    }

    private RoomEntered Entered(LanRoom room) => new(room.Name, room.Id, _chat.PeopleIn(room), new Position(room.History.Head), new Position(1), Kept: true, _chat.OwnerOf(room));

    private void Move(Command command, LanRoom room, Func<string?, Event> answer)
    {
        var left = Place(room);
        Reply(command, answer(left));
    }

    /// <returns>The room left, or null.</returns>
    private string? Place(LanRoom room)
    {
        LanRoom? left = null;
        if (IsPlaced && Current is { } current && current != room)
        {
            _rooms.Remove(left = current);
            _chat.OwnLeft(current);
        }
        if (!IsIn(room))
            _rooms.Add(room);
        _chat.OwnJoined(room, this);
        return left?.Name;
    }

    private LanRoom? Find(string? typed, string usage, out Error? refusal)
    {
        refusal = Parse(typed, usage, out var name);
        if (refusal is not null)
            return null;
        var room = _chat.Find(name);
        refusal = room is null ? Refused(ErrorCode.NoSuchRoom, "room", name) : null;
        return room;
    }

    private static Error? Parse(string? typed, string usage, out RoomName name)
    {
        name = default;
        if (string.IsNullOrWhiteSpace(typed))
            return Refused(ErrorCode.RoomNameMissing, "command", usage);
        return RoomName.TryParse(typed, out name) ? null : Invalid("room", typed);
    }

    private static Error NeedsServer(Command command) => Refused(ErrorCode.NeedsServer, "command", WireNames.Of(command));

    private static Error Refused(ErrorCode code, string name, object value) => Refusal.Of(code, name, value).ToError();

    private static Error Invalid(string what, string? value) => Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value ?? "").ToError();
}
