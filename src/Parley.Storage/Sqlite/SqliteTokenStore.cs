using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

internal sealed class SqliteTokenStore(Writer writer, Readers readers) : ITokenStore
{
    private const string Select = "SELECT id, account, client, created, last_used FROM token WHERE ";

    public Task AddAsync(StoredToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db => db.Prepare("INSERT INTO token(id, hash, account, client, created, last_used) VALUES(?, ?, ?, ?, ?, ?)")
                .Bind(token.Id).Bind(hash.Span).Bind(token.Account.Value).Bind(token.Client)
                .Bind(token.Created.ToUnixTimeMilliseconds()).Bind(token.LastUsed.ToUnixTimeMilliseconds()).Run(),
            1,
            cancellationToken);

    public ValueTask<StoredToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => db.Prepare(Select + "hash = ?").Bind(hash.Span).First(Read), cancellationToken);

    public Task TouchAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        writer.WriteAsync(db => db.Prepare("UPDATE token SET last_used = ? WHERE id = ?").Bind(now.ToUnixTimeMilliseconds()).Bind(id).Run(), 1, cancellationToken);

    public ValueTask<IReadOnlyList<StoredToken>> ListAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<StoredToken>>(db => db.Prepare(Select + "account = ? ORDER BY created, id").Bind(account.Value).All(Read), cancellationToken);

    public Task<int> RevokeAsync(AccountId account, string? id, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db => db.Prepare("DELETE FROM token WHERE account = ?1 AND (?2 IS NULL OR id = ?2)").Bind(account.Value).Bind(id).Run(),
            1,
            cancellationToken);

    private static StoredToken Read(Statement row) => new(
        row.Text(0),
        new AccountId(row.Int64(1)),
        row.NullableText(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(3)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(4)));
}
