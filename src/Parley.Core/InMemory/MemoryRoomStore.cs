using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.InMemory;

public sealed class MemoryRoomStore : IRoomStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, RoomRecord> _rooms = [];
    private readonly Dictionary<(AccountId Low, AccountId High), PairRecord> _pairs = [];
    private readonly Dictionary<(AccountId, ConversationId, MarkerKind), Position> _markers = [];
    private long _lastId;

    public Task<RoomRecord?> CreateAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_rooms.Values.Any(r => r.Name == name))
                return Task.FromResult<RoomRecord?>(null);
            var room = new RoomRecord(new ConversationId(++_lastId), name, lifetime, owner, "", 1, Milliseconds.Floor(now));
            _rooms.Add(room.Id, room);
            return Task.FromResult<RoomRecord?>(room);
        }
    }

    public Task<RoomRecord?> UpdateAsync(RoomRecord room, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_rooms.TryGetValue(room.Id, out var stored) || stored.Version != room.Version)
                return Task.FromResult<RoomRecord?>(null);
            var next = stored with { Lifetime = room.Lifetime, Owner = room.Owner, Topic = room.Topic, Rules = room.Rules, Version = room.Version + 1 };
            _rooms[room.Id] = next;
            return Task.FromResult<RoomRecord?>(next);
        }
    }

    public Task<bool> CloseAsync(ConversationId room, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_rooms.Remove(room));
    }

    public ValueTask<RoomRecord?> FindAsync(ConversationId room, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_rooms.GetValueOrDefault(room));
    }

    public ValueTask<RoomRecord?> FindAsync(RoomName name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_rooms.Values.FirstOrDefault(r => r.Name == name));
    }

    public ValueTask<IReadOnlyList<RoomRecord>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<IReadOnlyList<RoomRecord>>([.. _rooms.Values.OrderBy(r => r.Id.Value)]);
    }

    public Task<ConversationId> PairAsync(AccountId one, AccountId other, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = one.Value <= other.Value ? (one, other) : (other, one);
        lock (_lock)
        {
            if (!_pairs.TryGetValue(key, out var pair))
                _pairs.Add(key, pair = new PairRecord(new ConversationId(++_lastId), key.Item1, key.Item2));
            return Task.FromResult(pair.Conversation);
        }
    }

    public ValueTask<IReadOnlyList<PairRecord>> PairsOfAsync(AccountId account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<PairRecord>>(
                [.. _pairs.Values.Where(p => p.One == account || p.Other == account).OrderBy(p => p.Conversation.Value)]);
        }
    }

    public ValueTask<Position> MarkerAsync(AccountId account, ConversationId conversation, MarkerKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_markers.GetValueOrDefault((account, conversation, kind)));
    }

    public Task AdvanceMarkersAsync(IReadOnlyList<Marker> markers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var (account, conversation, kind, position) in markers)
            {
                if (_markers.GetValueOrDefault((account, conversation, kind)) < position)
                    _markers[(account, conversation, kind)] = position;
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Null for a room that is closed or never was.</summary>
    internal long? VersionOf(ConversationId room)
    {
        lock (_lock)
            return _rooms.TryGetValue(room, out var record) ? record.Version : null;
    }
}
