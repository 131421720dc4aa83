using SQLitePCL;

namespace Parley.Storage.Sqlite;

/// <summary>One SQLite connection and its prepared statements. For one thread at a time, but for <see cref="Interrupt"/>.</summary>
internal sealed class Database : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Database(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    public string WalPath => Path + "-wal";

    /// <summary>Rows that the last statement inserted, changed or deleted.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public int TotalChanges => raw.sqlite3_total_changes(_handle);

    public long LastInsertId => raw.sqlite3_last_insert_rowid(_handle);

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Opens, for writing creates, the file.</summary>
    public static Database Open(string path, bool forWriting, Action<Database> setUp)
    {
        SqliteLibrary.Load();
        var flags = raw.SQLITE_OPEN_NOMUTEX | (forWriting ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY);
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errstr(result).utf8_to_string();
            handle?.Dispose();
            throw new SqliteFailure(result, $"{path}: {message}");
        }
        raw.sqlite3_extended_result_codes(handle, 1);
        var db = new Database(path, handle);
        try
        {
            setUp(db);
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements without parameters or results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>A statement ready to bind, compiled once per connection. Dispose it (or run it to its end) before its next use.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
            _statements.Add(sql, statement = new Statement(this, handle));
        }
        return statement;
    }

    public long? Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Int64(0) : null;
    }

    /// <summary>Copies the write-ahead log into the file and cuts it to nothing. False when a reader was in the way.</summary>
    public bool TryCheckpointAndTruncate()
    {
        raw.sqlite3_busy_timeout(_handle, 0);
        try
        {
            var result = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            if ((result & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
                return false;
            Check(result);
            return true;
        }
        finally
        {
            raw.sqlite3_busy_timeout(_handle, Pragmas.BusyMilliseconds);
        }
    }

    public void SkipCheckpointOnClose() => raw.sqlite3_db_config(_handle, NoCheckpointOnClose, 1, out _);

    /// <summary>From any thread: the statement under way fails with an interrupt.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Finish();
        _statements.Clear();
        _handle.Dispose();
    }

    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFailure(result, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }
}
