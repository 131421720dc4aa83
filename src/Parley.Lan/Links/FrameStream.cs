using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Frames off a stream, one after another. One reader.</summary>
internal sealed class FrameStream(Stream stream)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes of all frames so far.</summary>
    public long Read { get; private set; }

    /// <exception cref="EndOfStreamException">The other side has closed.</exception>
    /// <exception cref="ProtocolException">What came is no frame.</exception>
    public async ValueTask<PeerFrame> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (PeerFrames.TryRead(_buffer.AsSpan(_start, _end - _start), out var consumed, out var frame))
            {
                _start += consumed;
                Read += consumed;
                return frame!;
            }
            MakeRoom();
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (count == 0)
                throw new EndOfStreamException();
            _end += count;
        }
    }

    /// <summary>A whole frame fits in the end: TryRead refuses longer ones when it sees their length.</summary>
    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, PeerFrames.HeaderBytes + PeerLimits.FrameBytes);
    }
}
