using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Gateway.Tls;

/// <summary>The certificate that TLS listeners show, and its key. Reloading changes what new connections see; those that exist go on.</summary>
public sealed class TlsIdentity
{
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private Shown _shown;

    /// <exception cref="CertificateException">A file can't be used; the message says which and why.</exception>
    public TlsIdentity(string certificateFile, string keyFile)
    {
        (_certificateFile, _keyFile) = (certificateFile, keyFile);
        _shown = Load(certificateFile, keyFile);
    }

    /// <summary>SHA-256 of the certificate, as <c>openssl x509 -fingerprint -sha256</c> prints it: pairs of hexadecimal digits with colons between.</summary>
    public string Fingerprint => Volatile.Read(ref _shown).Fingerprint;

    public DateTimeOffset ValidUntil => Volatile.Read(ref _shown).ValidUntil;

    internal SslServerAuthenticationOptions Options => Volatile.Read(ref _shown).Options;

    /// <summary>Reads the files again; when that fails the old certificate stays.</summary>
    /// <exception cref="CertificateException"/>
    public void Reload() => Volatile.Write(ref _shown, Load(_certificateFile, _keyFile));

    private static Shown Load(string certificateFile, string keyFile)
    {
        var (certificate, chain) = CertificateFiles.Read(certificateFile, keyFile);
        var options = new SslServerAuthenticationOptions
        {
            // Offline: a handshake must not wait for somebody else's server.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        };
        var fingerprint = Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return new Shown(options, string.Join(':', fingerprint.Chunk(2).Select(pair => new string(pair))), new DateTimeOffset(certificate.NotAfter));
    }

    private sealed record Shown(SslServerAuthenticationOptions Options, string Fingerprint, DateTimeOffset ValidUntil);
}
