using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Contracts;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class CertificateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("parley-tls").FullName;

    private string CertificateFile => Path.Combine(_directory, Certificates.CertificateFile);

    private string KeyFile => Path.Combine(_directory, Certificates.KeyFile);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_first_start_makes_a_certificate_and_later_ones_keep_it()
    {
        var time = new FakeTime();
        var first = Certificates.LoadOrCreate(_directory, time);
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(first.Fingerprint, Certificates.LoadOrCreate(_directory, time).Fingerprint);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        Assert.Equal(Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)), first.Fingerprint.Replace(":", ""));
        Assert.Equal(256, certificate.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(time.GetUtcNow().AddDays(-30).AddYears(10), first.ValidUntil);
        foreach (var name in new[] { "localhost", "127.0.0.1", "::1" })
            Assert.True(certificate.MatchesHostname(name), name);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void A_crash_between_key_and_certificate_is_made_good()
    {
        File.WriteAllText(KeyFile, "half a k");
        Assert.NotEmpty(Certificates.LoadOrCreate(_directory, TimeProvider.System).Fingerprint);
    }

    [Fact]
    public void Files_that_can_not_be_used_are_named()
    {
        Certificates.LoadOrCreate(_directory, TimeProvider.System);
        var other = Directory.CreateTempSubdirectory("parley-tls").FullName;
        Certificates.LoadOrCreate(other, TimeProvider.System);
        Assert.Contains("does not belong", Problem(CertificateFile, Path.Combine(other, Certificates.KeyFile)), StringComparison.Ordinal);
        Assert.Contains("can't be read", Problem(CertificateFile, "/nowhere.pem"), StringComparison.Ordinal);
        Assert.Contains("no certificate", Problem(KeyFile, KeyFile), StringComparison.Ordinal);
        Assert.Contains("no private key", Problem(CertificateFile, CertificateFile), StringComparison.Ordinal);
        using var key = ECDsa.Create();
        File.WriteAllText(KeyFile, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        Assert.Contains("is encrypted", Problem(CertificateFile, KeyFile), StringComparison.Ordinal);
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public async Task A_new_certificate_is_shown_to_new_connections_and_old_ones_go_on()
    {
        var identity = Certificates.LoadOrCreate(_directory, TimeProvider.System);
        var before = identity.Fingerprint;
        await using var server = new TestServer(tls: true, identity: identity);
        await using var old = await server.ConnectAsync();
        File.Delete(CertificateFile);
        Certificates.LoadOrCreate(_directory, TimeProvider.System);
        identity.Reload();
        await using var young = await server.ConnectAsync();
        Assert.NotEqual(before, identity.Fingerprint);
        Assert.Equal(before, Fingerprint(old));
        Assert.Equal(identity.Fingerprint, Fingerprint(young));
        await old.SendAsync("hola\n");
        Assert.Equal("hola", await old.ReadLineAsync());
    }

    [Fact]
    public void A_reload_that_fails_keeps_the_certificate()
    {
        var identity = Certificates.LoadOrCreate(_directory, TimeProvider.System);
        var before = identity.Fingerprint;
        File.WriteAllText(CertificateFile, "nonsense");
        Assert.Throws<CertificateException>(identity.Reload);
        Assert.Equal(before, identity.Fingerprint);
    }

    [Fact]
    public async Task Old_versions_of_tls_are_refused()
    {
        await using var server = new TestServer(tls: true);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using var tls = new SslStream(new NetworkStream(socket));
#pragma warning disable SYSLIB0039, CA5397 // The point of the test.
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore SYSLIB0039, CA5397
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options).InTime());
    }

    [Fact]
    public async Task Plain_text_on_a_tls_port_closes_as_a_protocol_error()
    {
        await using var server = new TestServer(tls: true);
        await using var client = await SocketClient.ConnectAsync(server.EndPoint);
        await client.SendAsync("#login ana secreta\n");
        await client.WaitForEndAsync();
        await Eventually.TrueAsync(() => server.Gateway.Closed[CloseReason.ProtocolError] == 1, "counted");
    }

    [Theory]
    [InlineData(IoMode.Async, "")]
    [InlineData(IoMode.Async, "160301020001")]
    [InlineData(IoMode.Threads, "")]
    [InlineData(IoMode.Threads, "160301020001")]
    public async Task A_handshake_that_does_not_come_to_its_end_ends_with_the_stall_limit(IoMode io, string beginning)
    {
        var time = new FakeTime();
        await using var server = new TestServer(io, tls: true, time: time);
        await using var client = await SocketClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(Convert.FromHexString(beginning));
        await Eventually.TrueAsync(() => server.Gateway.Connections.Count == 1, "accepted");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return server.Gateway.Closed[CloseReason.ProtocolError] == 1;
            },
            "closed");
        await client.WaitForEndAsync();
    }

    private static string Problem(string certificate, string key) => Assert.Throws<CertificateException>(() => new TlsIdentity(certificate, key)).Message;

    private static string Fingerprint(SocketClient client) =>
        string.Join(':', Convert.ToHexString(client.Tls!.RemoteCertificate!.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Select(pair => new string(pair)));
}
