using Parley.Core.Ports;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

/// <summary>Claims that outlive the process for their lease: a node that comes back finds what it held, another finds what is free.</summary>
internal sealed class SqliteClaims(Writer writer, Readers readers, TimeProvider time) : IClaims
{
    private const string Columns = "SELECT key, value, holder, revision, until FROM claim";

    public async ValueTask<Claim?> TryClaimAsync(string key, string value, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            db => Living(db, key) is { } claim && claim.Holder != holder ? null : Put(db, key, value, holder, Now() + (long)lease.TotalMilliseconds),
            1,
            cancellationToken);

    public async ValueTask<Claim?> TryReplaceAsync(string key, long revision, string value, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            db => Living(db, key) is { } claim && claim.Revision == revision ? Put(db, key, value, claim.Holder, claim.Until.ToUnixTimeMilliseconds()) : null,
            1,
            cancellationToken);

    public async ValueTask<int> RenewAsync(string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            db =>
            {
                DropOutdated(db);
                return db.Prepare("UPDATE claim SET until = ? WHERE holder = ?").Bind(Now() + (long)lease.TotalMilliseconds).Bind(holder).Run();
            },
            1,
            cancellationToken);

    public async ValueTask<bool> ReleaseAsync(string key, string holder, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            db => db.Prepare("DELETE FROM claim WHERE key = ? AND holder = ? AND until > ?").Bind(key).Bind(holder).Bind(Now()).Run() > 0,
            1,
            cancellationToken);

    public async ValueTask<int> ReleaseAllAsync(string holder, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            db =>
            {
                DropOutdated(db);
                return db.Prepare("DELETE FROM claim WHERE holder = ?").Bind(holder).Run();
            },
            1,
            cancellationToken);

    public ValueTask<Claim?> FindAsync(string key, CancellationToken cancellationToken) =>
        readers.LookUpAsync(db => Living(db, key), cancellationToken);

    public ValueTask<IReadOnlyList<Claim>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<Claim>>(
            db => db.Prepare(Columns + " WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1 AND until > ?2 ORDER BY key").Bind(prefix).Bind(Now()).All(Read),
            cancellationToken);

    private static Claim Read(Statement row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Int64(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(4)));

    private static Claim Put(Database db, string key, string value, string holder, long until)
    {
        db.Prepare("UPDATE claim_revision SET last = last + 1").Run();
        var revision = db.Prepare("SELECT last FROM claim_revision").Number()!.Value;
        db.Prepare("INSERT OR REPLACE INTO claim(key, value, holder, revision, until) VALUES(?, ?, ?, ?, ?)")
            .Bind(key).Bind(value).Bind(holder).Bind(revision).Bind(until).Run();
        return new Claim(key, value, holder, revision, DateTimeOffset.FromUnixTimeMilliseconds(until));
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Claim? Living(Database db, string key) =>
        db.Prepare(Columns + " WHERE key = ? AND until > ?").Bind(key).Bind(Now()).First(Read);

    /// <summary>What bounds the table: each renewal and release drops what is outdated.</summary>
    private void DropOutdated(Database db) => db.Prepare("DELETE FROM claim WHERE until <= ?").Bind(Now()).Run();
}
