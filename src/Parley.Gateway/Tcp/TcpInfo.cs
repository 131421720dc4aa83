using System.Buffers.Binary;
using System.Net.Sockets;

namespace Parley.Gateway.Tcp;

/// <summary>What Linux knows of a TCP connection: <c>struct tcp_info</c> of linux/tcp.h.</summary>
internal static class TcpInfo
{
    private const int Option = 11;
    private const int RoundTripOffset = 68;

    /// <summary>The smoothed round trip (<c>tcpi_rtt</c>, microseconds); null for other sockets and systems.</summary>
    public static TimeSpan? RoundTrip(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
            return null;
        try
        {
            Span<byte> info = stackalloc byte[104];
            var length = socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, Option, info);
            return length < RoundTripOffset + sizeof(uint) ? null : TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[RoundTripOffset..]));
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
