using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Parley.PeerLoad.Counting;

/// <summary>What came in on the TCP sockets that this process has open: with both ends of every link in it, each byte once.</summary>
/// <param name="Bytes">Of the streams, TLS included.</param>
/// <param name="Segments">Packets, acknowledgements included.</param>
internal readonly partial record struct Traffic(long Bytes, long Segments)
{
    /// <summary>Ethernet, IPv4, TCP with timestamps.</summary>
    private const int HeaderBytes = 14 + 20 + 32;

    private const int Tcp = 6;
    private const int TcpInfo = 11;

    /// <summary>Bytes on an Ethernet.</summary>
    public long OnTheWire => Bytes + (Segments * HeaderBytes);

    public static Traffic operator -(Traffic later, Traffic earlier) => new(later.Bytes - earlier.Bytes, later.Segments - earlier.Segments);

    /// <summary>Of sockets that are open now: between two looks none may close.</summary>
    public static Traffic Look()
    {
        // struct tcp_info of linux/tcp.h: tcpi_bytes_received, tcpi_segs_in.
        const int bytesReceived = 128, segmentsIn = 140, needed = 144;
        var info = new byte[256];
        var (bytes, segments) = (0L, 0L);
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var length = info.Length;
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var handle) || GetOption(handle, Tcp, TcpInfo, ref info[0], ref length) != 0 || length < needed)
                continue;
            bytes += BinaryPrimitives.ReadInt64LittleEndian(info.AsSpan(bytesReceived));
            segments += BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(segmentsIn));
        }
        return new Traffic(bytes, segments);
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(int socket, int level, int option, ref byte value, ref int length);
}
