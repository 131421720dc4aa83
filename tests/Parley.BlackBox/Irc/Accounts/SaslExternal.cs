using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.BlackBox.Irc.Accounts;

/// <summary>SASL EXTERNAL over the TLS door: offered only to whom it can serve.</summary>
public sealed class SaslExternal
{
    private static readonly ServerOptions Tls = IrcDoor.Options with { More = [.. IrcDoor.Options.More, "--irc-tls", "127.0.0.1:0"] };

    [Fact]
    public async Task Without_a_certificate_it_fails_with_904()
    {
        await using var server = await ServerProcess.StartAsync(Tls);
        await using var client = new IrcClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("irc-tls")));
        await client.SendAsync("CAP LS 302", "NICK ana", "USER u 0 * :x");
        await client.RequestAsync("sasl");
        await client.SendAsync("AUTHENTICATE EXTERNAL");
        if ((await client.ReadToAsync("AUTHENTICATE", "904")).Command == "AUTHENTICATE")
        {
            await client.SendAsync("AUTHENTICATE +");
            await client.ReadToAsync("904");
        }
    }

    [Fact]
    public async Task A_certificate_nobody_has_registered_is_refused_and_the_connection_goes_on()
    {
        await using var server = await ServerProcess.StartAsync(Tls);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=ana", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var whole = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Ready.EndPoint("irc-tls"));
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [whole],
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
        await using var client = new IrcClient(new Wire(socket, tls));
        await client.SendAsync("CAP LS 302", "NICK ana", "USER u 0 * :x");
        await client.RequestAsync("sasl");
        await client.SendAsync("AUTHENTICATE EXTERNAL");
        if ((await client.ReadToAsync("AUTHENTICATE", "904")).Command == "AUTHENTICATE")
        {
            await client.SendAsync("AUTHENTICATE +");
            await client.ReadToAsync("904");
        }
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
    }
}
