using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.Links;

/// <summary>TLS 1.3 between two devices, each with the certificate of its key. Whose key it is, is all that is asked of a certificate.</summary>
internal sealed class TlsLink : IAsyncDisposable
{
    private static readonly SslApplicationProtocol Protocol = new("parley-peer/1");

    private readonly SslStream _stream;

    private TlsLink(SslStream stream, PublicKey key) => (_stream, Key) = (stream, key);

    /// <summary>The other side's.</summary>
    public PublicKey Key { get; }

    public Stream Stream => _stream;

    /// <summary>What a link shows of this device; for all its links.</summary>
    public static SslStreamCertificateContext Showing(X509Certificate2 certificate) => SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    /// <exception cref="AuthenticationException">The other side does not speak this, or shows no P-256 key.</exception>
    public static async Task<TlsLink> OpenAsync(Stream inner, LinkSide side, SslStreamCertificateContext certificate, CancellationToken ct)
    {
        PublicKey? key = null;
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        bool Take(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
            shown is X509Certificate2 full && PublicKey.TryFromSpki(full.PublicKey.ExportSubjectPublicKeyInfo(), out key);
        try
        {
            if (side == LinkSide.Opener)
                await stream.AuthenticateAsClientAsync(ClientOptions(certificate, Take), ct);
            else
                await stream.AuthenticateAsServerAsync(ServerOptions(certificate, Take), ct);
            if (key is null || stream.NegotiatedApplicationProtocol != Protocol)
                throw new AuthenticationException("The other side is no peer.");
            return new TlsLink(stream, key);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>A chain is built whether it is wanted or not: at least not of the system's roots.</summary>
    private static X509ChainPolicy NoRoots() => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    private static SslClientAuthenticationOptions ClientOptions(SslStreamCertificateContext certificate, RemoteCertificateValidationCallback take) => new()
    {
        TargetHost = "parley",
        ApplicationProtocols = [Protocol],
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateContext = certificate,
        RemoteCertificateValidationCallback = take,
        CertificateChainPolicy = NoRoots(),
        AllowTlsResume = false,
    };

    private static SslServerAuthenticationOptions ServerOptions(SslStreamCertificateContext certificate, RemoteCertificateValidationCallback take) => new()
    {
        ApplicationProtocols = [Protocol],
        EnabledSslProtocols = SslProtocols.Tls13,
        ServerCertificateContext = certificate,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = take,
        CertificateChainPolicy = NoRoots(),
        AllowTlsResume = false,
    };
}
