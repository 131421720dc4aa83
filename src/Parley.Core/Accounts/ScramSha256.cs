using System.Security.Cryptography;
using System.Text;
using Parley.Contracts.Unicode;

namespace Parley.Core.Accounts;

/// <summary>The keys of SCRAM-SHA-256: RFC 5802 section 3 with RFC 7677's hash.</summary>
/// <remarks>Passwords are brought to NFC, so that the same keys pressed on two systems are the same password.</remarks>
public static class ScramSha256
{
    public const int DefaultIterations = 600_000;

    /// <summary>RFC 7677's minimum; for tests only.</summary>
    public const int CheapestIterations = 4096;

    public const int SaltBytes = 16;

    /// <summary>The stored form of a new password. Takes about 0.2 s of one core with the default iterations.</summary>
    public static ScramVerifier CreateVerifier(string password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Derive(password, salt, iterations);
    }

    /// <summary>Whether <paramref name="password"/> is the one the verifier was made of; as slow as making one, whatever the answer.</summary>
    public static bool Verify(string password, ScramVerifier verifier)
    {
        var derived = Derive(password, verifier.Salt.Span, verifier.Iterations);
        return CryptographicOperations.FixedTimeEquals(derived.StoredKey.Span, verifier.StoredKey.Span);
    }

    private static ScramVerifier Derive(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Normalization.ToNfc(password)), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return new ScramVerifier(salt.ToArray(), iterations, SHA256.HashData(clientKey), serverKey);
    }
}
