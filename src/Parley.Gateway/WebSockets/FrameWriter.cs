using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Parley.Gateway.WebSockets;

/// <summary>The server's frames: whole and without a mask (RFC 6455, 5.1).</summary>
internal static class FrameWriter
{
    private const int MaxHeadBytes = 10;

    /// <summary>One message for each line, without the line's end; empty lines are left out.</summary>
    public static ReadOnlyMemory<byte> Lines(ReadOnlySpan<byte> lines, bool binary)
    {
        var frames = new ArrayBufferWriter<byte>(lines.Length + MaxHeadBytes);
        WriteLines(frames, lines, binary);
        return frames.WrittenMemory;
    }

    /// <summary>Last lines, and the end.</summary>
    public static ReadOnlyMemory<byte> LinesAndClose(ReadOnlySpan<byte> lines, bool binary, int code)
    {
        var frames = new ArrayBufferWriter<byte>(lines.Length + (2 * MaxHeadBytes));
        WriteLines(frames, lines, binary);
        WriteClose(frames, code);
        return frames.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> payload)
    {
        var frame = new ArrayBufferWriter<byte>(payload.Length + MaxHeadBytes);
        Write(frame, Opcode.Pong, payload);
        return frame.WrittenMemory;
    }

    private static void WriteLines(ArrayBufferWriter<byte> frames, ReadOnlySpan<byte> lines, bool binary)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty)
                continue;
            if (binary)
                Write(frames, Opcode.Binary, line);
            else if (Utf8.IsValid(line))
                Write(frames, Opcode.Text, line);
            else
                Write(frames, Opcode.Text, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line)));
        }
    }

    private static void WriteClose(ArrayBufferWriter<byte> frames, int code)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Write(frames, Opcode.Close, code == CloseCode.NoneGiven ? default : payload);
    }

    private static void Write(ArrayBufferWriter<byte> frames, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var head = frames.GetSpan(MaxHeadBytes);
        head[0] = (byte)(0x80 | (int)opcode);
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
            frames.Advance(2);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
            frames.Advance(4);
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
            frames.Advance(MaxHeadBytes);
        }
        frames.Write(payload);
    }
}
