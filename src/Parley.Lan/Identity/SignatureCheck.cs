using System.Security.Cryptography;
using Parley.Protocol.Peer;

namespace Parley.Lan.Identity;

/// <summary>Checks signatures of one key. One caller at a time.</summary>
internal sealed class SignatureCheck : IDisposable
{
    private readonly ECDsa? _key;

    public SignatureCheck(PublicKey key)
    {
        try
        {
            var point = new ECPoint { X = key.Point[..32].ToArray(), Y = key.Point[32..].ToArray() };
            _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        }
        catch (CryptographicException)
        {
            // Not on the curve: nothing is signed by it.
        }
    }

    public static bool Holds(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var check = new SignatureCheck(key);
        return check.Holds(data, signature);
    }

    public bool Holds(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        _key is not null && _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _key?.Dispose();
}
