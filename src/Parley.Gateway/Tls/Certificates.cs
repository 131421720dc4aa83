using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Parley.Gateway.Tls;

/// <summary>The self-signed certificate that a server makes for itself at its first start. Clients pin it, so it lives long and is never replaced by itself.</summary>
public static class Certificates
{
    public const string CertificateFile = "tls-cert.pem";
    public const string KeyFile = "tls-key.pem";

    private const int Years = 10;

    /// <exception cref="CertificateException">The directory has a certificate that can't be used, or can't be written to.</exception>
    public static TlsIdentity LoadOrCreate(string directory, TimeProvider time)
    {
        var certificateFile = Path.Combine(directory, CertificateFile);
        var keyFile = Path.Combine(directory, KeyFile);
        // The certificate is written last: without it, a key is what a crash at the first start left, and nobody has pinned it.
        if (!File.Exists(certificateFile))
            Create(certificateFile, keyFile, time.GetUtcNow());
        return new TlsIdentity(certificateFile, keyFile);
    }

    private static void Create(string certificateFile, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={CommonName()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names());
        // A day back, for clients whose clocks are behind.
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        try
        {
            Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(certificateFile, certificate.ExportCertificatePem() + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"The server's certificate can't be written to {Path.GetDirectoryName(certificateFile)}: {e.Message}", e);
        }
    }

    private static X509Extension Names()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (CommonName() is var host and not "localhost")
            names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return names.Build();
    }

    /// <summary>The machine's name if it can stand in a certificate.</summary>
    private static string CommonName()
    {
        var host = Dns.GetHostName();
        return host.Length is > 0 and <= 63 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? host : "localhost";
    }

    /// <summary>Whole or not at all, and never readable by others on the way.</summary>
    private static void Write(string file, string pem, UnixFileMode mode)
    {
        var temporary = file + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(pem));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file, overwrite: true);
    }
}
