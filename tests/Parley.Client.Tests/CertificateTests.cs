namespace Parley.Client.Tests;

public sealed class CertificateTests
{
    [Fact]
    public async Task Certificate_is_pinned_at_first_use_and_known_later()
    {
        await using var server = new FakeServer(FakeServer.MakeCertificate());
        var options = Clients.Options(server.Address);
        Assert.Equal(CertificateTrust.FirstUse, await TrustAsync(options));
        Assert.Equal(CertificateTrust.Pinned, await TrustAsync(options));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(options.PinFile));
    }

    [Fact]
    public async Task Changed_certificate_is_refused_with_both_fingerprints_and_nothing_is_sent()
    {
        await using var server = new FakeServer(FakeServer.MakeCertificate());
        await using var other = new FakeServer();
        var options = Clients.Options(server.Address, other.Address) with { OneServer = true };
        await TrustAsync(options);
        var before = CertificatePins.FingerprintOf(server.Certificate!);
        server.Certificate = FakeServer.MakeCertificate();
        var received = server.Received.Count;
        await using var client = new ParleyClient(options);
        var refused = await Assert.ThrowsAsync<CertificateChangedException>(() => client.ConnectAsync());
        Assert.Equal(before, refused.Pinned);
        Assert.Equal(CertificatePins.FingerprintOf(server.Certificate), refused.Presented);
        Assert.Equal(received, server.Received.Count);
        Assert.Empty(other.Connections);
    }

    private static async Task<CertificateTrust?> TrustAsync(ParleyClientOptions options)
    {
        await using var client = new ParleyClient(options);
        await client.ConnectAsync();
        var read = await Eventually.ReadUntilAsync(client, e => e is LinkChanged);
        return ((LinkChanged)read[^1]).Certificate?.Trust;
    }
}
