using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Storage.Files;
using Parley.Storage.Metrics;
using Parley.Storage.Sqlite.Log;
using Parley.Storage.Sqlite.Search;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

/// <summary>Every store of one node in one directory: <c>parley.db</c> is the truth, <c>search.db</c> can be made again from it, <c>lock</c> keeps a second server out.</summary>
public sealed class SqliteStore : IAsyncDisposable
{
    public const string FileName = "parley.db";

    private const int LogReaders = 4;
    private const int SearchReaders = 2;

    /// <summary>A larger write-ahead log is left for the next start, so that the end is quick.</summary>
    private const long CheckpointAtCloseBytes = 4 * 1024 * 1024;

    private readonly DirectoryLock _lock;
    private readonly Database _db;
    private readonly Readers _logReaders;
    private readonly Readers _searchReaders;
    private readonly SearchFollower _follower;
    private readonly FolderFileStore _files;
    private int _disposed;

    private SqliteStore(string directory, DirectoryLock directoryLock, Database db, TimeProvider time, ILogger logger)
    {
        _lock = directoryLock;
        _db = db;
        Writer = new Writer(db, time, logger);
        _logReaders = new Readers(db.Path, LogReaders);
        _searchReaders = new Readers(Path.Combine(directory, SearchIndex.FileName), SearchReaders);
        _follower = new SearchFollower(directory, Writer, _logReaders, _searchReaders, time, logger);
        Writer.Committed = _follower.Wake;
        Log = new SqliteMessageLog(Writer, _logReaders, new EntryAppender(db, Writer), new SqliteSearch(_follower, Writer, _searchReaders, _logReaders));
        Accounts = new SqliteAccountStore(Writer, _logReaders);
        Tokens = new SqliteTokenStore(Writer, _logReaders);
        Rooms = new SqliteRoomStore(Writer, _logReaders);
        KeyValue = new SqliteKeyValue(Writer, _logReaders);
        Claims = new SqliteClaims(Writer, _logReaders, time);
        _files = new FolderFileStore(Path.Combine(directory, "files"), KeyValue);
    }

    public IMessageLog Log { get; }

    public IAccountStore Accounts { get; }

    public ITokenStore Tokens { get; }

    public IRoomStore Rooms { get; }

    public IKeyValue KeyValue { get; }

    public IClaims Claims { get; }

    public IFileStore Files => _files;

    public StoreFigures Figures => new(
        $"SQLite {SqliteLibrary.Load()}", Writer.QueueLength, Writer.Figures.Commits, Writer.Figures.Rows, Writer.Figures.LastRows, Writer.Figures.MeanRows,
        Writer.Figures.Last, Writer.Figures.Mean, Writer.Heads.Count, Writer.DurableSeq, _follower.Seq);

    internal Writer Writer { get; }

    /// <summary>Opens the stores of a directory, making what is missing.</summary>
    /// <exception cref="StoreRefusedException">The directory is in use, or its database is of another program or a newer version.</exception>
    public static Task<SqliteStore> OpenAsync(string directory, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        Task.Run(() => Open(directory, time, loggers.CreateLogger("Parley.Storage")), cancellationToken);

    /// <summary>Makes the bytes of erased texts leave the log's files now, which happens soon by itself. False when a long read was in the way.</summary>
    public Task<bool> ScrubAsync(CancellationToken cancellationToken) => Writer.ScrubAsync(cancellationToken);

    /// <summary>Writes what is queued, then closes. No other call may be under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _follower.DisposeAsync();
        await Writer.DisposeAsync();
        _searchReaders.Dispose();
        _logReaders.Dispose();
        if (File.Exists(_db.WalPath) && new FileInfo(_db.WalPath).Length > CheckpointAtCloseBytes)
            _db.SkipCheckpointOnClose();
        _db.Dispose();
        _lock.Dispose();
    }

    private static SqliteStore Open(string directory, TimeProvider time, ILogger logger)
    {
        var directoryLock = DirectoryLock.Take(directory);
        Database? db = null;
        try
        {
            db = Database.Open(Path.Combine(directory, FileName), forWriting: true, Pragmas.ForLogWriter);
            Schema.Migrate(db);
            var store = new SqliteStore(directory, directoryLock, db, time, logger);
            logger.Opened(db.Path, SqliteLibrary.Load(), store.Writer.DurableSeq);
            return store;
        }
        catch (Exception e)
        {
            db?.Dispose();
            directoryLock.Dispose();
            if (e is SqliteFailure failure)
                throw new StoreRefusedException($"{Path.Combine(directory, FileName)} can't be opened: {failure.Message}", failure);
            throw;
        }
    }
}
