using Npgsql;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

internal sealed class PostgresTokenStore(Transactions transactions, Reads reads) : ITokenStore
{
    private const string Select = "SELECT id, account, client, created, last_used FROM token WHERE ";

    public Task AddAsync(StoredToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            transaction => transaction.RunAsync(
                "INSERT INTO token(id, hash, account, client, created, last_used) VALUES($1, $2, $3, $4, $5, $6)",
                token.Id, hash.ToArray(), token.Account.Value, token.Client, token.Created.ToUnixTimeMilliseconds(), token.LastUsed.ToUnixTimeMilliseconds()),
            cancellationToken);

    public ValueTask<StoredToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        reads.FirstAsync(Select + "hash = $1", Read, cancellationToken, hash.ToArray());

    public Task TouchAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        transactions.RunAsync(transaction => transaction.RunAsync("UPDATE token SET last_used = $2 WHERE id = $1", id, now.ToUnixTimeMilliseconds()), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredToken>> ListAsync(AccountId account, CancellationToken cancellationToken) =>
        await reads.AllAsync(Select + "account = $1 ORDER BY created, id", Read, cancellationToken, account.Value);

    public Task<int> RevokeAsync(AccountId account, string? id, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            transaction => transaction.RunAsync("DELETE FROM token WHERE account = $1 AND ($2::text IS NULL OR id = $2)", account.Value, id), cancellationToken);

    private static StoredToken Read(NpgsqlDataReader row) =>
        new(row.GetString(0), new AccountId(row.GetInt64(1)), row.NullableText(2), row.Time(3), row.Time(4));
}
