using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Parley.Cluster.Rabbit;

/// <summary>The settings' files as what TLS needs. Read at each connecting, so that renewed certificates are taken up.</summary>
internal static class RabbitTls
{
    /// <exception cref="BusRefusedException">A file can't be used.</exception>
    public static SslOption OptionsFor(RabbitAddress address, RabbitSettings settings)
    {
        if (!address.IsTls)
            return new SslOption { Enabled = false };
        var options = new SslOption { Enabled = true, ServerName = address.Host };
        if (settings.CertificateFile is { } certificateFile)
            options.Certs = [ReadCertificate(certificateFile, settings.KeyFile)];
        var authorities = settings.CaFile is { } caFile ? ReadAuthorities(caFile) : null;
        // The library's own words would not say what is wrong with it.
        options.CertificateValidationCallback = (_, certificate, chain, errors) =>
            Fault(certificate as X509Certificate2, chain, errors, authorities, address, settings.CaFile) is { } fault ? throw new AuthenticationException(fault) : true;
        return options;
    }

    /// <summary>Null when the broker is who it should be.</summary>
    private static string? Fault(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities, RabbitAddress address, string? caFile)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "the broker shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the broker's certificate is not for {address.Host}";
        if (authorities is null ? errors == SslPolicyErrors.None : IsTrusted(certificate, chain, errors, authorities))
            return null;
        return $"the broker's certificate is not of an authority that {caFile ?? "the system"} trusts, or has expired";
    }

    private static bool IsTrusted(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private static X509Certificate2 ReadCertificate(string certificateFile, string? keyFile)
    {
        if (keyFile is null)
            throw new BusRefusedException($"The bus has a certificate, {certificateFile}, and no key for it: name its key file.");
        try
        {
            using var ephemeral = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            // Windows' TLS can't use a key that lives in memory only.
            return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new BusRefusedException($"The bus's certificate {certificateFile} with its key {keyFile} can't be used: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BusRefusedException($"The bus's authorities {caFile} can't be used: {e.Message}", e);
        }
        return authorities.Count > 0 ? authorities : throw new BusRefusedException($"{caFile} has no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
    }
}
