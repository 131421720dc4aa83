using Parley.Core.Ports;
using SQLitePCL;

namespace Parley.Storage.Sqlite;

/// <summary>A result code of SQLite that means failure (sqlite.org/rescode.html).</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"{message} (SQLite result {code})")
{
    /// <summary>Extended result code; its low byte is the primary one.</summary>
    public int Code { get; } = code;

    public bool IsInterrupt => Primary == raw.SQLITE_INTERRUPT;

    public bool IsUniqueness => Primary == raw.SQLITE_CONSTRAINT;

    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The file's content can't be trusted.</summary>
    public bool IsCorruption => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The world's fault (disk, file, memory), which may heal; anything else is a bug of ours.</summary>
    public bool IsOutage => IsBusy || IsCorruption || Primary is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL;

    private int Primary => Code & 0xff;

    public StorageUnavailableException AsUnavailable() => new($"The store can't take it: {Message}.", this);
}
