using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Parley.Contracts;
using Parley.Core.Sessions;
using Parley.Gateway.Connections;
using Parley.Gateway.Doors;
using Parley.Gateway.Doors.Json;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Tcp;
using Parley.Gateway.WebSockets;

namespace Parley.Gateway.Http.Sockets;

/// <summary><c>/ws</c>: the JSON protocol, one object a text message. RFC 6455 over a connection that the web server gives up to us.</summary>
internal static class WebSocketEndpoint
{
    private const string Protocol = "parley.v1";

    public static void MapWebSocket(this IEndpointRouteBuilder routes, Web web) => routes.Map("/ws", context => ServeAsync(context, web));

    private static async Task ServeAsync(HttpContext context, Web web)
    {
        if (Refuse(context, web) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }
        var (request, response) = (context.Request, context.Response);
        response.Headers.Upgrade = "websocket";
        response.Headers["Sec-WebSocket-Accept"] = Upgrade.Accept(request.Headers.SecWebSocketKey.ToString());
        if (request.Headers.SecWebSocketProtocol.Count > 0)
            response.Headers.SecWebSocketProtocol = Protocol;
        var carried = Carried.By(request).Token ?? "";
        var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        var transport = new StreamTransport(stream, stream, context.Abort, context.RequestAborted);
        await context.RunAsync(web, transport, below => new WebSocketHandler(below, connection => Door(connection, web, carried), MessageForm.Objects));
    }

    private static ChatConnection Door(IConnection connection, Web web, string carried) =>
        new(connection, web.Chat, web.Settings, web.Doors, "web", Manner.Free, chat => new JsonDialect(chat, carried));

    /// <summary>Runs a connection of ours on the exchange, to its end.</summary>
    public static async Task RunAsync(this HttpContext context, Web web, Transport transport, Func<IConnection, IConnectionHandler> handler)
    {
        // Slow readers are our budget's and sweep's affair.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new IPEndPoint(AddressNetworks.Plain(address), connection.RemotePort) : null;
        await web.Gateway.RunAsync(transport, remote, context.Request.IsHttps, connection.LocalPort, handler);
    }

    private static Problem? Refuse(HttpContext context, Web web)
    {
        var headers = context.Request.Headers;
        if (!HttpMethods.IsGet(context.Request.Method)
            || !headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
            || headers.SecWebSocketVersion != "13")
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketVersion = "13";
            return Bad("upgrade", StatusCodes.Status426UpgradeRequired);
        }
        if (!Upgrade.IsKey(headers.SecWebSocketKey.ToString()))
            return Bad("sec-websocket-key");
        if (headers.SecWebSocketProtocol.Count > 0 && !headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(Protocol, StringComparer.Ordinal))
            return Bad("sec-websocket-protocol");
        return Pages.MaySend(context.Request, web.Chat.Settings.Http.Origins) ? null : new Problem(Refusal.Of(ErrorCode.WrongOrigin, "origin", headers.Origin.ToString()));
    }

    private static Problem Bad(string what, int status = StatusCodes.Status400BadRequest) => new(Refusal.Of(ErrorCode.BadFrame, "what", what), status);
}
