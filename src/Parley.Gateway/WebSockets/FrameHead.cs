using System.Buffers.Binary;

namespace Parley.Gateway.WebSockets;

/// <summary>The head of a client's frame: RFC 6455 section 5.2.</summary>
/// <param name="HeadBytes">Bytes of the head; the payload follows.</param>
/// <param name="Mask">As the four bytes stand in the head.</param>
internal readonly record struct FrameHead(Opcode Opcode, bool IsFinal, int HeadBytes, int PayloadBytes, uint Mask)
{
    private const int MaxControlBytes = 125;

    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>False: the head is not complete yet.</summary>
    /// <exception cref="WebSocketFault">Also for a payload of more than <paramref name="maxBytes"/>, before it comes.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, int maxBytes, out FrameHead head)
    {
        head = default;
        if (input.Length < 2)
            return false;
        var opcode = (Opcode)(input[0] & 0x0f);
        var final = (input[0] & 0x80) != 0;
        var length = (ulong)(input[1] & 0x7f);
        if ((input[0] & 0x70) != 0 || !Enum.IsDefined(opcode))
            throw new WebSocketFault(CloseCode.ProtocolError, "An extension or opcode that was not agreed on.");
        if ((input[1] & 0x80) == 0)
            throw new WebSocketFault(CloseCode.ProtocolError, "A frame without a mask.");
        if (opcode >= Opcode.Close && (!final || length > MaxControlBytes))
            throw new WebSocketFault(CloseCode.ProtocolError, "A control frame that is long or in pieces.");

        var extended = length switch { 126 => 2, 127 => 8, _ => 0 };
        var headBytes = 2 + extended + 4;
        if (input.Length < headBytes)
            return false;
        length = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
            8 => BinaryPrimitives.ReadUInt64BigEndian(input[2..]),
            _ => length,
        };
        if (length > (ulong)maxBytes)
            throw new WebSocketFault(CloseCode.TooLong, $"A message of more than {maxBytes} bytes.");
        head = new(opcode, final, headBytes, (int)length, BinaryPrimitives.ReadUInt32BigEndian(input[(2 + extended)..]));
        return true;
    }

    /// <summary>Copies payload, unmasked (RFC 6455, 5.3).</summary>
    /// <param name="offset">Of <paramref name="masked"/> in the payload.</param>
    public void Unmask(ReadOnlySpan<byte> masked, int offset, Span<byte> target)
    {
        Span<byte> mask = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, Mask);
        for (var i = 0; i < masked.Length; i++)
            target[i] = (byte)(masked[i] ^ mask[(offset + i) & 3]);
    }
}
