using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>One connection's stay: who it is, where it is, and whose turn it is. Takes commands, tells its door what came of them.</summary>
/// <remarks>Commands and moves from outside (a room that closes) take turns at one gate; a turn waits for rooms and the store, never for another session.</remarks>
public sealed partial class Session : IDisposable
{
    private readonly ISessionDoor _door;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private readonly UnansweredPosts _unanswered = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    public DateTimeOffset Since { get; internal init; }

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

    /// <summary>The client goes to another node when it is asked to, and knows one.</summary>
    public bool Moves { get; internal set; }

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
        await _unanswered.BelowAsync(rule.IsPost ? UnansweredPosts.Most : 1, cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await rule.HandleAsync(this, command, cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
            Refuse(command, rule.IsPost
                ? Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds)
                : Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds, "what", "request"));
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

    /// <summary>Completes when little of what the session was told is still waiting.</summary>
    public ValueTask DrainedAsync(CancellationToken cancellationToken) => _door.DrainAsync(cancellationToken);

    /// <summary>Completes when every post so far has been answered.</summary>
    public ValueTask SettledAsync(CancellationToken cancellationToken) => _unanswered.BelowAsync(1, cancellationToken);

    /// <summary>The door speaks for a program from now on: it keeps its rooms and may join more.</summary>
    public void BecomeProgram() => BecomePlaced(false);

    /// <summary>The door speaks for somebody with one current room again.</summary>
    public void BecomePerson() => BecomePlaced(true);

    private void BecomePlaced(bool placed)
    {
        if (IsPlaced == placed)
            return;
        IsPlaced = placed;
        Chat.Cluster?.Touch(this);
    }

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
        // Who comes back at once is not shown again what this client has got.
        if (reason == CloseReason.Quit && !_ended && !IsFar && Account is not null)
            await _door.ArrivedAsync(CancellationToken.None);
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
        Chat.Cluster?.End(this, reason);
        if (IsVisiting)
            Chat.Private.Unlisten(this);
        // First out of the lists: whoever is told that the person left may look at once.
        var gone = Person is { } person && Chat.People.Leave(this, person, reason);
        // What had not arrived when a link ended was not shown; who says goodbye gets it first.
        if (ChoosesName && !IsResting && !IsFar && Account is not null && (reason == CloseReason.Quit || _door.HasAllArrived))
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

    internal long PendingBytes => _door.PendingBytes;

    internal ClockEstimate? Clock => _door.Clock;

    internal bool TryDeliver(Delivery delivery) => _door.TryDeliver(delivery);

    /// <summary>Tells this session alone.</summary>
    internal void Tell(Event news) => Tell(new Delivery(news));

    internal void Tell(Delivery own)
    {
        if (_door is not FarDoor far)
        {
            _door.TryDeliver(own);
            return;
        }
        foreach (var news in own.Events)
            far.Tell(news);
    }

    internal void Reply(Command to, Event answer) => Tell(answer with { Ref = to.Ref });

    internal void Refuse(Command command, Refusal refusal) => Tell(refusal.ToError(command.Ref));

    internal ValueTask DrainAsync(CancellationToken cancellationToken) => _door.DrainAsync(cancellationToken);

    internal void Close(Closing lastWord) => _door.Close(lastWord);

    /// <summary>What its client was shown is not so any more: it comes back and finds out what is.</summary>
    internal void ComeAnew() => Close(new Closing(CloseReason.InternalError, Account?.Login.Value, RetryAfter: 1));

    /// <summary>A post was handed to its conversation.</summary>
    internal void PostBegun(PendingPost post) => _unanswered.Begun(post);

    /// <summary>Called by the conversation, after everybody in it has been told.</summary>
    internal void Answered(IReadOnlyList<PendingPost> posts, IReadOnlyList<Event> replies)
    {
        for (var i = 0; i < posts.Count; i++)
            posts[i].IsAnswered = true;
        _door.TryDeliver(new Delivery(replies));
        _unanswered.Answered(posts);
    }

    /// <summary>Speaks of messages by their positions, and is shown its own like any.</summary>
    internal bool Counts => !IsPlaced && !ChoosesName;
}
