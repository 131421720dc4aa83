using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>Event ids 3000-3049.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(3000, LogLevel.Debug, "Connection {ConnectionId} from {Remote} accepted on {Listener}")]
    public static partial void Accepted(this ILogger logger, long connectionId, EndPoint? remote, EndPoint listener);

    [LoggerMessage(EventId = 3001, Message = "Connection {ConnectionId} closed: {Reason}, {PendingBytes} bytes unsent")]
    private static partial void Closed(this ILogger logger, LogLevel level, long connectionId, CloseReason reason, long pendingBytes);

    [LoggerMessage(3002, LogLevel.Error, "Connection {ConnectionId}: its handler failed; only this connection ends")]
    public static partial void HandlerFailed(this ILogger logger, long connectionId, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "{Count} connections were still ending when the server stopped waiting for them")]
    public static partial void StoppedWaiting(this ILogger logger, int count);

    /// <summary>What a person or their network does is for debugging; what the server decides is information.</summary>
    public static void Closed(this ILogger logger, long connectionId, CloseReason reason, long pendingBytes) =>
        logger.Closed(reason is CloseReason.Quit or CloseReason.PeerClosed or CloseReason.PeerLost or CloseReason.ServerStopping or CloseReason.Moved ? LogLevel.Debug : LogLevel.Information, connectionId, reason, pendingBytes);
}
