using Microsoft.Extensions.Logging;

namespace Parley.Storage.Postgres;

internal static partial class PostgresLog
{
    [LoggerMessage(4101, LogLevel.Information, "Store {Name} open, {Engine}, schema {Schema}")]
    public static partial void PostgresOpened(this ILogger logger, string name, string engine, int schema);

    [LoggerMessage(4102, LogLevel.Error, "A commit of {Writes} appends failed and was taken back; nothing of it is kept")]
    public static partial void AppendsFailed(this ILogger logger, Exception error, int writes);

    [LoggerMessage(4103, LogLevel.Warning, "{Writes} appends waited {Seconds} s without being begun and were refused: the database is away or too slow for the load")]
    public static partial void AppendsWaitedTooLong(this ILogger logger, int writes, double seconds);

    [LoggerMessage(4104, LogLevel.Warning, "The connection was lost while the database committed; the outcome is looked up until it is known")]
    public static partial void OutcomeUnknown(this ILogger logger, Exception error);

    [LoggerMessage(4105, LogLevel.Information, "A commit whose connection was lost was looked up: committed {Committed}, asked {Times} times")]
    public static partial void OutcomeFound(this ILogger logger, bool committed, int times);

    [LoggerMessage(4106, LogLevel.Warning, "{Writes} appends are answered with \"try again\" under the same client ids: the database went away while it committed them, and is not back")]
    public static partial void OutcomePutOff(this ILogger logger, int writes);

    [LoggerMessage(4107, LogLevel.Warning, "PostgreSQL runs with {Setting}=off: what it says is kept may be lost with its power")]
    public static partial void UnsafeSetting(this ILogger logger, string setting);
}
