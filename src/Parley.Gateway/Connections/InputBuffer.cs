using System.Buffers;
using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>Input not consumed yet, contiguous. Rented while there is some, given back when all is consumed; never more than <see cref="MaxBytes"/>.</summary>
internal sealed class InputBuffer
{
    /// <summary>The longest frame of any protocol, its end, and room to see that one is longer.</summary>
    public const int MaxBytes = Limits.FrameBytes + 1024;

    private const int FirstBytes = 4096;

    private byte[]? _bytes;
    private int _start;
    private int _end;

    public bool IsEmpty => _start == _end;

    public bool IsFull => _end - _start == MaxBytes;

    public ReadOnlyMemory<byte> Filled => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Room for at least one byte; not to be asked for when full.</summary>
    public Memory<byte> Free()
    {
        _bytes ??= ArrayPool<byte>.Shared.Rent(FirstBytes);
        var capacity = Math.Min(_bytes.Length, MaxBytes);
        if (_end == capacity)
            MakeRoom(capacity);
        return _bytes.AsMemory(_end, Math.Min(_bytes.Length, MaxBytes) - _end);
    }

    public void Fill(int count) => _end += count;

    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
        if (IsEmpty)
            Release();
    }

    public void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _end) = (null, 0, 0);
    }

    private void MakeRoom(int capacity)
    {
        var filled = Filled.Span;
        if (filled.Length <= capacity / 2 || capacity == MaxBytes)
        {
            filled.CopyTo(_bytes);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(capacity * 4, MaxBytes));
            filled.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes!);
            _bytes = larger;
        }
        (_start, _end) = (0, filled.Length);
    }
}
