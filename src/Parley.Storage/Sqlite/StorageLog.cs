using Microsoft.Extensions.Logging;

namespace Parley.Storage.Sqlite;

internal static partial class StorageLog
{
    [LoggerMessage(4001, LogLevel.Information, "Store {Path} open, SQLite {Version}, last entry {Seq}")]
    public static partial void Opened(this ILogger logger, string path, string version, long seq);

    [LoggerMessage(4002, LogLevel.Error, "A commit of {Writes} writes failed and was taken back; nothing of it is kept. Check the disk's space and health")]
    public static partial void CommitFailed(this ILogger logger, Exception error, int writes);

    [LoggerMessage(4003, LogLevel.Error, "Rollback failed")]
    public static partial void RollbackFailed(this ILogger logger, Exception error);

    [LoggerMessage(4004, LogLevel.Warning, "{Writes} writes waited {Seconds} s without being begun and were refused: the disk is too slow for the load")]
    public static partial void WaitedTooLong(this ILogger logger, int writes, double seconds);

    [LoggerMessage(4005, LogLevel.Warning, "The write-ahead log could not be copied into the database; it will be tried again")]
    public static partial void CheckpointFailed(this ILogger logger, Exception error);

    [LoggerMessage(4010, LogLevel.Information, "The search index is made anew from the log: {Reason}")]
    public static partial void SearchRebuilt(this ILogger logger, string reason);

    [LoggerMessage(4011, LogLevel.Warning, "The search index can't follow the log now; it will be tried again")]
    public static partial void SearchFailed(this ILogger logger, Exception error);

    [LoggerMessage(4012, LogLevel.Debug, "Erased words left the search index after {Milliseconds} ms")]
    public static partial void SearchScrubbed(this ILogger logger, double milliseconds);
}
