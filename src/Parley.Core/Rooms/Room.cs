using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.Ports;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>Owns a room's members, its rules and its order. All its state is touched in its mailbox's turn only; what is public says so.</summary>
internal sealed partial class Room
{
    /// <summary>Posts and turns that may wait for one room; past it the senders' sockets are not read.</summary>
    private const int MailboxCapacity = 4096;

    private readonly string? _ownerLogin;
    private readonly IMessageLog _messages;
    private readonly Appending _appending;
    private readonly Floors _floors;
    private readonly Occupancy _occupancy;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox _mailbox;
    private readonly Members _members = new();

    private Position _head;
    private long _headNow;
    private Position _first;
    private DateTimeOffset _lastTime;
    private volatile RoomRecord _record;
    private volatile int _people;
    private volatile bool _closed;

    public Room(RoomRecord record, string? ownerLogin, LogSpan span, IMessageLog messages, Appending appending, NodeLink? nodes, Floors floors, Occupancy occupancy, TimeProvider time, ILogger log)
    {
        _record = record;
        _ownerLogin = ownerLogin;
        _head = span.Head;
        _headNow = span.Head.Value;
        _first = span.First;
        _messages = messages;
        _appending = appending;
        _nodes = nodes;
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

    /// <summary>Runs something in the room's turn, on its members.</summary>
    public Task<T> InTurnAsync<T>(Func<Members, T> work, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(() => Task.FromResult(work(_members)), cancellationToken);

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

    /// <summary>Ends the room: members are sent on their way and told why. False when it had ended already, or has people and must not.</summary>
    /// <param name="ended">Called when the room has ended for the store and before anybody is told.</param>
    public Task<bool> CloseAsync(string reason, string? by, bool onlyIfEmpty, IRoomStore store, Action ended) =>
        _mailbox.RunAsync(
            async () =>
            {
                if (_closed || (onlyIfEmpty && _people > 0))
                    return false;
                await store.CloseAsync(Id, _time.GetUtcNow(), CancellationToken.None);
                await EndAsync(reason, by, ended);
                return true;
            },
            CancellationToken.None);

    private async Task EndAsync(string reason, string? by, Action ended)
    {
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
    }

    /// <summary>Completes when everything queued is done and nothing more is taken.</summary>
    public Task StopAsync() => _mailbox.CompleteAsync();

    internal async Task<Refusal?> ChangeInTurnAsync(Func<RoomRecord, RoomRecord> change, IRoomStore store)
    {
        for (var tries = 0; ; tries++)
        {
            if (_closed)
                return NoSuchRoom();
            var changed = change(_record);
            if (changed == _record)
                return null;
            if (await store.UpdateAsync(changed, CancellationToken.None) is { } stored)
            {
                Become(stored);
                _nodes?.Tell(new RoomChanged(Id));
                return null;
            }
            if (!await LookAgainAsync(tries))
                return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 1);
        }
    }

    private void Become(RoomRecord record)
    {
        _record = record;
        foreach (var visitor in _visitors.Where(v => RefuseEntry(v, v.Key) is not null).ToList())
            ShowOut(visitor, RefuseEntry(visitor, visitor.Key)!);
    }

    internal TopicShown ShowTopic() =>
        new(Name, _record.Topic, Rules.TopicBy?.Split('!')[0], _record.Topic.Length == 0 ? null : Rules.TopicAt);

    internal Refusal NoSuchRoom() => Refusal.Of(ErrorCode.NoSuchRoom, "room", Name);
}
