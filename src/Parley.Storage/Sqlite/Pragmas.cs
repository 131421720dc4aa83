namespace Parley.Storage.Sqlite;

/// <summary>How the connections are set up.</summary>
internal static class Pragmas
{
    /// <summary>How long a foreign program (a backup, a shell) may hold the file before a statement fails as busy.</summary>
    public const int BusyMilliseconds = 2000;

    /// <summary>The write-ahead log is copied into the file about every 16 MB.</summary>
    private const int CheckpointPages = 4096;

    /// <summary>The truth: an accepted entry survives loss of power, and what is deleted is overwritten.</summary>
    public static void ForLogWriter(Database db) => db.Execute(
        $"""
        PRAGMA busy_timeout = {BusyMilliseconds};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA foreign_keys = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -65536;
        PRAGMA wal_autocheckpoint = {CheckpointPages};
        """);

    /// <summary>Search can be made again from the log: it may lose its last moments, never its shape.</summary>
    public static void ForSearchWriter(Database db) => db.Execute(
        $"""
        PRAGMA busy_timeout = {BusyMilliseconds};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        """);

    public static void ForReader(Database db) => db.Execute(
        $"""
        PRAGMA busy_timeout = {BusyMilliseconds};
        PRAGMA query_only = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -8192;
        """);
}
