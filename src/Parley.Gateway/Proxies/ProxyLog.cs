using System.Net;
using Microsoft.Extensions.Logging;

namespace Parley.Gateway.Proxies;

/// <summary>Event ids 3075-3079.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(3075, LogLevel.Warning, "Connection {ConnectionId} from the proxy {Proxy} closes: {Problem}")]
    public static partial void BadHeader(this ILogger logger, long connectionId, EndPoint? proxy, string problem);

    [LoggerMessage(3076, LogLevel.Debug, "Connection {ConnectionId} through the proxy {Proxy} is from {Client}")]
    public static partial void Proxied(this ILogger logger, long connectionId, EndPoint? proxy, EndPoint client);
}
