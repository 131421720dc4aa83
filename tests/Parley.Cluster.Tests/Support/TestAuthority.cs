using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Cluster.Tests.Support;

/// <summary>Signs certificates for one test run.</summary>
internal sealed class TestAuthority
{
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string folder, string name = "authority")
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
        File = Write($"{name}.pem", _certificate.ExportCertificatePem());
    }

    /// <summary>PEM.</summary>
    public string File { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public (string CertificateFile, string KeyFile) Issue(string name, bool isServer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = request.Create(_certificate, Now.AddDays(-1), Now.AddDays(20), RandomNumberGenerator.GetBytes(8));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}-key.pem", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string pem)
    {
        var file = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(file, pem + "\n");
        return file;
    }
}
