using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Gateway.Tls;

/// <summary>PEM files (RFC 7468) to a certificate with its key, and the certificates of its issuers that follow it.</summary>
internal static class CertificateFiles
{
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(string certificateFile, string keyFile)
    {
        var certificatePem = Text(certificateFile);
        var keyPem = Text(keyFile);
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificatePem);
        }
        catch (CryptographicException e)
        {
            throw new CertificateException($"{certificateFile}: {e.Message}", e);
        }
        if (chain.Count == 0)
            throw new CertificateException($"{certificateFile} has no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
        chain[0].Dispose();
        chain.RemoveAt(0);
        return (WithKey(certificatePem, certificateFile, keyPem, keyFile), chain);
    }

    private static X509Certificate2 WithKey(string certificatePem, string certificateFile, string keyPem, string keyFile)
    {
        if (keyPem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateException($"{keyFile} is encrypted: decrypt it first (openssl pkey -in {keyFile} -out plain.pem).");
        if (!keyPem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateException($"{keyFile} has no private key in PEM form (-----BEGIN PRIVATE KEY-----).");
        try
        {
            using var ephemeral = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            // Windows' TLS can't use a key that lives in memory only.
            return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"{keyFile} does not belong to {certificateFile}, or is damaged: {e.Message}", e);
        }
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{file} can't be read: {e.Message}", e);
        }
    }
}
