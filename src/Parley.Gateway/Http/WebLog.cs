using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Contracts;

namespace Parley.Gateway.Http;

/// <summary>Event ids 3200 to 3299. Paths are not logged: that of an incoming webhook is its secret.</summary>
internal static partial class WebLog
{
    [LoggerMessage(3200, LogLevel.Information, "Listening on {EndPoint} for HTTP, TLS: {Encrypted}")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint, bool encrypted);

    [LoggerMessage(3201, LogLevel.Error, "A request failed; it was answered by 500")]
    public static partial void RequestFailed(this ILogger logger, Exception fault);

    [LoggerMessage(3210, LogLevel.Warning, "Webhook {Webhook}: its sender broke off and will begin again")]
    public static partial void WebhookBroke(this ILogger logger, string webhook, Exception fault);

    [LoggerMessage(3211, LogLevel.Debug, "Webhook {Webhook}: position {Position} was not taken, status {Status}")]
    public static partial void WebhookRefused(this ILogger logger, string webhook, Position position, int status);

    [LoggerMessage(3290, LogLevel.Error, "imserver.rooms: {Binding} is not shared; it takes NAMESPACE=ROOM, guests, and a room that lets them in")]
    public static partial void RoomNotShared(this ILogger logger, string binding);

    [LoggerMessage(3291, LogLevel.Warning, "Namespaces that nobody asks for were not emptied; it will be tried again")]
    public static partial void NotSwept(this ILogger logger, Exception fault);
}
