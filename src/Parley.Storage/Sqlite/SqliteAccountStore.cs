using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

internal sealed class SqliteAccountStore(Writer writer, Readers readers) : IAccountStore
{
    private const string Select = "SELECT id, login, role, lang, given_names, surnames, age, gender, created FROM account WHERE login IS NOT NULL AND ";

    public Task<Account?> CreateAsync(Login login, string skeleton, Profile profile, ScramVerifier verifier, Role role, DateTimeOffset now, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                var inserted = db.Prepare(
                    """
                    INSERT INTO account(login, fold, skeleton, role, given_names, surnames, age, gender, salt, iterations, stored_key, server_key, created)
                    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """)
                    .Bind(login.Value).Bind(login.Fold).Bind(skeleton).Bind((long)role)
                    .Bind(profile.GivenNames).Bind(profile.Surnames).Bind(profile.Age).Bind(profile.Gender)
                    .Bind(verifier.Salt.Span).Bind(verifier.Iterations).Bind(verifier.StoredKey.Span).Bind(verifier.ServerKey.Span)
                    .Bind(now.ToUnixTimeMilliseconds()).Run();
                return inserted == 0 ? null : Find(db, new AccountId(db.LastInsertId));
            },
            1,
            cancellationToken);

    public ValueTask<Account?> FindAsync(Login login, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => db.Prepare(Select + "fold = ?").Bind(login.Fold).First(Read), cancellationToken);

    public ValueTask<Account?> FindAsync(AccountId id, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => Find(db, id), cancellationToken);

    public ValueTask<ScramVerifier?> VerifierAsync(AccountId id, CancellationToken cancellationToken) =>
        readers.LookUpAsync(
            db => db.Prepare("SELECT salt, iterations, stored_key, server_key FROM account WHERE id = ? AND login IS NOT NULL").Bind(id.Value)
                .First(row => new ScramVerifier(row.Bytes(0).ToArray(), (int)row.Int64(1), row.Bytes(2).ToArray(), row.Bytes(3).ToArray())),
            cancellationToken);

    public Task<bool> SetVerifierAsync(AccountId id, ScramVerifier verifier, ScramVerifier? expected, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                var update = db.Prepare($"UPDATE account SET salt = ?, iterations = ?, stored_key = ?, server_key = ? WHERE id = ? AND login IS NOT NULL{(expected is null ? "" : " AND salt = ? AND stored_key = ?")}")
                    .Bind(verifier.Salt.Span).Bind(verifier.Iterations).Bind(verifier.StoredKey.Span).Bind(verifier.ServerKey.Span).Bind(id.Value);
                return (expected is null ? update : update.Bind(expected.Salt.Span).Bind(expected.StoredKey.Span)).Run() > 0;
            },
            1,
            cancellationToken);

    public Task<bool> UpdateAsync(Account account, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db => db.Prepare("UPDATE account SET role = ?, lang = ?, given_names = ?, surnames = ?, age = ?, gender = ? WHERE id = ? AND login IS NOT NULL")
                .Bind((long)account.Role).Bind(account.Lang)
                .Bind(account.Profile.GivenNames).Bind(account.Profile.Surnames).Bind(account.Profile.Age).Bind(account.Profile.Gender)
                .Bind(account.Id.Value).Run() > 0,
            1,
            cancellationToken);

    public Task<bool> EraseAsync(AccountId id, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            db =>
            {
                db.Prepare("DELETE FROM token WHERE account = ?").Bind(id.Value).Run();
                writer.WantScrub();
                return db.Prepare(
                    """
                    UPDATE account SET login = NULL, fold = NULL, skeleton = NULL, lang = NULL, role = 0, given_names = '', surnames = '', age = NULL, gender = '',
                                       salt = NULL, iterations = NULL, stored_key = NULL, server_key = NULL
                    WHERE id = ? AND login IS NOT NULL
                    """).Bind(id.Value).Run() > 0;
            },
            1,
            cancellationToken);

    public ValueTask<IReadOnlyList<Account>> ListAsync(string? afterFold, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<Account>>(
            db => db.Prepare(Select + "fold > ? ORDER BY fold LIMIT ?").Bind(afterFold ?? "").Bind(Math.Max(limit, 0)).All(Read),
            cancellationToken);

    public ValueTask<int> CountAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(db => (int)(db.Prepare("SELECT count(*) FROM account WHERE login IS NOT NULL").Number() ?? 0), cancellationToken);

    private static Account? Find(Database db, AccountId id) => db.Prepare(Select + "id = ?").Bind(id.Value).First(Read);

    private static Account Read(Statement row) => new(
        new AccountId(row.Int64(0)),
        Login.TryParse(row.Text(1), out var login) ? login : throw new InvalidDataException($"account {row.Int64(0)} has a login that is none"),
        (Role)row.Int64(2),
        row.NullableText(3),
        new Profile(row.Text(4), row.Text(5), (int?)row.NullableInt64(6), row.Text(7)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(8)));
}
