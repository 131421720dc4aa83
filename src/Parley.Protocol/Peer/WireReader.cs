using System.Buffers.Binary;
using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>Reads what <see cref="WireWriter"/> wrote. A length is compared with what is there before anything is made of it.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    /// <exception cref="ProtocolException">Less is left. So with every method here, or the bytes are not what they should be.</exception>
    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count > _rest.Length)
            throw Bad("it ends too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public byte U8() => Raw(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16BigEndian(Raw(2));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Raw(8));

    /// <summary>0 and up.</summary>
    public long Long() => U64() is var value and <= long.MaxValue ? (long)value : throw Bad("a number is too great");

    public Digest Digest() => new(Raw(Peer.Digest.Size));

    public PublicKey Key() => new(Raw(PublicKey.Size));

    public string ShortText()
    {
        var text = Raw(U8());
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text is not UTF-8");
        }
    }

    public readonly void End()
    {
        if (!IsAtEnd)
            throw Bad("something follows its end");
    }

    public static ProtocolException Bad(string what) => new(ErrorCode.BadFrame, $"Bytes of a peer can't be read: {what}.");
}
