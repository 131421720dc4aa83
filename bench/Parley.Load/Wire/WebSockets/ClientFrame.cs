using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Load.Wire.WebSockets;

/// <summary>Frames as clients send them: whole and masked (RFC 6455, 5.2 and 5.3).</summary>
internal static class ClientFrame
{
    private const int MaxHeadBytes = 14;
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    public static void Write(IBufferWriter<byte> output, Opcode opcode, ReadOnlySpan<byte> payload, uint mask)
    {
        var frame = output.GetSpan(MaxHeadBytes + payload.Length);
        frame[0] = (byte)(Final | (int)opcode);
        var length = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            frame[1] = Masked | 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)payload.Length);
            length = 10;
        }
        MemoryMarshal.Write(frame[length..], mask);
        length += sizeof(uint);
        Mask(payload, mask, frame.Slice(length, payload.Length));
        output.Advance(length + payload.Length);
    }

    /// <summary>Masks and unmasks, eight bytes at a time.</summary>
    /// <param name="mask">Its bytes as they lie in memory.</param>
    public static void Mask(ReadOnlySpan<byte> payload, uint mask, Span<byte> target)
    {
        var wide = mask | ((ulong)mask << 32);
        var from = MemoryMarshal.Cast<byte, ulong>(payload);
        var to = MemoryMarshal.Cast<byte, ulong>(target);
        for (var i = 0; i < from.Length; i++)
            to[i] = from[i] ^ wide;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(bytes, mask);
        for (var i = from.Length * sizeof(ulong); i < payload.Length; i++)
            target[i] = (byte)(payload[i] ^ bytes[i & 3]);
    }
}
