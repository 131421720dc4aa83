using Npgsql;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Columns;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

/// <summary>Rooms change under the lock of their conversation, as entries are appended: an append that was decided on outdated rules can't slip in.</summary>
internal sealed class PostgresRoomStore(Transactions transactions, Reads reads) : IRoomStore
{
    private const string Columns = "conversation, name, lifetime, owner, topic, version, created, rules";
    private const string LockHead = "SELECT 1 FROM head WHERE conversation = $1 FOR NO KEY UPDATE";

    public Task<RoomRecord?> CreateAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            transaction => transaction.FirstAsync(
                $"""
                WITH made AS (
                    INSERT INTO room(conversation, name, fold, lifetime, owner, topic, version, created) VALUES(nextval('conversation_id'), $1, $2, $3, $4, '', 1, $5)
                    ON CONFLICT(fold) WHERE closed IS NULL DO NOTHING RETURNING {Columns}),
                counted AS (INSERT INTO head(conversation) SELECT conversation FROM made ON CONFLICT DO NOTHING)
                SELECT {Columns} FROM made
                """,
                Read,
                name.Value, name.Fold, (short)lifetime, owner?.Value, now.ToUnixTimeMilliseconds()),
            cancellationToken);

    public Task<RoomRecord?> UpdateAsync(RoomRecord room, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction =>
            {
                await using var statements = transaction.Statements()
                    .Add(LockHead, room.Id.Value)
                    .Add(
                        $"""
                        UPDATE room SET lifetime = $3, owner = $4, topic = $5, rules = $6, version = version + 1
                        WHERE conversation = $1 AND version = $2 AND closed IS NULL RETURNING {Columns}
                        """,
                        room.Id.Value, room.Version, (short)room.Lifetime, room.Owner?.Value, room.Topic, RulesColumn.Write(room.Rules));
                await using var reader = await statements.OpenAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
            },
            cancellationToken);

    public Task<bool> CloseAsync(ConversationId room, DateTimeOffset now, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction =>
            {
                await using var statements = transaction.Statements()
                    .Add(LockHead, room.Value)
                    .Add("UPDATE room SET closed = $2, version = version + 1 WHERE conversation = $1 AND closed IS NULL", room.Value, now.ToUnixTimeMilliseconds());
                return await statements.RunAsync(cancellationToken) > 0;
            },
            cancellationToken);

    public ValueTask<RoomRecord?> FindAsync(ConversationId room, CancellationToken cancellationToken) =>
        reads.FirstAsync($"SELECT {Columns} FROM room WHERE conversation = $1 AND closed IS NULL", Read, cancellationToken, room.Value);

    public ValueTask<RoomRecord?> FindAsync(RoomName name, CancellationToken cancellationToken) =>
        reads.FirstAsync($"SELECT {Columns} FROM room WHERE fold = $1 AND closed IS NULL", Read, cancellationToken, name.Fold);

    public async ValueTask<IReadOnlyList<RoomRecord>> ListAsync(CancellationToken cancellationToken) =>
        await reads.AllAsync($"SELECT {Columns} FROM room WHERE closed IS NULL ORDER BY conversation", Read, cancellationToken);

    public async Task<ConversationId> PairAsync(AccountId one, AccountId other, CancellationToken cancellationToken)
    {
        const string find = "SELECT conversation FROM pair WHERE low = $1 AND high = $2";
        var (low, high) = one.Value <= other.Value ? (one.Value, other.Value) : (other.Value, one.Value);
        if (await reads.NumberAsync(find, cancellationToken, low, high) is { } known)
            return new ConversationId(known);
        return await transactions.RunAsync(
            async transaction =>
            {
                // Another node may be making it: then this waits for it, and the second statement sees it.
                await transaction.RunAsync(
                    """
                    WITH made AS (INSERT INTO pair(conversation, low, high) VALUES(nextval('conversation_id'), $1, $2) ON CONFLICT(low, high) DO NOTHING RETURNING conversation)
                    INSERT INTO head(conversation) SELECT conversation FROM made ON CONFLICT DO NOTHING
                    """,
                    low, high);
                return new ConversationId((await transaction.NumberAsync(find, low, high))!.Value);
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<PairRecord>> PairsOfAsync(AccountId account, CancellationToken cancellationToken) =>
        await reads.AllAsync(
            "SELECT conversation, low, high FROM pair WHERE low = $1 OR high = $1 ORDER BY conversation",
            row => new PairRecord(new ConversationId(row.GetInt64(0)), new AccountId(row.GetInt64(1)), new AccountId(row.GetInt64(2))),
            cancellationToken,
            account.Value);

    public async ValueTask<Position> MarkerAsync(AccountId account, ConversationId conversation, MarkerKind kind, CancellationToken cancellationToken) =>
        new(await reads.NumberAsync("SELECT position FROM marker WHERE account = $1 AND conversation = $2 AND kind = $3", cancellationToken, account.Value, conversation.Value, (short)kind) ?? 0);

    public Task AdvanceMarkersAsync(IReadOnlyList<Marker> markers, CancellationToken cancellationToken)
    {
        if (markers.Count == 0)
            return Task.CompletedTask;
        // Each row once, and in the order of the key, so that two nodes never wait for each other in a circle.
        Marker[] rows =
        [
            .. markers.GroupBy(m => (m.Account, m.Conversation, m.Kind), (_, same) => same.MaxBy(m => m.Position.Value))
                .OrderBy(m => m.Account.Value).ThenBy(m => m.Conversation.Value).ThenBy(m => m.Kind),
        ];
        return transactions.RunAsync(
            transaction => transaction.RunAsync(
                """
                INSERT INTO marker(account, conversation, kind, position) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[])
                ON CONFLICT(account, conversation, kind) DO UPDATE SET position = excluded.position WHERE excluded.position > marker.position
                """,
                Array.ConvertAll(rows, m => m.Account.Value),
                Array.ConvertAll(rows, m => m.Conversation.Value),
                Array.ConvertAll(rows, m => (short)m.Kind),
                Array.ConvertAll(rows, m => m.Position.Value)),
            cancellationToken);
    }

    private static RoomRecord Read(NpgsqlDataReader row) => new(
        new ConversationId(row.GetInt64(0)),
        RoomName.TryParse(row.GetString(1), out var name) ? name : throw new InvalidDataException($"room {row.GetInt64(0)} has a name that is none"),
        (RoomLifetime)row.GetInt16(2),
        row.NullableInt64(3) is { } owner ? new AccountId(owner) : null,
        row.GetString(4),
        row.GetInt64(5),
        row.Time(6))
    {
        Rules = RulesColumn.Read(row.NullableText(7)),
    };
}
