using Parley.Core.Ports;

namespace Parley.Storage.Sqlite.Peers;

/// <summary>The entries of one group of peers in a file of their own. The folder's lock is held until it is disposed: a device that runs twice would write two logs under one key.</summary>
public sealed class SqlitePeerStore : IPeerStore, IDisposable
{
    private readonly DirectoryLock _lock;
    private readonly Database _db;

    private SqlitePeerStore(DirectoryLock directoryLock, Database db) => (_lock, _db) = (directoryLock, db);

    /// <summary>Opens the group's file, making what is missing.</summary>
    /// <param name="group">A name for the file: letters and digits.</param>
    /// <exception cref="StoreRefusedException">The folder is in use, or the file is of another program or a newer version.</exception>
    public static Task<SqlitePeerStore> OpenAsync(string directory, string group, CancellationToken ct) => Task.Run(() => Open(directory, group), ct);

    public ValueTask<IReadOnlyList<(long Sequence, byte[] Entry)>> ReadAllAsync(long after, int limit, CancellationToken ct) => RunAsync<IReadOnlyList<(long, byte[])>>(
        () => _db.Prepare("SELECT seq, bytes FROM entry WHERE seq > ? ORDER BY seq LIMIT ?").Bind(after).Bind(limit).All(row => (row.Int64(0), row.Bytes(1).ToArray())),
        ct);

    public ValueTask<IReadOnlyList<byte[]>> ReadAsync(ReadOnlyMemory<byte> author, long after, int maxBytes, CancellationToken ct) => RunAsync<IReadOnlyList<byte[]>>(
        () =>
        {
            var page = new List<byte[]>();
            using var rows = _db.Prepare("SELECT bytes FROM entry WHERE author = ? AND number > ? ORDER BY number").Bind(author.Span).Bind(after);
            for (var left = maxBytes; rows.Step() && (page.Count == 0 || rows.Bytes(0).Length <= left); left -= page[^1].Length)
                page.Add(rows.Bytes(0).ToArray());
            return page;
        },
        ct);

    public ValueTask<IReadOnlyList<(byte[] One, byte[] Other)>> ReadForksAsync(CancellationToken ct) => RunAsync<IReadOnlyList<(byte[], byte[])>>(
        () => _db.Prepare("SELECT one, other FROM fork ORDER BY author").All(row => (row.Bytes(0).ToArray(), row.Bytes(1).ToArray())),
        ct);

    public async ValueTask WriteAsync(IReadOnlyList<PeerWrite> writes, CancellationToken ct) => await RunAsync(
        () =>
        {
            _db.Execute("BEGIN IMMEDIATE");
            foreach (var write in writes)
                Write(write);
            _db.Execute("COMMIT");
            // Words that were taken back would else stay in the write-ahead file until something else pushes them out.
            if (writes.Any(w => w is PeerWriteReplacement))
                _db.TryCheckpointAndTruncate();
            return true;
        },
        ct);

    public void Dispose()
    {
        _db.Dispose();
        _lock.Dispose();
    }

    private static SqlitePeerStore Open(string directory, string group)
    {
        var directoryLock = DirectoryLock.Take(directory);
        var path = Path.Combine(directory, $"peers-{group}.db");
        Database? db = null;
        try
        {
            db = Database.Open(path, forWriting: true, Pragmas.ForLogWriter);
            PeerSchema.Migrate(db);
            return new SqlitePeerStore(directoryLock, db);
        }
        catch (Exception e)
        {
            db?.Dispose();
            directoryLock.Dispose();
            if (e is SqliteFailure failure)
                throw new StoreRefusedException($"{path} can't be opened: {failure.Message}", failure);
            throw;
        }
    }

    private void Write(PeerWrite write)
    {
        switch (write)
        {
            case PeerWriteEntry entry:
                _db.Prepare("INSERT OR IGNORE INTO entry(author, number, bytes) VALUES(?, ?, ?)").Bind(entry.Author.Span).Bind(entry.Number).Bind(entry.Entry.Span).Run();
                break;
            case PeerWriteReplacement entry:
                _db.Prepare("UPDATE entry SET bytes = ? WHERE author = ? AND number = ?").Bind(entry.Entry.Span).Bind(entry.Author.Span).Bind(entry.Number).Run();
                break;
            case PeerWriteCut cut:
                _db.Prepare("DELETE FROM entry WHERE author = ? AND number > ?").Bind(cut.Author.Span).Bind(cut.After).Run();
                break;
            case PeerWriteFork fork:
                _db.Prepare("INSERT OR IGNORE INTO fork(author, one, other) VALUES(?, ?, ?)").Bind(fork.Author.Span).Bind(fork.One.Span).Bind(fork.Other.Span).Run();
                break;
            default:
                throw new ArgumentException($"{write.GetType().Name} can't be written.", nameof(write));
        }
    }

    /// <summary>SQLite blocks: not on the caller's thread.</summary>
    private async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken ct) => await Task.Run(
        () =>
        {
            try
            {
                return work();
            }
            catch (SqliteFailure e) when (e.IsOutage)
            {
                throw e.AsUnavailable();
            }
            finally
            {
                if (_db.InTransaction)
                    _db.Execute("ROLLBACK");
            }
        },
        ct);
}
