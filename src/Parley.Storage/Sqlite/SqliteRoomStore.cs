using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Columns;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

internal sealed class SqliteRoomStore(Writer writer, Readers readers) : IRoomStore
{
    private const string Select = "SELECT conversation, name, lifetime, owner, topic, version, created, rules FROM room WHERE closed IS NULL";

    public Task<RoomRecord?> CreateAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                if (db.Prepare("SELECT 1 FROM room WHERE fold = ? AND closed IS NULL").Bind(name.Fold).Number() is not null)
                    return null;
                var id = NewConversation(db);
                db.Prepare("INSERT INTO room(conversation, name, fold, lifetime, owner, topic, version, created) VALUES(?, ?, ?, ?, ?, '', 1, ?)")
                    .Bind(id).Bind(name.Value).Bind(name.Fold).Bind((long)lifetime).Bind(owner?.Value).Bind(now.ToUnixTimeMilliseconds()).Run();
                return Find(db, new ConversationId(id));
            },
            2,
            cancellationToken);

    public Task<RoomRecord?> UpdateAsync(RoomRecord room, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                var changed = db.Prepare("UPDATE room SET lifetime = ?, owner = ?, topic = ?, rules = ?, version = version + 1 WHERE conversation = ? AND version = ? AND closed IS NULL")
                    .Bind((long)room.Lifetime).Bind(room.Owner?.Value).Bind(room.Topic).Bind(RulesColumn.Write(room.Rules)).Bind(room.Id.Value).Bind(room.Version).Run();
                return changed == 0 ? null : Find(db, room.Id);
            },
            1,
            cancellationToken);

    public Task<bool> CloseAsync(ConversationId room, DateTimeOffset now, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db => db.Prepare("UPDATE room SET closed = ?, version = version + 1 WHERE conversation = ? AND closed IS NULL")
                .Bind(now.ToUnixTimeMilliseconds()).Bind(room.Value).Run() > 0,
            1,
            cancellationToken);

    public ValueTask<RoomRecord?> FindAsync(ConversationId room, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => Find(db, room), cancellationToken);

    public ValueTask<RoomRecord?> FindAsync(RoomName name, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => db.Prepare(Select + " AND fold = ?").Bind(name.Fold).First(Read), cancellationToken);

    public ValueTask<IReadOnlyList<RoomRecord>> ListAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<RoomRecord>>(db => db.Prepare(Select + " ORDER BY conversation").All(Read), cancellationToken);

    public Task<ConversationId> PairAsync(AccountId one, AccountId other, CancellationToken cancellationToken)
    {
        var (low, high) = one.Value <= other.Value ? (one, other) : (other, one);
        return writer.WriteAsync(
            db =>
            {
                var known = db.Prepare("SELECT conversation FROM pair WHERE low = ? AND high = ?").Bind(low.Value).Bind(high.Value).Number();
                if (known is { } conversation)
                    return new ConversationId(conversation);
                var id = NewConversation(db);
                db.Prepare("INSERT INTO pair(conversation, low, high) VALUES(?, ?, ?)").Bind(id).Bind(low.Value).Bind(high.Value).Run();
                return new ConversationId(id);
            },
            2,
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<PairRecord>> PairsOfAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<PairRecord>>(
            db => db.Prepare("SELECT conversation, low, high FROM pair WHERE low = ?1 OR high = ?1 ORDER BY conversation").Bind(account.Value)
                .All(row => new PairRecord(new ConversationId(row.Int64(0)), new AccountId(row.Int64(1)), new AccountId(row.Int64(2)))),
            cancellationToken);

    public ValueTask<Position> MarkerAsync(AccountId account, ConversationId conversation, MarkerKind kind, CancellationToken cancellationToken) =>
        readers.LookUpAsync(
            db => new Position(db.Prepare("SELECT position FROM marker WHERE account = ? AND conversation = ? AND kind = ?")
                .Bind(account.Value).Bind(conversation.Value).Bind((long)kind).Number() ?? 0),
            cancellationToken);

    public Task AdvanceMarkersAsync(IReadOnlyList<Marker> markers, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                var advance = db.Prepare(
                    """
                    INSERT INTO marker(account, conversation, kind, position) VALUES(?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET position = excluded.position WHERE excluded.position > position
                    """);
                foreach (var marker in markers)
                    advance.Bind(marker.Account.Value).Bind(marker.Conversation.Value).Bind((long)marker.Kind).Bind(marker.Position.Value).Run();
                return markers.Count;
            },
            markers.Count,
            cancellationToken);

    private static long NewConversation(Database db)
    {
        db.Prepare("INSERT INTO conversation DEFAULT VALUES").Run();
        return db.LastInsertId;
    }

    private static RoomRecord? Find(Database db, ConversationId id) => db.Prepare(Select + " AND conversation = ?").Bind(id.Value).First(Read);

    private static RoomRecord Read(Statement row) => new(
        new ConversationId(row.Int64(0)),
        RoomName.TryParse(row.Text(1), out var name) ? name : throw new InvalidDataException($"room {row.Int64(0)} has a name that is none"),
        (RoomLifetime)row.Int64(2),
        row.NullableInt64(3) is { } owner ? new AccountId(owner) : null,
        row.Text(4),
        row.Int64(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(6)))
    {
        Rules = RulesColumn.Read(row.NullableText(7)),
    };
}
