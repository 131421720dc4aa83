using System.Buffers;

namespace Parley.Load.Wire.WebSockets;

/// <summary>Lines as text messages, one each, without the LF: the client's side of RFC 6455.</summary>
/// <remarks>What is written before the server has agreed waits here for it.</remarks>
internal sealed class WebSocketLines : ILineCodec, IBufferWriter<byte>
{
    private readonly Func<IBufferWriter<byte>> _output;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _fragments = new();
    private bool _open;
    private bool _inFragments;
    private uint _mask = 1;

    /// <param name="request">Of the handshake; sent at once.</param>
    /// <param name="output">Where the bytes go; asked each time.</param>
    public WebSocketLines(ReadOnlySpan<byte> request, Func<IBufferWriter<byte>> output)
    {
        _output = output;
        output().Write(request);
    }

    public IBufferWriter<byte> Lines => this;

    public void Advance(int count)
    {
        _lines.Advance(count);
        if (_open)
            Send();
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _lines.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _lines.GetSpan(sizeHint);

    public bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (!_open && !TryOpen(ref input))
            return false;
        while (ServerFrame.TryRead(input, out var frame))
        {
            var payload = input.Slice(frame.HeadBytes, frame.PayloadBytes);
            input = input[(frame.HeadBytes + frame.PayloadBytes)..];
            if (frame.IsControl)
                Answer(frame.Opcode, payload);
            else if (Completes(frame, payload, out line))
                return true;
        }
        return false;
    }

    private bool TryOpen(ref ReadOnlySpan<byte> input)
    {
        _open = Handshake.TryRead(ref input);
        if (_open)
            Send();
        return _open;
    }

    /// <summary>A message that is whole lies in the input and is not copied.</summary>
    private bool Completes(ServerFrame frame, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> line)
    {
        if (frame.Opcode == Opcode.Binary || (frame.Opcode == Opcode.Continuation) != _inFragments)
            throw new InvalidDataException($"{frame.Opcode} out of place");
        line = payload;
        if (frame.IsFinal && !_inFragments)
            return true;
        if (!_inFragments)
            _fragments.ResetWrittenCount();
        _fragments.Write(payload);
        _inFragments = !frame.IsFinal;
        line = _fragments.WrittenSpan;
        return frame.IsFinal;
    }

    /// <summary>The answer to a close is the same; the server then closes the connection.</summary>
    private void Answer(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (opcode == Opcode.Ping)
            Write(Opcode.Pong, payload);
        else if (opcode == Opcode.Close)
            Write(Opcode.Close, payload);
    }

    private void Send()
    {
        var lines = _lines.WrittenSpan;
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            Write(Opcode.Text, lines[..end]);
            lines = lines[(end + 1)..];
        }
        var rest = lines.ToArray();
        _lines.ResetWrittenCount();
        _lines.Write(rest);
    }

    /// <summary>Masks differ from frame to frame; nobody between here and the server is to be kept from guessing them.</summary>
    private void Write(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        _mask = (_mask * 1_664_525) + 1_013_904_223;
        ClientFrame.Write(_output(), opcode, payload, _mask);
    }
}
