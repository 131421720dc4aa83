using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Rooms;

/// <summary>Owns a room's members and its order. All its state is touched in its mailbox's turn only; what is public says so.</summary>
internal sealed class Room
{
    /// <summary>Posts and turns that may wait for one room; past it the senders' sockets are not read.</summary>
    private const int MailboxCapacity = 4096;

    /// <summary>Entries that a joiner who is behind may be sent within the room's own turn; more are read outside it first.</summary>
    public const int MaxCatchUp = 200;

    private readonly string? _ownerLogin;
    private readonly IMessageLog _messages;
    private readonly INodeBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox _mailbox;
    private readonly Dictionary<SessionId, Session> _members = [];
    private readonly Dictionary<AccountId, int> _sessionsOf = [];
    private Position _head;
    private readonly Position _first;
    private DateTimeOffset _lastTime;
    private volatile RoomRecord _record;
    private volatile int _people;
    private volatile bool _closed;

    public Room(RoomRecord record, string? ownerLogin, LogSpan span, IMessageLog messages, INodeBus bus, TimeProvider time, ILogger log)
    {
        _record = record;
        _ownerLogin = ownerLogin;
        _head = span.Head;
        _first = span.First;
        _messages = messages;
        _bus = bus;
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

    /// <summary>Distinct people inside. Any thread.</summary>
    public int People => _people;

    /// <summary>Posts and turns waiting. Any thread.</summary>
    public int Waiting => _mailbox.Waiting;

    /// <summary>The last person has left; raised in the room's turn.</summary>
    public event Action<Room>? Emptied;

    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) => _mailbox.PostAsync(post, cancellationToken);

    /// <summary>
    /// Makes the session a member from the next entry on, after telling it what <paramref name="answer"/> says and the entries past <paramref name="after"/>.
    /// <see cref="JoinResult.Behind"/>: the answer was told, the session is no member yet and must read up to nearer the head first.
    /// </summary>
    public Task<JoinResult> JoinAsync(Session session, Position? after, int lastMessages, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => JoinInTurnAsync(session, after, lastMessages, answer), cancellationToken);

    /// <summary>False when the session was not inside.</summary>
    public Task<bool> LeaveAsync(Session session, bool disconnected) =>
        _mailbox.RunAsync(() => Task.FromResult(Leave(session, disconnected)), CancellationToken.None);

    /// <summary>Changes the stored record in the room's turn; <paramref name="change"/> returns null to leave it.</summary>
    public Task<Refusal?> ChangeAsync(Func<RoomRecord, RoomRecord> change, IRoomStore store, CancellationToken cancellationToken) =>
        _mailbox.RunAsync<Refusal?>(
            async () =>
            {
                if (_closed)
                    return NoSuchRoom();
                var stored = await store.UpdateAsync(change(_record), CancellationToken.None);
                if (stored is null)
                    return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 1);
                _record = stored;
                return null;
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
                foreach (var member in _members.Values)
                    member.RoomHasClosed(this, reason, by);
                _members.Clear();
                _sessionsOf.Clear();
                _people = 0;
                _log.RoomClosed(Id, reason);
                return true;
            },
            CancellationToken.None);

    /// <summary>Completes when everything queued is done and nothing more is taken.</summary>
    public Task StopAsync() => _mailbox.CompleteAsync();

    private async Task<JoinResult> JoinInTurnAsync(Session session, Position? after, int lastMessages, Func<RoomEntered, Event?> answer)
    {
        if (_closed)
            return JoinResult.No(NoSuchRoom());
        if (_members.ContainsKey(session.Id))
            return JoinResult.No(Refusal.Of(ErrorCode.AlreadyInRoom, "room", Name));
        var missed = await ReadMissedAsync(after);
        if (missed is null)
        {
            if (answer(Entered(_sessionsOf.ContainsKey(session.Account!.Id) ? _people : _people + 1)) is { } begun)
                session.TryDeliver(new Delivery(begun));
            return JoinResult.FurtherBehind;
        }
        var last = lastMessages > 0 && IsKept ? await _messages.ReadBeforeAsync(Id, null, lastMessages, CancellationToken.None) : [];
        var account = session.Account!;
        _members.Add(session.Id, session);
        var sessions = _sessionsOf[account.Id] = _sessionsOf.GetValueOrDefault(account.Id) + 1;
        _people = _sessionsOf.Count;
        if (sessions == 1)
            Tell(new Delivery(new MemberJoined(Name, account.Login.Value)), but: session);
        var events = new List<Event>();
        if (answer(Entered(_people)) is { } first)
            events.Add(first);
        if (last.Count > 0)
            events.Add(new HistoryPage(Id, [.. last.Select(e => e.ToEvent(Name, null))], _first, _head, More: false, Name));
        events.AddRange(missed.Select(e => e.ToEvent(Name, null)));
        if (events.Count > 0)
            session.TryDeliver(new Delivery(events));
        return JoinResult.Done(_head);
    }

    private RoomEntered Entered(int people) => new(Name, Id, people, _head, _first, IsKept, Owner);

    /// <summary>What the joiner lacks; null when that is too much for the room's own turn.</summary>
    private async Task<IReadOnlyList<Entry>?> ReadMissedAsync(Position? after)
    {
        if (after is not { } position || position >= _head)
            return [];
        var missed = await _messages.ReadAfterAsync(Id, position, MaxCatchUp + 1, CancellationToken.None);
        return missed.Count > MaxCatchUp || !Pages.Fits(missed, Pages.FrameBytes) ? null : missed;
    }

    private bool Leave(Session session, bool disconnected)
    {
        if (!_members.Remove(session.Id))
            return false;
        var account = session.Account!;
        var sessions = _sessionsOf[account.Id] - 1;
        if (sessions > 0)
        {
            _sessionsOf[account.Id] = sessions;
            return true;
        }
        _sessionsOf.Remove(account.Id);
        _people = _sessionsOf.Count;
        Tell(new Delivery(new MemberLeft(Name, account.Login.Value, disconnected)), but: session);
        if (_people == 0)
            Emptied?.Invoke(this);
        return true;
    }

    private async Task FlushAsync(IReadOnlyList<PendingPost> posts)
    {
        var time = _time.GetUtcNow();
        if (time < _lastTime)
            time = _lastTime;
        _lastTime = time;
        var entries = new NewEntry?[posts.Count];
        var refusals = new Refusal?[posts.Count];
        for (var i = 0; i < posts.Count; i++)
        {
            refusals[i] = Decide(posts[i]);
            if (refusals[i] is null)
                entries[i] = posts[i].ToEntry(Id, time, _record.Version);
        }
        var answers = await Appending.AppendAsync(_messages, entries, refusals, _log);
        Tell(posts, answers);
        Appending.Reply(posts, answers, (post, outcome) =>
            new Posted(Id, outcome.Position, outcome.Time, post.ClientId?.Value, Name, Duplicate: outcome.Status == AppendStatus.Duplicate ? true : null));
    }

    private Refusal? Decide(PendingPost post)
    {
        if (_closed)
            return NoSuchRoom();
        return _members.ContainsKey(post.Sender.Id) ? null : Refusal.Of(ErrorCode.NotInRoom, "room", Name);
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
        if (events.Count == 0)
            return;
        _bus.Publish(new NodeEvent(Id, _head, events));
        Tell(new Delivery(events), but: null);
    }

    private void Tell(Delivery delivery, Session? but)
    {
        foreach (var member in _members.Values)
        {
            // A member that can't take it is closing and leaves by itself.
            if (member != but)
                member.TryDeliver(delivery);
        }
    }

    private Refusal NoSuchRoom() => Refusal.Of(ErrorCode.NoSuchRoom, "room", Name);
}

/// <param name="Head">The last entry before the session became a member.</param>
/// <param name="Behind">The joiner lacks more than <see cref="Room.MaxCatchUp"/> entries and is not a member yet.</param>
internal readonly record struct JoinResult(Refusal? Refusal, Position Head, bool Behind)
{
    public static readonly JoinResult FurtherBehind = new(null, default, true);

    public static JoinResult No(Refusal refusal) => new(refusal, default, false);

    public static JoinResult Done(Position head) => new(null, head, false);
}
