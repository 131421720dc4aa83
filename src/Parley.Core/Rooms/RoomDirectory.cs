using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>Finds the living rooms by name, makes and ends them.</summary>
internal sealed class RoomDirectory(IRoomStore store, IMessageLog messages, IAccountStore accounts, INodeBus bus, Floors floors, TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<string, Room> _byFold = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _making = new(StringComparer.Ordinal);
    private readonly Lock _ownersLock = new();
    private readonly Dictionary<AccountId, List<Room>> _byOwner = [];
    private readonly Occupancy _occupancy = new();
    private Room? _default;

    public Room Default => _default ?? throw new InvalidOperationException("the directory has not been loaded");

    /// <summary>A room's last person has left, by choice when true.</summary>
    public event Action<Room, bool>? Emptied;

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
                ?? throw new InvalidOperationException("a room that is not the default one has its name");
            _default = await AddAsync(record, cancellationToken);
        }
    }

    /// <summary>By name or by an alias of the default room.</summary>
    public Room? Find(RoomName name) => NameRules.IsDefaultRoom(name) ? Default : _byFold.GetValueOrDefault(name.Fold);

    public Room? Find(ConversationId id) => _byFold.Values.FirstOrDefault(r => r.Id == id);

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
            return null;
        log.RoomMade(record.Id, owner ?? AccountId.Guest);
        return await AddAsync(record, cancellationToken);
    }

    /// <summary>Ends a room for <paramref name="reason"/> (<see cref="RoomClosed.Reason"/>). False when it had ended.</summary>
    public Task<bool> CloseAsync(Room room, string reason, string? by, bool onlyIfEmpty = false) =>
        room.CloseAsync(reason, by, onlyIfEmpty, store, () =>
        {
            _byFold.TryRemove(new KeyValuePair<string, Room>(room.Record.Name.Fold, room));
            Forget(room);
        });

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
        var room = new Room(record, owner?.Login.Value, span, messages, bus, floors, _occupancy, time, log);
        room.Emptied += (emptied, chosen) => Emptied?.Invoke(emptied, chosen);
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
