using System.Security.Cryptography;

namespace Parley.Core.Peers;

/// <summary>Devices' keys: points of P-256.</summary>
internal static class Keys
{
    private const int Half = 32;

    /// <summary>X and Y, 64 bytes.</summary>
    public static byte[] PointOf(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Q is { X: { } x, Y: { } y } ? [.. x, .. y] : throw new CryptographicException("A key without a point.");

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, 64 hexadecimal digits.</summary>
    public static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>Null for bytes that are no point of the curve.</summary>
    public static ECDsa? TryOpen(ReadOnlySpan<byte> point)
    {
        if (point.Length != 2 * Half)
            return null;
        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[..Half].ToArray(), Y = point[Half..].ToArray() } });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static bool Holds(ECDsa key, ReadOnlySpan<byte> said, ReadOnlySpan<byte> signature) =>
        key.VerifyData(said, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
