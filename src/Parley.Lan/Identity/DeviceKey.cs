using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.Identity;

/// <summary>This device: a P-256 key that signs its entries and announcements and is the key of its TLS certificate.</summary>
public sealed class DeviceKey : IDisposable
{
    public const string FileName = "device-key.pem";

    private const int CertificateYears = 10;

    private readonly Lock _lock = new();
    private readonly ECDsa _key;

    private DeviceKey(ECDsa key)
    {
        _key = key;
        Public = PublicKey.TryFromSpki(key.ExportSubjectPublicKeyInfo(), out var point) ? point! : throw new CryptographicException("A P-256 key without an uncompressed point.");
    }

    public PublicKey Public { get; }

    public DeviceId Id => Public.Id;

    /// <summary>A key that is nowhere else.</summary>
    public static DeviceKey New() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key in PEM (PKCS 8), for tests against samples.</summary>
    internal static DeviceKey Parse(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new DeviceKey(key);
    }

    /// <summary>The folder's key; made at the first start, readable by its owner only.</summary>
    /// <exception cref="DeviceKeyException">It can't be read or written, others may read it, or it is no P-256 key.</exception>
    public static DeviceKey LoadOrCreate(string folder) => new(DeviceKeyFile.LoadOrCreate(Path.Combine(folder, FileName)));

    /// <returns>ECDSA with SHA-256, r and s (IEEE P1363), 64 bytes.</returns>
    public byte[] Sign(byte[] data)
    {
        lock (_lock)
            return _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <returns>What this key and another's have in common (ECDH): the X coordinate, 32 bytes.</returns>
    /// <exception cref="CryptographicException">The other is no point of the curve.</exception>
    public byte[] Agree(PublicKey other)
    {
        ECParameters own;
        lock (_lock)
            own = _key.ExportParameters(includePrivateParameters: true);
        using var here = ECDiffieHellman.Create(own);
        using var there = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = other.Point[..32].ToArray(), Y = other.Point[32..].ToArray() } });
        using var point = there.PublicKey;
        return here.DeriveRawSecretAgreement(point);
    }

    /// <summary>Self-signed; made anew at each start, because only its key counts.</summary>
    public X509Certificate2 Certificate(TimeProvider time)
    {
        var request = new CertificateRequest("CN=parley", _key, HashAlgorithmName.SHA256);
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(CertificateYears));
        // Windows' TLS can't use a key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose() => _key.Dispose();
}
