using System.Text;

namespace Parley.Cluster.Frames;

/// <summary>Bytes one after another: numbers as varints of 7 bits a byte, lowest first; text and bytes behind their length.</summary>
internal sealed class ByteWriter
{
    private const int LongestVarint = 10;

    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Number(ulong value)
    {
        Reserve(LongestVarint);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _buffer[Length++] = (byte)value;
    }

    public void Number(long value) => Number((ulong)value);

    /// <summary>A number that may be negative, and is mostly near zero (zigzag).</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((ulong)bytes.Length);
        Raw(bytes);
    }

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(text, Room(length));
    }

    private Span<byte> Room(int count)
    {
        Reserve(count);
        var room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
    }
}
