using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>"I am here", in one datagram. docs/protocol/peer.md, "Announcements".</summary>
public sealed class Announcement
{
    public const int Size = 4 + Digest.Size + PublicKey.Size + 2 + 8 + PeerLimits.SignatureBytes;

    private readonly byte[] _encoded;

    private Announcement(byte[] encoded)
    {
        _encoded = encoded;
        var reader = new WireReader(Signed);
        if (!reader.Raw(Mark.Length).SequenceEqual(Mark))
            throw WireReader.Bad("no announcement, or one of another version");
        Group = reader.Digest();
        Key = reader.Key();
        Port = (ushort)reader.U16();
        Sent = reader.Long();
        if (Port == 0)
            throw WireReader.Bad("an address without a port");
    }

    private static ReadOnlySpan<byte> Mark => "PLY\x01"u8;

    public Digest Group { get; }

    public PublicKey Key { get; }

    /// <summary>Where it takes connections, at the address that the datagram came from.</summary>
    public ushort Port { get; }

    /// <summary>By the sender's clock, Unix milliseconds.</summary>
    public long Sent { get; }

    public ReadOnlyMemory<byte> Encoded => _encoded;

    public ReadOnlySpan<byte> Signed => _encoded.AsSpan(..^PeerLimits.SignatureBytes);

    public ReadOnlySpan<byte> Signature => _encoded.AsSpan(^PeerLimits.SignatureBytes..);

    public static Announcement Make(Digest group, PublicKey key, ushort port, long sent, Func<byte[], byte[]> sign)
    {
        var writer = new WireWriter();
        writer.Raw(Mark);
        writer.Put(group);
        writer.Raw(key.Point);
        writer.U16(port);
        writer.U64((ulong)sent);
        var signed = writer.Written.ToArray();
        return new Announcement([.. signed, .. sign(signed)]);
    }

    /// <summary>The signature is not looked at.</summary>
    /// <exception cref="ProtocolException">Something else.</exception>
    public static Announcement Parse(ReadOnlySpan<byte> bytes) => bytes.Length == Size ? new Announcement(bytes.ToArray()) : throw WireReader.Bad("no announcement");
}
