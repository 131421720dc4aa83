using System.Net.Sockets;
using System.Security.Authentication;
using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>What an exception of the transport says about the end of a connection.</summary>
internal static class Faults
{
    public static bool IsOfTheTransport(Exception e) => e is SocketException or IOException or ObjectDisposedException or AuthenticationException;

    /// <param name="outputWaits">The kernel gives up on a peer that takes nothing (RFC 5482) at about the time that the sweep does.</param>
    public static CloseReason ReasonFor(Exception e, bool outputWaits) => e switch
    {
        AuthenticationException => CloseReason.ProtocolError,
        // What SslStream says of bytes that are no TLS.
        IOException { InnerException: not (null or SocketException or ObjectDisposedException) } => CloseReason.ProtocolError,
        _ when outputWaits && SocketErrorOf(e) == SocketError.TimedOut => CloseReason.Stalled,
        _ => CloseReason.PeerLost,
    };

    private static SocketError? SocketErrorOf(Exception e) => ((e as SocketException) ?? (e.InnerException as SocketException))?.SocketErrorCode;
}
