using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Operators;
using Parley.Core.Settings;
using Parley.Gateway.Doors;
using Parley.Gateway.Http.Admin;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Api;
using Parley.Gateway.Http.Client;
using Parley.Gateway.Http.Events;
using Parley.Gateway.Http.Files;
using Parley.Gateway.Http.ImServer;
using Parley.Gateway.Http.Metrics;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Sockets;
using Parley.Gateway.Http.Webhooks;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;

namespace Parley.Gateway.Http;

/// <summary>The web door: Kestrel with the client, the API and WebSockets. It listens from <see cref="Bind"/> on and answers from <see cref="StartAsync"/> on.</summary>
public sealed class WebDoor : IAsyncDisposable
{
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of input that may wait for one connection; a message of a WebSocket is at most 64 KiB.</summary>
    private const int InputBytes = 128 * 1024;

    private readonly Chat _chat;
    private readonly SocketGateway _gateway;
    private readonly ILoggerFactory _loggers;
    private readonly Dictionary<EndPoint, (Socket Socket, TlsIdentity? Tls)> _bound = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Web _web;
    private readonly HashSet<int> _imServerPorts = [];
    private ImServerStay? _imServer;
    private readonly WebhookDesk _webhooks;
    private readonly IOperatorDesk _operators;
    private readonly Lazy<Readings> _readings;
    private WebApplication? _app;

    /// <param name="doors">Whose connections the WebSockets and event streams join.</param>
    /// <param name="operators">What administrators ask goes there.</param>
    /// <param name="meter">Whose instruments <c>/metrics</c> shows, from the first time that somebody looks.</param>
    public WebDoor(Chat chat, ChatDoors doors, SocketGateway gateway, IOperatorDesk operators, Lazy<Meter> meter, ILoggerFactory loggers)
    {
        (_operators, _readings) = (operators, new Lazy<Readings>(() => new Readings(meter.Value)));
        (_chat, _gateway, _loggers) = (chat, gateway, loggers);
        _web = new Web(chat, doors.Settings, doors.Open, gateway, loggers.CreateLogger("Parley.Gateway.Http"), _stopping.Token);
        _webhooks = new WebhookDesk(_web);
    }

    private bool ServesImServer => _chat.Settings.ImServer.Enabled || _imServerPorts.Count > 0;

    /// <param name="onlyImServer">A listener of the key and value page, and of nothing else.</param>
    /// <returns>With the port that the operating system chose, if it did.</returns>
    /// <exception cref="ListenException">With a text for the operator.</exception>
    public IPEndPoint Bind(IPEndPoint endPoint, TlsIdentity? tls, bool onlyImServer = false)
    {
        var socket = Listener.Open(endPoint, UnixFileMode.None, _chat.Settings.Limits.StallSeconds);
        var bound = (IPEndPoint)socket.LocalEndPoint!;
        _bound.Add(bound, (socket, tls));
        if (onlyImServer)
            _imServerPorts.Add(bound.Port);
        return bound;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(new WebLoggers(_loggers));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddApiDocument(_web.Settings.Version);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint => _bound[endPoint].Socket);
        _app = builder.Build();
        var hosts = new HostNames(_chat.Settings.Http, [.. _bound.Keys.OfType<IPEndPoint>().Where(e => IPAddress.IsLoopback(e.Address))]);
        _app.Use(next => context =>
        {
            hosts.Note(context);
            return next(context);
        });
        if (_chat.Settings.Http.TrustedProxies is { Count: > 0 } proxies)
            _app.UseForwardedHeaders(Forwarded(proxies));
        _app.Use(next => new Envelope(next, _web).InvokeAsync);
        if (ServesImServer)
        {
            _imServer = await ImServerStay.BeginAsync(_chat, _web.Log, cancellationToken);
            _app.Use(next => new ImServerDoor(next, _web, _imServer.Page, _imServerPorts).InvokeAsync);
        }
        _app.Use(next => context => hosts.MayBe(context) ? next(context) : new Problem(Refusal.Of(ErrorCode.WrongHost, "host", HostOf(context))).ExecuteAsync(context));
        _app.UseRouting();
        Map(_app);
        await _webhooks.StartAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);
        foreach (var (endPoint, (_, tls)) in _bound)
            _web.Log.Listening(endPoint, tls is not null);
    }

    /// <summary>Who waits for news is answered now; WebSockets and event streams end with the other connections of the doors.</summary>
    public void TellStopping() => _stopping.Cancel();

    /// <summary>Stops accepting and waits for the requests under way.</summary>
    /// <param name="drain">After this time they are cut.</param>
    public async Task StopAsync(TimeSpan drain)
    {
        TellStopping();
        await _webhooks.DisposeAsync();
        if (_app is not null)
        {
            using var limit = new CancellationTokenSource(drain, _chat.Time);
            await _app.StopAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_imServer is not null)
            await _imServer.DisposeAsync();
        foreach (var (_, (socket, _)) in _bound)
            socket.Dispose();
        if (_readings.IsValueCreated)
            _readings.Value.Dispose();
        _stopping.Dispose();
    }

    private static string HostOf(HttpContext context) => context.Request.Host.Host is { Length: <= 100 } host ? host : "?";

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealth(_web);
        routes.MapWebSocket(_web);
        routes.MapLogin(_web);
        routes.MapAccount(_web);
        routes.MapRooms(_web);
        routes.MapMessages(_web);
        routes.MapPeople(_web);
        routes.MapEvents(_web);
        routes.MapFiles(_web);
        routes.MapWebhooks(_web, _webhooks);
        new AdminEndpoints(_web, _operators, _readings).Map(routes);
        routes.MapMetrics(_web, _readings);
        routes.MapApiDocument();
        routes.MapClient();
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = Limits.FrameBytes + 1024;
        options.Limits.MaxRequestBufferSize = InputBytes;
        if (ServesImServer)
            (options.Limits.MaxRequestLineSize, options.Limits.MaxRequestBufferSize) = (ImServerDoor.MaxRequestLine, 2 * InputBytes);
        options.Limits.RequestHeadersTimeout = HeadLimit;
        foreach (var (endPoint, (_, tls)) in _bound)
        {
            options.Listen((IPEndPoint)endPoint, listen =>
            {
                // What HTTP/2 saves does not show in a page that lives on one WebSocket; a proxy in front may speak it.
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => AdmitAsync(connection, next));
                if (tls is not null)
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(tls)), HandshakeTimeout = HeadLimit });
            });
        }
    }

    /// <summary>Counts a connection with those of the other doors, under the same limits.</summary>
    private async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = connection.RemoteEndPoint is IPEndPoint remote ? AddressNetworks.Plain(remote.Address) : null;
        if (!_gateway.TryAdmit(address))
        {
            connection.Abort(new ConnectionAbortedException("too many connections"));
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            _gateway.Dismiss(address);
        }
    }

    /// <summary>The certificate as it is now: SIGHUP may have brought another.</summary>
    private static SslServerAuthenticationOptions Handshake(TlsIdentity tls) => new()
    {
        ServerCertificateContext = tls.Options.ServerCertificateContext,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<string> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in new AddressNetworks(proxies).Networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }

    /// <summary>The process's signals are the host's own.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
