using System.Net;
using Parley.Gateway.Connections;
using Parley.Gateway.Tls;

namespace Parley.Gateway.Tcp;

/// <summary>Where to listen and what to speak there.</summary>
/// <param name="EndPoint">An address and port (port 0: the operating system chooses one), or a Unix socket's path. The IPv6 wildcard listens on IPv4 too.</param>
/// <param name="Handler">Makes the handler of an accepted connection, after its TLS handshake.</param>
public sealed record ListenerOptions(EndPoint EndPoint, Func<IConnection, IConnectionHandler> Handler)
{
    /// <summary>Null for plain text.</summary>
    public TlsIdentity? Tls { get; init; }

    /// <summary>A TLS client is asked for a certificate; it may have none, and any will do.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>Peers whose connections may begin with a header of the PROXY protocol; null: none.</summary>
    public AddressNetworks? Proxies { get; init; }

    /// <summary>Who may connect to a Unix socket; the owner alone by default.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Sent, on a plain listener, to a connection that is refused because there are too many.</summary>
    public ReadOnlyMemory<byte> TooManyConnections { get; init; }
}
