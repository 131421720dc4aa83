namespace Parley.Gateway.Connections;

/// <summary>A place in an array of frames being sent. Used by one thread at a time: the shard's, or the send that it waits for.</summary>
internal struct FrameCursor
{
    private Frame[]? _frames;
    private int _count;
    private int _index;
    private int _offset;

    public readonly bool IsEmpty => _frames is null;

    public void Load(Frame[] frames, int count, Outflow flow)
    {
        (_frames, _count, _index, _offset) = (frames, count, 0, 0);
        Advance(0, flow);
    }

    /// <summary>The next bytes to send: a large or lone frame as it is, small ones copied together.</summary>
    public readonly ReadOnlySpan<byte> Peek(Span<byte> staging)
    {
        var first = _frames![_index].Bytes.Span[_offset..];
        return _index + 1 == _count || first.Length >= staging.Length / 2 ? first : staging[..Gather(staging)];
    }

    /// <summary>Copies as many bytes as are there or fit.</summary>
    public readonly int Gather(Span<byte> target)
    {
        var copied = 0;
        var offset = _offset;
        for (var i = _index; i < _count && copied < target.Length; i++, offset = 0)
        {
            var rest = _frames![i].Bytes.Span[offset..];
            if (rest.Length > target.Length - copied)
                rest = rest[..(target.Length - copied)];
            rest.CopyTo(target[copied..]);
            copied += rest.Length;
        }
        return copied;
    }

    /// <summary>Moves past bytes that were sent, and tells the flow who asked about a frame of which that was the last.</summary>
    public void Advance(int bytes, Outflow flow)
    {
        while (_index < _count)
        {
            ref readonly var frame = ref _frames![_index];
            var rest = frame.Bytes.Length - _offset;
            if (bytes < rest)
            {
                _offset += bytes;
                return;
            }
            bytes -= rest;
            _offset = 0;
            _index++;
            if (frame.Arrived is { } arrived)
                flow.Ask(arrived);
        }
        Drop();
    }

    public void Drop()
    {
        if (_frames is not null)
            Outbox.Return(_frames, _count);
        _frames = null;
    }
}
