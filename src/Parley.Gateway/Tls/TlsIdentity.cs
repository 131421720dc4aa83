using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The same, and the client is asked for a certificate. None will do, and so will any: it proves that its owner has the key, which is all that a fingerprint needs.</summary>
    internal SslServerAuthenticationOptions AskingOptions => Volatile.Read(ref _shown).AskingOptions;

    /// <summary>Reads the files again; when that fails the old certificate stays.</summary>
    /// <exception cref="CertificateException"/>
    public void Reload() => Volatile.Write(ref _shown, Load(_certificateFile, _keyFile));

    private static Shown Load(string certificateFile, string keyFile)
    {
        var (certificate, chain) = CertificateFiles.Read(certificateFile, keyFile);
        // Offline: a handshake must not wait for somebody else's server.
        var context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        var fingerprint = Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return new Shown(ShownBy(context), AskingBy(context), string.Join(':', fingerprint.Chunk(2).Select(pair => new string(pair))), new DateTimeOffset(certificate.NotAfter));
    }

    private static SslServerAuthenticationOptions ShownBy(SslStreamCertificateContext context) => new()
    {
        ServerCertificateContext = context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
    };

    [SuppressMessage("Security", "CA5359", Justification = "It is the client's certificate, not a server's: only its fingerprint counts, which an account names or not.")]
    private static SslServerAuthenticationOptions AskingBy(SslStreamCertificateContext context)
    {
        var options = ShownBy(context);
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        return options;
    }

    private sealed record Shown(SslServerAuthenticationOptions Options, SslServerAuthenticationOptions AskingOptions, string Fingerprint, DateTimeOffset ValidUntil);
}
