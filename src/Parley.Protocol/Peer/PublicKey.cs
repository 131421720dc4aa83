namespace Parley.Protocol.Peer;

/// <summary>A device's public key: a point of P-256, X and Y, 32 bytes each, big-endian. Nothing says yet that it is on the curve.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    public const int Size = 64;

    /// <summary>What stands before X in the SubjectPublicKeyInfo of every P-256 key (RFC 5480), with the mark of an uncompressed point.</summary>
    private static ReadOnlySpan<byte> SpkiPrefix =>
        [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04];

    private readonly byte[] _point;

    /// <param name="point"><see cref="Size"/> bytes.</param>
    public PublicKey(ReadOnlySpan<byte> point)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, Size, nameof(point));
        _point = point.ToArray();
        Id = new DeviceId(Digest.Of([.. SpkiPrefix, .. point]));
    }

    public DeviceId Id { get; }

    public ReadOnlySpan<byte> Point => _point;

    /// <summary>DER, as in a certificate.</summary>
    public byte[] ToSpki() => [.. SpkiPrefix, .. _point];

    public static bool TryFromSpki(ReadOnlySpan<byte> spki, out PublicKey? key)
    {
        key = spki.Length == SpkiPrefix.Length + Size && spki.StartsWith(SpkiPrefix) ? new PublicKey(spki[SpkiPrefix.Length..]) : null;
        return key is not null;
    }

    public bool Equals(PublicKey? other) => other is not null && Id == other.Id;

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => Id.GetHashCode();
}
