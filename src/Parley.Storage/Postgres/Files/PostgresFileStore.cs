using System.Security.Cryptography;
using Npgsql;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Files;

/// <summary>Files in pieces, so that neither side ever holds a whole one. A file is there when its place is given; what never got so far is cleared away a day later.</summary>
internal sealed class PostgresFileStore(Transactions transactions, Reads reads) : IFileStore
{
    private const string Select = "SELECT id, owner, name, type, size, created, thumbnail_type FROM file WHERE place IS NOT NULL AND ";

    /// <summary>"Quot" in ASCII: what comes in is added up by one at a time.</summary>
    private const long QuotaLock = 0x51756f74;

    public async Task<FileAnswer> AddAsync(NewFile file, Stream content, FileLimits limits, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var added = false;
        await transactions.RunAsync(
            transaction => transaction.RunAsync(
                "INSERT INTO file(id, owner, name, type, size, created) VALUES($1, $2, $3, $4, 0, $5)",
                id, file.Owner.Value, file.Name, file.Type, file.Created.ToUnixTimeMilliseconds()),
            cancellationToken);
        try
        {
            if (await WriteAsync(id, content, limits.One, cancellationToken) is not { } size)
                return new(FileOutcome.TooLong);
            var answer = await TakeInAsync(new StoredFile(id, file.Owner, file.Name, file.Type, size, Milliseconds(file.Created)), limits, cancellationToken);
            added = answer.File is not null;
            return answer;
        }
        finally
        {
            if (!added)
                await ClearAsync(id);
        }
    }

    public Task<bool> SetThumbnailAsync(string id, string type, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction =>
            {
                if (await transaction.RunAsync("UPDATE file SET thumbnail_type = $2 WHERE id = $1 AND place IS NOT NULL", id, type) == 0)
                    return false;
                await transaction.RunAsync("DELETE FROM piece WHERE file = $1 AND thumbnail", id);
                for (var (number, rest) = (0, picture); rest.Length > 0; number++)
                {
                    var piece = rest[..Math.Min(rest.Length, PieceStream.PieceBytes)];
                    rest = rest[piece.Length..];
                    await transaction.RunAsync("INSERT INTO piece(file, thumbnail, number, bytes) VALUES($1, true, $2, $3)", id, number, piece.ToArray());
                }
                return true;
            },
            cancellationToken);

    public ValueTask<StoredFile?> FindAsync(string id, CancellationToken cancellationToken) =>
        reads.FirstAsync(Select + "id = $1", Read, cancellationToken, id);

    public async ValueTask<Stream?> OpenAsync(string id, bool thumbnail, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } file || (thumbnail && file.ThumbnailType is null))
            return null;
        if (!thumbnail)
            return new PieceStream(reads, id, thumbnail, file.Size);
        var length = await reads.NumberAsync("SELECT sum(length(bytes))::bigint FROM piece WHERE file = $1 AND thumbnail", cancellationToken, id);
        return new PieceStream(reads, id, thumbnail, length ?? 0);
    }

    public async ValueTask<IReadOnlyList<StoredFile>> ListAsync(AccountId owner, CancellationToken cancellationToken) =>
        await reads.AllAsync(Select + "owner = $1 ORDER BY place", Read, cancellationToken, owner.Value);

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async transaction => await transaction.RunAsync("DELETE FROM file WHERE id = $1 AND place IS NOT NULL", id) > 0, cancellationToken);

    public Task EraseAsync(AccountId owner, CancellationToken cancellationToken) =>
        transactions.RunAsync(transaction => transaction.RunAsync("DELETE FROM file WHERE owner = $1 AND place IS NOT NULL", owner.Value), cancellationToken);

    /// <summary>What a crash left of files that were coming in.</summary>
    public Task ClearLeftoversAsync(CancellationToken cancellationToken) =>
        transactions.RunAsync(transaction => transaction.RunAsync("DELETE FROM file WHERE place IS NULL AND begun < now() - interval '1 day'"), cancellationToken);

    private static StoredFile Read(NpgsqlDataReader row) =>
        new(row.GetString(0), new AccountId(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetInt64(4), row.Time(5), row.NullableText(6));

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Null when there is more than <paramref name="most"/>.</summary>
    private async Task<long?> WriteAsync(string id, Stream content, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceStream.PieceBytes];
        long size = 0;
        for (var number = 0; ; number++)
        {
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            size += read;
            if (size > most)
                return null;
            if (read > 0)
            {
                var (at, piece) = (number, buffer[..read]);
                await transactions.RunAsync(
                    transaction => transaction.RunAsync("INSERT INTO piece(file, thumbnail, number, bytes) VALUES($1, false, $2, $3)", id, at, piece), cancellationToken);
            }
            if (read < buffer.Length)
                return size;
        }
    }

    private Task<FileAnswer> TakeInAsync(StoredFile file, FileLimits limits, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async transaction =>
            {
                await transaction.RunAsync("SELECT pg_advisory_xact_lock($1)", QuotaLock);
                const string sum = "SELECT coalesce(sum(size), 0)::bigint FROM file WHERE place IS NOT NULL";
                if (await transaction.NumberAsync(sum + " AND owner = $1", file.Owner.Value) + file.Size > limits.Own)
                    return new FileAnswer(FileOutcome.OwnFull);
                if (await transaction.NumberAsync(sum) + file.Size > limits.All)
                    return new FileAnswer(FileOutcome.AllFull);
                await transaction.RunAsync("UPDATE file SET size = $2, place = nextval('file_place') WHERE id = $1", file.Id, file.Size);
                return new FileAnswer(FileOutcome.Added, file);
            },
            cancellationToken);

    /// <summary>Never of a file that is there, whatever went wrong in the telling.</summary>
    private async Task ClearAsync(string id)
    {
        try
        {
            await transactions.RunAsync(transaction => transaction.RunAsync("DELETE FROM file WHERE id = $1 AND place IS NULL", id), CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // It is cleared away with the leftovers.
        }
    }
}
