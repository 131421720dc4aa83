using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.Ports;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>Finds the living rooms by name, makes and ends them.</summary>
internal sealed class RoomDirectory(IRoomStore store, IMessageLog messages, IAccountStore accounts, NodeLink? nodes, Floors floors, TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<string, Room> _byFold = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ConversationId, Room> _byId = new();
    private readonly ConcurrentDictionary<string, Task> _making = new(StringComparer.Ordinal);
    private readonly Lock _ownersLock = new();
    private readonly Dictionary<AccountId, List<Room>> _byOwner = [];
    private readonly Occupancy _occupancy = new();
    private readonly Appending _appending = new(messages, log);
    private Room? _default;

    public Room Default => _default ?? throw new InvalidOperationException("the directory has not been loaded");

    /// <summary>A room's last person has left, by choice when true.</summary>
    public event Action<Room, bool>? Emptied;

    /// <summary>Entries of rooms that became durable, since the start.</summary>
    public long Accepted => _appending.Accepted;

    public int Count => _byFold.Count;

    /// <summary>Rooms with somebody in them.</summary>
    public int InUse => _occupancy.Rooms;

    /// <summary>Brings back every living room; makes the default one at the first start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await store.ListAsync(cancellationToken))
            await AddAsync(record, cancellationToken);
        _default = _byFold.Values.FirstOrDefault(r => r.Record.Lifetime == RoomLifetime.Default);
        if (_default is null)
        {
            var record = await store.CreateAsync(NameRules.DefaultRoom, RoomLifetime.Default, null, time.GetUtcNow(), cancellationToken)
                ?? await store.FindAsync(NameRules.DefaultRoom, cancellationToken)
                ?? throw new InvalidOperationException("a room that is not the default one has its name");
            _default = await AddAsync(record, cancellationToken);
        }
    }

    /// <summary>By name or by an alias of the default room.</summary>
    public Room? Find(RoomName name) => NameRules.IsDefaultRoom(name) ? Default : _byFold.GetValueOrDefault(name.Fold);

    public Room? Find(ConversationId id) => _byId.GetValueOrDefault(id);

    /// <summary>The default room first, then by name.</summary>
    public IReadOnlyList<Room> List() =>
        [.. _byFold.Values.OrderBy(r => r != Default).ThenBy(r => r.Record.Name.Fold, StringComparer.Ordinal)];

    public IReadOnlyList<Room> OwnedBy(AccountId owner)
    {
        lock (_ownersLock)
            return _byOwner.TryGetValue(owner, out var rooms) ? [.. rooms] : [];
    }

    /// <summary>Null when the name is taken; by then <see cref="Find(RoomName)"/> knows the room that has it.</summary>
    public async Task<Room?> CreateAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, CancellationToken cancellationToken)
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_making.GetOrAdd(name.Fold, made.Task) is var making && making != made.Task)
            await making.WaitAsync(cancellationToken);
        try
        {
            return _byFold.ContainsKey(name.Fold) ? null : await MakeAsync(name, lifetime, owner, cancellationToken);
        }
        finally
        {
            _making.TryRemove(name.Fold, out _);
            made.SetResult();
        }
    }

    private async Task<Room?> MakeAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, CancellationToken cancellationToken)
    {
        var record = await store.CreateAsync(name, lifetime, owner, time.GetUtcNow(), cancellationToken);
        if (record is null)
        {
            // Made at another node just now.
            if (nodes is not null && await store.FindAsync(name, cancellationToken) is { } taken)
                await TakeInAsync(taken, cancellationToken);
            return null;
        }
        log.RoomMade(record.Id, owner ?? AccountId.Guest);
        var room = await AddAsync(record, cancellationToken);
        nodes?.Tell(new RoomChanged(record.Id));
        return room;
    }

    /// <summary>By name or by an alias of the default room, also one that this node has not heard of yet; null when there is none.</summary>
    public async ValueTask<Room?> LoadAsync(RoomName name, CancellationToken cancellationToken)
    {
        if (Find(name) is { } known)
            return known;
        return nodes is not null && await store.FindAsync(name, cancellationToken) is { } record ? await TakeInAsync(record, cancellationToken) : null;
    }

    /// <summary>A living room, also one that this node has not heard of yet; null when there is none.</summary>
    public async ValueTask<Room?> LoadAsync(ConversationId id, CancellationToken cancellationToken)
    {
        if (Find(id) is { } known)
            return known;
        return await store.FindAsync(id, cancellationToken) is { } record ? await TakeInAsync(record, cancellationToken) : null;
    }

    /// <summary>Another node says that the room is new, or another.</summary>
    public async Task RefreshAsync(ConversationId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is { } record)
            await TakeInAsync(record, cancellationToken);
        else
            await EndedElsewhereAsync(id, "deleted", null);
    }

    /// <summary>Compares every room with the store: what other nodes have made, changed or ended without our hearing of it.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var records = await store.ListAsync(cancellationToken);
        foreach (var record in records)
            await TakeInAsync(record, cancellationToken);
        var living = records.Select(r => r.Id).ToHashSet();
        foreach (var room in _byId.Values.Where(r => !living.Contains(r.Id)).ToList())
        {
            // It may have been made since the list was read.
            if (await store.FindAsync(room.Id, cancellationToken) is null)
                await EndedElsewhereAsync(room.Id, "deleted", null);
        }
    }

    public Task EndedElsewhereAsync(ConversationId id, string reason, string? by) =>
        Find(id) is { } room ? room.EndedElsewhereAsync(reason, by, () => Drop(room)) : Task.CompletedTask;

    /// <summary>Reads what the log has of rooms that somebody is in and that nobody told this node of; notices a log that lacks what was shown.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        // Before the log is asked: it has at least what was shown then.
        var heard = _byId.Values.Where(r => r.IsHeardHere).Select(r => (Room: r, Shown: r.Head)).ToList();
        if (heard.Count == 0)
            return;
        var heads = await messages.HeadsAsync([.. heard.Select(h => h.Room.Id)], cancellationToken);
        foreach (var (room, shown) in heard)
        {
            var head = heads.GetValueOrDefault(room.Id);
            if (head > room.Head)
                await room.CatchUpAsync(head);
            else if (head < shown)
                await room.LookForPutBackAsync();
        }
    }

    private async Task<Room> TakeInAsync(RoomRecord record, CancellationToken cancellationToken)
    {
        if (Find(record.Id) is not { } room)
            return await AddAsync(record, cancellationToken);
        if (record.Version > room.Record.Version)
            await room.BecomeAsync(record);
        return room;
    }

    private void Drop(Room room)
    {
        _byFold.TryRemove(new KeyValuePair<string, Room>(room.Record.Name.Fold, room));
        _byId.TryRemove(room.Id, out _);
        Forget(room);
    }

    /// <summary>Ends a room for <paramref name="reason"/> (<see cref="RoomClosed.Reason"/>). False when it had ended.</summary>
    public async Task<bool> CloseAsync(Room room, string reason, string? by, bool onlyIfEmpty = false)
    {
        if (!await room.CloseAsync(reason, by, onlyIfEmpty, store, () => Drop(room)))
            return false;
        nodes?.Tell(new RoomEnded(room.Id, reason, by));
        await messages.EndAsync(room.Id, CancellationToken.None);
        return true;
    }

    public Task<Refusal?> KeepAsync(Room room, CancellationToken cancellationToken) =>
        room.ChangeAsync(record => record with { Lifetime = RoomLifetime.Kept }, store, cancellationToken);

    /// <summary>The owner's account is gone for good; the room stays.</summary>
    public async Task DisownAsync(Room room)
    {
        var owner = room.Record.Owner;
        if (await room.ChangeAsync(record => record with { Owner = null }, store, CancellationToken.None) is null && owner is { } account)
            Forget(room, account);
    }

    public Task StopAsync() => Task.WhenAll(_byFold.Values.Select(r => r.StopAsync()));

    private async Task<Room> AddAsync(RoomRecord record, CancellationToken cancellationToken)
    {
        var span = await messages.SpanAsync(record.Id, cancellationToken);
        var owner = record.Owner is { } account ? await accounts.FindAsync(account, cancellationToken) : null;
        var room = new Room(record, owner?.Login.Value, span, messages, _appending, nodes, floors, _occupancy, time, log);
        if (_byId.GetOrAdd(record.Id, room) is var first && first != room)
            return first;
        room.Emptied += (emptied, chosen) => Emptied?.Invoke(emptied, chosen);
        room.Vanished += Drop;
        _byFold[record.Name.Fold] = room;
        if (record.Owner is { } id)
        {
            lock (_ownersLock)
            {
                if (!_byOwner.TryGetValue(id, out var rooms))
                    _byOwner[id] = rooms = [];
                rooms.Add(room);
            }
        }
        return room;
    }

    private void Forget(Room room)
    {
        if (room.Record.Owner is { } owner)
            Forget(room, owner);
    }

    private void Forget(Room room, AccountId owner)
    {
        lock (_ownersLock)
        {
            if (_byOwner.TryGetValue(owner, out var rooms) && rooms.Remove(room) && rooms.Count == 0)
                _byOwner.Remove(owner);
        }
    }
}
