using Npgsql;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

/// <summary>A change locks the namespace's row first; the statement after it sees all that was changed before.</summary>
internal sealed class PostgresKeyValue(Transactions transactions, Reads reads) : IKeyValue
{
    private const string Items = "SELECT i.key, i.value, i.revision FROM space s JOIN item i ON i.space = s.id WHERE s.name = $1";
    private const string Lock = "SELECT id FROM space WHERE name = $1 FOR NO KEY UPDATE";

    public ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        return reads.FirstAsync(Items + " AND i.key = $2", Read, cancellationToken, space.ToArray(), key.ToArray());
    }

    public Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key, value);
        return ChangeAsync(
            "INSERT INTO space(name, revision) VALUES($1, 0) ON CONFLICT(name) DO UPDATE SET revision = space.revision",
            """
            WITH next AS (
                UPDATE space s SET revision = revision + 1 WHERE s.name = $1
                    AND ($4::bigint IS NULL OR $4 = coalesce((SELECT i.revision FROM item i WHERE i.space = s.id AND i.key = $2), 0)) RETURNING id, revision),
            put AS (
                INSERT INTO item(space, key, place, revision, value) SELECT id, $2, revision, revision, $3 FROM next
                ON CONFLICT(space, key) DO UPDATE SET revision = excluded.revision, value = excluded.value)
            SELECT revision FROM next
            """,
            cancellationToken,
            space.ToArray(), key.ToArray(), value.ToArray(), expected);
    }

    public async Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        return await ChangeAsync(
            Lock,
            """
            WITH gone AS (DELETE FROM item WHERE space = (SELECT id FROM space WHERE name = $1) AND key = $2 RETURNING 1)
            UPDATE space SET revision = revision + 1 WHERE name = $1 AND EXISTS (SELECT FROM gone) RETURNING revision
            """,
            cancellationToken,
            space.ToArray(), key.ToArray()) is not null;
    }

    public Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return ChangeAsync(
            Lock,
            """
            WITH gone AS (DELETE FROM item WHERE space = (SELECT id FROM space WHERE name = $1) RETURNING 1)
            UPDATE space SET revision = revision + 1 WHERE name = $1 AND EXISTS (SELECT FROM gone) RETURNING revision
            """,
            cancellationToken,
            [space.ToArray()]);
    }

    public async ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return await reads.AllAsync(Items + " ORDER BY i.place", Read, cancellationToken, [space.ToArray()]);
    }

    public async ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return await reads.NumberAsync("SELECT revision FROM space WHERE name = $1", cancellationToken, [space.ToArray()]) ?? 0;
    }

    private static KeyValueItem Read(NpgsqlDataReader row) => new(row.Bytes(0), row.Bytes(1), row.GetInt64(2));

    /// <summary>Returns the namespace's new revision, or null when nothing was changed. The first value is the namespace.</summary>
    private Task<long?> ChangeAsync(string lockSpace, string change, CancellationToken cancellationToken, params object?[] values) =>
        transactions.RunAsync(
            async transaction =>
            {
                await transaction.RunAsync(lockSpace, values[0]);
                return await transaction.NumberAsync(change, values);
            },
            cancellationToken);
}
