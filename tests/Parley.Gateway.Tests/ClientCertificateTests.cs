using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Testing;
using Xunit;

namespace Parley.Gateway.Tests;

public sealed class ClientCertificateTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handler_sees_the_fingerprint_of_a_certificate_that_nobody_vouches_for(SslProtocols version)
    {
        using var certificate = SelfSigned();

        Assert.Equal(SHA256.HashData(certificate.RawData), await SeenAsync(certificate, version, asks: true));
        // A second time, when the client may take up its session again.
        Assert.Equal(SHA256.HashData(certificate.RawData), await SeenAsync(certificate, version, asks: true));
    }

    [Fact]
    public async Task Client_without_a_certificate_connects_too() => Assert.Null(await SeenAsync(null, SslProtocols.None, asks: true));

    [Fact]
    public async Task Listener_that_does_not_ask_sees_none()
    {
        using var certificate = SelfSigned();

        Assert.Null(await SeenAsync(certificate, SslProtocols.None, asks: false));
    }

    private static async Task<byte[]?> SeenAsync(X509Certificate2? certificate, SslProtocols version, bool asks)
    {
        await using var server = new TestServer(tls: true, asksForCertificate: asks);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            ClientCertificates = certificate is null ? null : [certificate],
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        }).InTime();
        await stream.WriteAsync("hola\n"u8.ToArray());
        Assert.Equal("hola", await new StreamReader(stream).ReadLineAsync().InTime());
        return (await server.NextAsync()).Connection.PeerCertificateSha256?.ToArray();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ana", key, HashAlgorithmName.SHA256);
        // Expired and without any purpose: only the key counts.
        using var ephemeral = request.CreateSelfSigned(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2002, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
    }
}
