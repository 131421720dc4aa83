using System.Buffers.Binary;

namespace Parley.Load.Wire.WebSockets;

/// <summary>A frame as servers send it, without a mask: RFC 6455, section 5.2.</summary>
/// <param name="HeadBytes">2, 4 or 10; the payload follows.</param>
internal readonly record struct ServerFrame(Opcode Opcode, bool IsFinal, int HeadBytes, int PayloadBytes)
{
    /// <summary>More than any frame of the protocol has, and less than a link reads at once.</summary>
    public const int MaxPayloadBytes = 128 * 1024;

    private const int MaxControlBytes = 125;

    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>False when the frame is not complete.</summary>
    /// <exception cref="InvalidDataException"/>
    public static bool TryRead(ReadOnlySpan<byte> input, out ServerFrame frame)
    {
        frame = default;
        if (input.Length < 2)
            return false;
        var (opcode, final, shortLength) = ((Opcode)(input[0] & 0x0f), (input[0] & 0x80) != 0, input[1] & 0x7f);
        if ((input[0] & 0x70) != 0 || !Enum.IsDefined(opcode) || (input[1] & 0x80) != 0)
            throw new InvalidDataException($"a frame with a mask, an extension or an unknown opcode: {input[0]:x2} {input[1]:x2}");
        var headBytes = shortLength switch { 126 => 4, 127 => 10, _ => 2 };
        if (input.Length < headBytes)
            return false;
        var length = shortLength switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(input[2..]),
            _ => (ulong)shortLength,
        };
        frame = new(opcode, final, headBytes, (int)Math.Min(length, int.MaxValue));
        if (length > MaxPayloadBytes || (frame.IsControl && (length > MaxControlBytes || !final)))
            throw new InvalidDataException($"a frame of {length} bytes, opcode {opcode}, {(final ? "whole" : "in pieces")}");
        return input.Length - headBytes >= frame.PayloadBytes;
    }
}
