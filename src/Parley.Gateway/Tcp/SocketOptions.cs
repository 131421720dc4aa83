using System.Net.Sockets;

namespace Parley.Gateway.Tcp;

/// <summary>What a listening TCP socket passes on to the sockets it accepts, so that accepting costs no system calls for it. Linux does this for all of them; elsewhere they are set again.</summary>
internal static class SocketOptions
{
    // linux/tcp.h. RFC 5482: unacknowledged output older than this breaks the connection.
    private const int TcpUserTimeout = 18;

    /// <param name="stallSeconds">A peer that vanished without FIN or RST is noticed within this time, on a silent link too.</param>
    public static void Apply(Socket socket, int stallSeconds)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        const int probes = 3;
        var interval = Math.Max(1, stallSeconds / (2 * probes));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, stallSeconds - (probes * interval)));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, interval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, probes);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(stallSeconds * 1000));
    }
}
