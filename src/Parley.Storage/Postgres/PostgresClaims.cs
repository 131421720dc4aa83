using Npgsql;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

/// <summary>Claims of all nodes. Each change is one statement, which the server makes whole or not at all. Leases go by the clock of the database: that of a node may be wrong.</summary>
internal sealed class PostgresClaims(Transactions transactions, Reads reads) : IClaims
{
    /// <summary>Milliseconds since 1970.</summary>
    private const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private const string Columns = "key, value, holder, revision, until";

    /// <summary>What bounds the table: each renewal and release drops what is outdated, but not what another node is just taking.</summary>
    private const string DropOutdated = $"DELETE FROM claim WHERE key IN (SELECT key FROM claim WHERE until <= {Now} FOR UPDATE SKIP LOCKED)";

    public async ValueTask<Claim?> TryClaimAsync(string key, string value, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        await transactions.RunAsync(
            transaction => transaction.FirstAsync(
                $"""
                INSERT INTO claim AS c(key, value, holder, revision, until) VALUES($1, $2, $3, nextval('claim_revision'), {Now} + $4)
                ON CONFLICT(key) DO UPDATE SET value = excluded.value, holder = excluded.holder, revision = excluded.revision, until = excluded.until
                WHERE c.holder = excluded.holder OR c.until <= {Now} RETURNING {Columns}
                """,
                Read,
                key, value, holder, Milliseconds(lease)),
            cancellationToken);

    public async ValueTask<Claim?> TryReplaceAsync(string key, long revision, string value, CancellationToken cancellationToken) =>
        await transactions.RunAsync(
            transaction => transaction.FirstAsync(
                $"UPDATE claim SET value = $3, revision = nextval('claim_revision') WHERE key = $1 AND revision = $2 AND until > {Now} RETURNING {Columns}", Read, key, revision, value),
            cancellationToken);

    public async ValueTask<int> RenewAsync(string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        await SweepAsync($"UPDATE claim SET until = {Now} + $2 WHERE holder = $1 AND until > {Now}", cancellationToken, holder, Milliseconds(lease));

    public async ValueTask<bool> ReleaseAsync(string key, string holder, CancellationToken cancellationToken) =>
        await transactions.RunAsync(
            async transaction => await transaction.RunAsync($"DELETE FROM claim WHERE key = $1 AND holder = $2 AND until > {Now}", key, holder) > 0, cancellationToken);

    public async ValueTask<int> ReleaseAllAsync(string holder, CancellationToken cancellationToken) =>
        await SweepAsync($"DELETE FROM claim WHERE holder = $1 AND until > {Now}", cancellationToken, holder);

    public ValueTask<Claim?> FindAsync(string key, CancellationToken cancellationToken) =>
        reads.FirstAsync($"SELECT {Columns} FROM claim WHERE key = $1 AND until > {Now}", Read, cancellationToken, key);

    public async ValueTask<IReadOnlyList<Claim>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        await reads.AllAsync($"SELECT {Columns} FROM claim WHERE key >= $1 AND starts_with(key, $1) AND until > {Now} ORDER BY key", Read, cancellationToken, prefix);

    private static Claim Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.Time(4));

    private Task<int> SweepAsync(string change, CancellationToken cancellationToken, params object?[] values) =>
        transactions.RunAsync(
            async transaction =>
            {
                await using var statements = transaction.Statements().Add(DropOutdated).Add(change, values);
                return await statements.RunAsync(cancellationToken);
            },
            cancellationToken);

    private static long Milliseconds(TimeSpan lease) => (long)lease.TotalMilliseconds;
}
