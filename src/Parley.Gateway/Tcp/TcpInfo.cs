using System.Buffers.Binary;
using System.Net.Sockets;

namespace Parley.Gateway.Tcp;

/// <summary>What Linux knows of a TCP connection: <c>struct tcp_info</c> of linux/tcp.h.</summary>
internal static class TcpInfo
{
    private const int Option = 11;
    private const int RoundTripOffset = 68;
    private const int AcknowledgedOffset = 120;

    /// <summary>The smoothed round trip (<c>tcpi_rtt</c>, microseconds); null for other sockets and systems.</summary>
    public static TimeSpan? RoundTrip(Socket socket)
    {
        Span<byte> info = stackalloc byte[RoundTripOffset + sizeof(uint)];
        return TryRead(socket, info) ? TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[RoundTripOffset..])) : null;
    }

    /// <summary>Bytes that the peer's system has acknowledged (<c>tcpi_bytes_acked</c>, Linux 4.1); null for other systems, 0 for a socket that has gone.</summary>
    public static long? Acknowledged(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<byte> info = stackalloc byte[AcknowledgedOffset + sizeof(ulong)];
        return TryRead(socket, info) ? BinaryPrimitives.ReadInt64LittleEndian(info[AcknowledgedOffset..]) : 0;
    }

    private static bool TryRead(Socket socket, Span<byte> info)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
            return false;
        try
        {
            return socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, Option, info) == info.Length;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
