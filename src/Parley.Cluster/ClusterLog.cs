using Microsoft.Extensions.Logging;

namespace Parley.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(5001, LogLevel.Information, "Bus: node {Node} is connected to {Broker} and follows {Conversations} conversations")]
    public static partial void BusConnected(this ILogger logger, string node, string broker, int conversations);

    [LoggerMessage(5002, LogLevel.Warning, "Bus: the connection to {Broker} is lost: {Reason}. This node goes on alone until it is back")]
    public static partial void BusLost(this ILogger logger, string broker, string reason);

    [LoggerMessage(5003, LogLevel.Warning, "Bus: no connection to {Broker}: {Reason}. It is tried again until there is one; the same reason is not logged again")]
    public static partial void BusUnreachable(this ILogger logger, string broker, string reason);

    [LoggerMessage(5004, LogLevel.Warning, "Bus: a frame was ignored: {Reason} Further ones of this connection are counted only")]
    public static partial void FrameIgnored(this ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Error, "Bus: a listener failed; the others were told")]
    public static partial void ListenerFailed(this ILogger logger, Exception error);

    [LoggerMessage(5006, LogLevel.Warning, "Bus: {What}. Nodes compare what they have")]
    public static partial void BusDropped(this ILogger logger, string what);
}
