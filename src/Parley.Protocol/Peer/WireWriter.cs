using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Parley.Protocol.Peer;

/// <summary>Numbers big-endian, one after another.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), checked((ushort)value));

    public void U32(int value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), checked((uint)value));

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Put(Digest digest) => digest.CopyTo(Take(Digest.Size));

    /// <summary>UTF-8 behind its length in one byte.</summary>
    public void ShortText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        U8(checked((byte)length));
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    private Span<byte> Take(int count)
    {
        var span = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return span;
    }
}
