using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Gateway.Http;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;
using Parley.Host.Options;
using Parley.Host.Start;

namespace Parley.Host.Serve;

/// <summary>Opens the listeners that were asked for, or the default ones.</summary>
/// <param name="spoken">What each kind of listener speaks.</param>
/// <param name="tls">Needed by TLS listeners only.</param>
/// <param name="proxies">Peers of the IRC listeners that may speak the PROXY protocol; null: none.</param>
/// <param name="web">Called for the first listener of HTTP: nothing of the web server is loaded where there is none.</param>
internal sealed class Listeners(SocketGateway gateway, Func<ListenerKind, Spoken> spoken, TlsIdentity? tls, AddressNetworks? proxies, Func<WebDoor> web, ILogger<Listeners> logger)
{
    /// <summary>Ports tried for a default listener whose own port is taken.</summary>
    private const int PortsTried = 100;

    private readonly List<BoundListener> _bound = [];
    private readonly List<MovedListener> _moved = [];

    public IReadOnlyList<BoundListener> Bound => _bound;

    /// <summary>Default listeners that are not where they normally are.</summary>
    public IReadOnlyList<MovedListener> Moved => _moved;

    /// <exception cref="RefusedStartException">A named place can't be had.</exception>
    public void Open(ListenRequest request)
    {
        try
        {
            var endPoint = request is { Named: false, EndPoint: IPEndPoint normally } ? ListenNear(request, normally) : Listen(request, request.EndPoint);
            _bound.Add(new(request.Kind, request.Name, endPoint));
        }
        catch (ListenException e) when (request is { Named: false, Kind: ListenerKind.Unix })
        {
            // The directory may be on a file system without sockets; chat goes on without this door.
            logger.NotOpened(request.Name, e.Message);
        }
        catch (ListenException e)
        {
            throw new RefusedStartException($"listen.{request.Name}: \"{request.EndPoint}\": {e.Message} Accepted: an address of this machine with a free port");
        }
    }

    private EndPoint ListenNear(ListenRequest request, IPEndPoint normally)
    {
        for (var port = normally.Port; ; port++)
        {
            try
            {
                var endPoint = Listen(request, new IPEndPoint(normally.Address, port));
                if (port != normally.Port)
                {
                    _moved.Add(new(request.Name, normally.Port, port));
                    logger.Moved(request.Name, normally.Port, port);
                }
                return endPoint;
            }
            catch (ListenException e) when (e.IsTaken && port < normally.Port + PortsTried)
            {
                logger.Taken(request.Name, port);
            }
        }
    }

    private EndPoint Listen(ListenRequest request, EndPoint endPoint)
    {
        if (request.Kind.IsWeb())
            return web().Bind((IPEndPoint)endPoint, request.Kind.IsTls() ? tls : null, onlyImServer: request.Kind == ListenerKind.ImServer);
        var (handler, tooMany) = spoken(request.Kind);
        var options = new ListenerOptions(endPoint, handler)
        {
            Tls = request.Kind.IsTls() ? tls : null,
            TooManyConnections = tooMany,
            // Not for browsers, which would put the question to people.
            AsksForCertificate = request.Kind == ListenerKind.IrcTls,
            Proxies = request.Kind.IsIrc() ? proxies : null,
        };
        return gateway.Listen(options).EndPoint;
    }
}

internal static partial class ListenersLog
{
    [LoggerMessage(1301, LogLevel.Warning, "Listener {Name} is on port {Port}, as its default port {DefaultPort} is taken")]
    public static partial void Moved(this ILogger logger, string name, int defaultPort, int port);

    [LoggerMessage(1302, LogLevel.Debug, "Listener {Name}: port {Port} is taken")]
    public static partial void Taken(this ILogger logger, string name, int port);

    [LoggerMessage(1303, LogLevel.Warning, "Listener {Name} is not open: {Problem}")]
    public static partial void NotOpened(this ILogger logger, string name, string problem);
}
