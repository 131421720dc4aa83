namespace Parley.Contracts;

/// <summary>An entry that was written among peers, as its author's device signed it. docs/protocol/peer.md, "Entries".</summary>
/// <param name="Encoded">All of it: what is signed, the signature, the body.</param>
/// <param name="Hash">SHA-256 of what is signed, 64 lower-case hexadecimal digits.</param>
/// <param name="Group">The group's id, as <paramref name="Hash"/> is written.</param>
/// <param name="Key">The author's key: X and Y of a point of P-256, 64 bytes.</param>
/// <param name="Device">The author's id, as <paramref name="Hash"/> is written.</param>
/// <param name="Number">1, 2, 3 … in the author's log.</param>
/// <param name="Clock">Its place among all authors' entries.</param>
/// <param name="Written">By the author's clock.</param>
/// <param name="Kind">The numbers of <see cref="EntryKind"/>, and others.</param>
/// <param name="Room">Folded name; null for what two devices say to each other.</param>
/// <param name="ClientId">The sender's own id for it, or null.</param>
public sealed record SignedEntry(
    ReadOnlyMemory<byte> Encoded,
    string Hash,
    string Group,
    ReadOnlyMemory<byte> Key,
    string Device,
    long Number,
    ulong Clock,
    DateTimeOffset Written,
    byte Kind,
    string? Room,
    string? ClientId,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>ECDSA over P-256: r and s, bytes.</summary>
    public const int SignatureBytes = 64;

    /// <summary>The <see cref="Hash"/> of the entry meant, or null.</summary>
    public string? Target { get; init; }

    /// <summary>It is here without its body, which was taken back or is too old: there is nothing to place, but it may have been placed.</summary>
    public bool IsBare { get; init; }

    /// <summary>Bytes of the body, also where that is gone.</summary>
    public required int Length { get; init; }

    /// <summary>How many bytes of <see cref="Encoded"/> are signed; the signature follows them.</summary>
    public required int SignedBytes { get; init; }

    public ReadOnlyMemory<byte> Signed => Encoded[..SignedBytes];

    public ReadOnlyMemory<byte> Signature => Encoded.Slice(SignedBytes, SignatureBytes);
}
