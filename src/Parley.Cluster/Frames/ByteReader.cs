using System.Text;
using Parley.Contracts;

namespace Parley.Cluster.Frames;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Trusts nothing: a length is compared with what is there before anything is allocated.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <exception cref="ProtocolException">Nothing is left. Every other method throws it too when the bytes are not what they should be.</exception>
    public byte Byte() => Raw(1)[0];

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count > _rest.Length)
            throw Bad("it ends too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            // The tenth byte has room for one bit.
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Bad("a number is too long");
    }

    /// <summary>0 and up.</summary>
    public long Long() => Number() is var value and <= long.MaxValue ? (long)value : throw Bad("a number is too great");

    public long Signed() => Number() is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

    public ReadOnlySpan<byte> Bytes() => Raw(Length());

    public string Text()
    {
        var text = Bytes();
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is not UTF-8");
        }
    }

    public DateTimeOffset Time() => Signed() is var ms && ms >= MinTime && ms <= MaxTime ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : throw Bad("a time is out of range");

    public static ProtocolException Bad(string what) => new(ErrorCode.BadFrame, $"A frame between nodes can't be read: {what}.");

    private static readonly long MinTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private int Length() => Number() is var length && length <= (ulong)_rest.Length ? (int)length : throw Bad("a length is beyond its end");
}
