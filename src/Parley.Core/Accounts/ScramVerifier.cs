namespace Parley.Core.Accounts;

/// <summary>The one stored form of a password: SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677). It serves SCRAM and plain logins.</summary>
/// <param name="Salt">16 bytes.</param>
/// <param name="StoredKey">SHA-256 of the client key, 32 bytes.</param>
/// <param name="ServerKey">32 bytes.</param>
public sealed record ScramVerifier(ReadOnlyMemory<byte> Salt, int Iterations, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey)
{
    /// <summary>By its bytes: two of the same password differ in their salt.</summary>
    public bool IsSameAs(ScramVerifier other) => Salt.Span.SequenceEqual(other.Salt.Span) && StoredKey.Span.SequenceEqual(other.StoredKey.Span);
}
