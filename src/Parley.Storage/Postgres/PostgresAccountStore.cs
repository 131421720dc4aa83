using Npgsql;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

internal sealed class PostgresAccountStore(Transactions transactions, Reads reads) : IAccountStore
{
    private const string Columns = "id, login, role, lang, given_names, surnames, age, gender, created";
    private const string Select = $"SELECT {Columns} FROM account WHERE login IS NOT NULL AND ";

    public Task<Account?> CreateAsync(Login login, string skeleton, Profile profile, ScramVerifier verifier, Role role, DateTimeOffset now, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            transaction => transaction.FirstAsync(
                $"""
                INSERT INTO account(login, fold, skeleton, role, given_names, surnames, age, gender, salt, iterations, stored_key, server_key, created)
                VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING {Columns}
                """,
                Read,
                login.Value, login.Fold, skeleton, (short)role, profile.GivenNames, profile.Surnames, profile.Age, profile.Gender,
                verifier.Salt.ToArray(), verifier.Iterations, verifier.StoredKey.ToArray(), verifier.ServerKey.ToArray(), now.ToUnixTimeMilliseconds()),
            cancellationToken);

    public ValueTask<Account?> FindAsync(Login login, CancellationToken cancellationToken) =>
        reads.FirstAsync(Select + "fold = $1", Read, cancellationToken, login.Fold);

    public ValueTask<Account?> FindAsync(AccountId id, CancellationToken cancellationToken) =>
        reads.FirstAsync(Select + "id = $1", Read, cancellationToken, id.Value);

    public ValueTask<ScramVerifier?> VerifierAsync(AccountId id, CancellationToken cancellationToken) =>
        reads.FirstAsync(
            "SELECT salt, iterations, stored_key, server_key FROM account WHERE id = $1 AND login IS NOT NULL",
            row => new ScramVerifier(row.Bytes(0), row.GetInt32(1), row.Bytes(2), row.Bytes(3)),
            cancellationToken,
            id.Value);

    public Task<bool> SetVerifierAsync(AccountId id, ScramVerifier verifier, ScramVerifier? expected, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction => await transaction.RunAsync(
                """
                UPDATE account SET salt = $2, iterations = $3, stored_key = $4, server_key = $5
                WHERE id = $1 AND login IS NOT NULL AND ($6::bytea IS NULL OR (salt = $6 AND stored_key = $7::bytea))
                """,
                id.Value, verifier.Salt.ToArray(), verifier.Iterations, verifier.StoredKey.ToArray(), verifier.ServerKey.ToArray(), expected?.Salt.ToArray(), expected?.StoredKey.ToArray()) > 0,
            cancellationToken);

    public Task<bool> UpdateAsync(Account account, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction => await transaction.RunAsync(
                "UPDATE account SET role = $2, lang = $3, given_names = $4, surnames = $5, age = $6, gender = $7 WHERE id = $1 AND login IS NOT NULL",
                account.Id.Value, (short)account.Role, account.Lang, account.Profile.GivenNames, account.Profile.Surnames, account.Profile.Age, account.Profile.Gender) > 0,
            cancellationToken);

    public Task<bool> EraseAsync(AccountId id, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction =>
            {
                await using var statements = transaction.Statements()
                    .Add("DELETE FROM token WHERE account = $1", id.Value)
                    .Add(
                        """
                        UPDATE account SET login = NULL, fold = NULL, skeleton = NULL, lang = NULL, role = 0, given_names = '', surnames = '', age = NULL, gender = '',
                                           salt = NULL, iterations = NULL, stored_key = NULL, server_key = NULL
                        WHERE id = $1 AND login IS NOT NULL
                        """,
                        id.Value);
                return await statements.RunAsync(cancellationToken) > 0;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<Account>> ListAsync(string? afterFold, int limit, CancellationToken cancellationToken) =>
        await reads.AllAsync(Select + "fold > $1 ORDER BY fold LIMIT $2", Read, cancellationToken, afterFold ?? "", (long)Math.Max(limit, 0));

    public async ValueTask<int> CountAsync(CancellationToken cancellationToken) =>
        (int)(await reads.NumberAsync("SELECT count(*) FROM account WHERE login IS NOT NULL", cancellationToken) ?? 0);

    private static Account Read(NpgsqlDataReader row) => new(
        new AccountId(row.GetInt64(0)),
        Login.TryParse(row.GetString(1), out var login) ? login : throw new InvalidDataException($"account {row.GetInt64(0)} has a login that is none"),
        (Role)row.GetInt16(2),
        row.NullableText(3),
        new Profile(row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.GetString(7)),
        row.Time(8));
}
