using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using Parley.Gateway.Connections;

namespace Parley.Gateway.WebSockets;

/// <summary>Turns a client's frames into lines: each message is one, whatever its fragments, and gets its CRLF back.</summary>
/// <param name="messages">What the messages may be.</param>
internal sealed class MessageReader(MessageForm messages)
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private int MaxBytes => messages.MaxBytes;

    private Opcode? _open;
    private int _openBytes;

    /// <summary>Lines not consumed yet, and behind them what came of a message in fragments.</summary>
    public InputBuffer Lines { get; } = new();

    /// <summary>Takes one frame, or as much of it as is there.</summary>
    /// <returns>Bytes consumed; 0: the frame is not complete.</returns>
    /// <exception cref="WebSocketFault"/>
    public int Read(ReadOnlySpan<byte> input, out Received received)
    {
        received = default;
        if (!FrameHead.TryRead(input, MaxBytes, out var head))
            return 0;
        var length = head.HeadBytes + head.PayloadBytes;
        if (input.Length < length)
            return 0;
        var masked = input[head.HeadBytes..length];
        if (head.IsControl)
        {
            var payload = new byte[masked.Length];
            head.Unmask(masked, 0, payload);
            received = new(head.Opcode, payload);
        }
        else if (Append(head, masked))
        {
            received = new(Opcode.Text, default);
        }
        return length;
    }

    /// <summary>The code that a close frame gives.</summary>
    /// <exception cref="WebSocketFault">It is none that may be sent, or its reason is no UTF-8.</exception>
    public static int CodeOf(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return CloseCode.NoneGiven;
        if (payload.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(payload) is var code && !CloseCode.IsSendable(code))
            throw new WebSocketFault(CloseCode.ProtocolError, "A code that no close frame may have.");
        return Utf8.IsValid(payload[2..]) ? code : throw new WebSocketFault(CloseCode.NotUtf8, "A reason that is no UTF-8.");
    }

    /// <summary>True when the message is complete.</summary>
    private bool Append(FrameHead head, ReadOnlySpan<byte> masked)
    {
        if ((head.Opcode == Opcode.Continuation) != (_open is not null))
            throw new WebSocketFault(CloseCode.ProtocolError, "A fragment out of order.");
        if (_openBytes + masked.Length > MaxBytes)
            throw new WebSocketFault(CloseCode.TooLong, $"A message of more than {MaxBytes} bytes.");
        if (head.Opcode == Opcode.Binary && messages.AreObjects)
            throw new WebSocketFault(CloseCode.Unsupported, "A binary message where texts are spoken.");
        _open ??= head.Opcode;
        for (var offset = 0; offset < masked.Length;)
        {
            var piece = Room();
            var length = Math.Min(piece.Length, masked.Length - offset);
            head.Unmask(masked.Slice(offset, length), offset, piece);
            // A line's end in a JSON object stands between its parts, where a space means the same.
            if (messages.AreObjects)
                piece[..length].ReplaceAny(LineEnds, (byte)' ');
            Lines.Fill(length);
            offset += length;
        }
        _openBytes += masked.Length;
        if (!head.IsFinal)
            return false;
        if (_open == Opcode.Text && !Utf8.IsValid(Lines.Filled.Span[^_openBytes..]))
            throw new WebSocketFault(CloseCode.NotUtf8, "A text that is no UTF-8.");
        EndLine();
        (_open, _openBytes) = (null, 0);
        return true;
    }

    private void EndLine()
    {
        foreach (var end in "\r\n"u8)
        {
            Room()[0] = end;
            Lines.Fill(1);
        }
    }

    private Span<byte> Room() =>
        Lines.IsFull ? throw new WebSocketFault(CloseCode.TooLong, "More than can wait.") : Lines.Free().Span;

    /// <param name="Opcode">A control frame's, or <see cref="Opcode.Text"/> when a line is complete; 0: neither yet.</param>
    internal readonly record struct Received(Opcode Opcode, ReadOnlyMemory<byte> Payload);
}
