using System.Net;
using Microsoft.Extensions.Logging;

namespace Parley.Gateway.Tcp;

/// <summary>Event ids 3050-3074.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(3050, LogLevel.Information, "Listening on {EndPoint}, TLS: {Encrypted}")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint, bool encrypted);

    [LoggerMessage(3051, LogLevel.Warning, "No file handles left to accept on {EndPoint}: raise the limit of open files (LimitNOFILE, ulimit -n) or lower limits.connections. New connections wait meanwhile")]
    public static partial void OutOfHandles(this ILogger logger, EndPoint endPoint);

    [LoggerMessage(3053, LogLevel.Error, "A connection accepted on {EndPoint} could not be started")]
    public static partial void NotStarted(this ILogger logger, EndPoint endPoint, Exception exception);

    [LoggerMessage(3052, LogLevel.Debug, "Connection from {Remote} refused on {EndPoint}: too many")]
    public static partial void TooMany(this ILogger logger, EndPoint? remote, EndPoint endPoint);
}
