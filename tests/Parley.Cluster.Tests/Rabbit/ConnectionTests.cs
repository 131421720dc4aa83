using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.Cluster.Rabbit;
using Parley.Cluster.Tests.Support;
using Parley.Core.Ports;
using Parley.Testing;
using RabbitMQ.Client;

namespace Parley.Cluster.Tests.Rabbit;

public sealed class ConnectionTests(BrokerFixture broker)
{
    private readonly RabbitSettings _settings = broker.Settings($"connection-{Guid.NewGuid():N}");

    [Fact]
    public async Task A_wrong_password_is_said_once_without_it_and_the_bus_stays_disconnected()
    {
        var address = _settings.Addresses[0] with { Password = "s3cret-and-wrong" };
        await using var node = await Node.OpenAsync(_settings with { Addresses = [address] }, connected: false);
        Assert.False(node.Bus.IsConnected);
        var line = Assert.Single(node.Log.All);
        Assert.Equal($"Warning Bus: no connection to amqp://127.0.0.1:{broker.Port}: the broker refused the login: check user and password. It is tried again until there is one; the same reason is not logged again", line.Trim());
        await Eventually.TrueAsync(() => node.Ear.Connections.SequenceEqual([false]), "told so");
    }

    [Fact]
    public async Task Nodes_that_show_certificates_are_let_in_without_a_password()
    {
        var (certificate, key) = broker.Authority.Issue("node", isServer: false);
        var settings = Tls() with { CertificateFile = certificate, KeyFile = key };
        await using var one = await Node.OpenAsync(settings);
        await using var other = await Node.OpenAsync(settings);
        await other.FollowAsync(1, one);
        one.Send("hola", other);
        await Eventually.TrueAsync(() => other.Ear.Notes.Count == 1, "heard");
    }

    [Fact]
    public async Task A_broker_that_nobody_known_vouches_for_is_not_talked_to()
    {
        var (certificate, key) = broker.Authority.Issue("node", isServer: false);
        var folder = Directory.CreateTempSubdirectory("parley-ca-");
        try
        {
            var other = new TestAuthority(folder.FullName, "other");
            await using var node = await Node.OpenAsync(Tls() with { CaFile = other.File, CertificateFile = certificate, KeyFile = key }, connected: false);
            Assert.False(node.Bus.IsConnected);
            Assert.Contains($"TLS: the broker's certificate is not of an authority that {other.File} trusts", Assert.Single(node.Log.All), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_broker_with_another_name_is_told_by_that()
    {
        using var shown = X509CertificateLoader.LoadCertificateFromFile(broker.Authority.Issue("elsewhere", isServer: true).CertificateFile);
        var check = RabbitTls.OptionsFor(Tls().Addresses[0], Tls()).CertificateValidationCallback!;
        var fault = Assert.Throws<AuthenticationException>(() => check(this, shown, null, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.Equal("the broker's certificate is not for localhost", fault.Message);
    }

    [Fact]
    public async Task A_broker_that_demands_a_certificate_is_told_by_that()
    {
        await using var node = await Node.OpenAsync(Tls(), connected: false);
        var line = Assert.Single(node.Log.All);
        Assert.DoesNotContain("disposed", line, StringComparison.Ordinal);
        Assert.True(line.Contains("certificate", StringComparison.Ordinal), line);
    }

    [Fact]
    public async Task The_rights_that_the_operating_page_gives_are_enough()
    {
        var settings = _settings with { Addresses = [_settings.Addresses[0] with { User = "narrow", Password = "narrow" }], Prefix = "parley" };
        await using var one = await Node.OpenAsync(settings);
        await using var other = await Node.OpenAsync(settings);
        await other.FollowAsync(1, one);
        one.Send("hola", other);
        await Eventually.TrueAsync(() => other.Ear.Notes.Count == 1, "heard");
    }

    [Fact]
    public async Task Settings_that_can_never_work_are_refused_at_once()
    {
        await RefusedAsync(_settings with { Addresses = [] }, "no address");
        await RefusedAsync(Tls() with { CaFile = "/nowhere.pem" }, "/nowhere.pem");
        await RefusedAsync(Tls() with { CertificateFile = "/nowhere.pem" }, "no key");
    }

    [Fact]
    public async Task A_network_that_swallows_everything_is_noticed_by_the_heartbeat_and_left()
    {
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, broker.Port));
        var through = _settings with { Addresses = [_settings.Addresses[0] with { Port = proxy.EndPoint.Port }], Heartbeat = TimeSpan.FromSeconds(1) };
        await using var far = await Node.OpenAsync(through);
        await using var near = await Node.OpenAsync(_settings);
        await near.FollowAsync(1, far);
        await far.FollowAsync(2, near);
        proxy.ToServer.Discard = proxy.ToClient.Discard = true;
        await Eventually.TrueAsync(() => far.Ear.Connections.SequenceEqual([true, false]), "the loss is noticed");
        proxy.ToServer.Discard = proxy.ToClient.Discard = false;
        await Eventually.TrueAsync(() => far.Ear.Connections.SequenceEqual([true, false, true]), "it is back");
        far.Ear.Forget();
        await far.HearsAsync(2, near);
        Assert.Equal([true], near.Ear.Connections);
    }

    [Fact]
    public async Task Frames_on_their_way_when_the_connection_breaks_are_told_as_heads_when_it_is_back()
    {
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, broker.Port));
        await using var far = await Node.OpenAsync(_settings with { Addresses = [_settings.Addresses[0] with { Port = proxy.EndPoint.Port }] });
        await using var near = await Node.OpenAsync(_settings);
        await near.FollowAsync(1, far);
        // Nothing of the following is on its way any more: what waits for its confirmation below is the frame of this test.
        far.Bus.Publish(Node.Event(1, 76));
        await Eventually.TrueAsync(() => near.Ear.Events.Any(e => e.Head.Value == 76) && far.Bus.ConfirmsWaiting == 0, "all is confirmed");
        proxy.ToServer.Discard = true;
        far.Bus.Publish(Node.Event(1, 77));
        await Eventually.TrueAsync(() => far.Bus.ConfirmsWaiting == 1, "it is on its way");
        proxy.Reset();
        proxy.ToServer.Discard = false;
        await Eventually.TrueAsync(() => near.Ear.Events.Any(e => e.Head.Value == 77 && e.Entries.Count == 0), "its head is told");
    }

    [Fact]
    public async Task Whoever_throws_is_told_on_and_keeps_nobody_from_hearing()
    {
        await using var talker = await Node.OpenAsync(_settings);
        await using var node = await Node.OpenAsync(_settings);
        using var angry = node.Bus.Subscribe(new Angry());
        for (var i = 0; i < 3; i++)
        {
            talker.Send($"{i}");
            await Eventually.TrueAsync(() => node.Ear.Notes.Count == i + 1, "heard");
        }
        await Eventually.TrueAsync(() => node.Log.All.Count(l => l.Contains("a listener failed", StringComparison.Ordinal)) >= 4, "logged");
    }

    [Fact]
    public async Task Damaged_frames_and_those_of_another_version_are_ignored()
    {
        await using var talker = await Node.OpenAsync(_settings);
        await using var node = await Node.OpenAsync(_settings);
        await using var connection = await new ConnectionFactory { HostName = "127.0.0.1", Port = broker.Port }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var bytes in new[] { [], new byte[] { 1, 2, 3 }, [2, 1, 0, 0], new byte[300] })
            await channel.BasicPublishAsync($"{_settings.Prefix}.notes", "all", bytes);
        await Eventually.TrueAsync(() => node.Bus.FramesIgnored == 4, "ignored");
        Assert.Single(node.Log.All, l => l.Contains("was ignored", StringComparison.Ordinal));
        talker.Send("hola");
        await Eventually.TrueAsync(() => node.Ear.Notes.Count == 1, "heard");
    }

    [Fact]
    public async Task What_was_said_before_closing_arrives()
    {
        await using var node = await Node.OpenAsync(_settings);
        await using (var leaving = await Node.OpenAsync(_settings))
        {
            for (var i = 0; i < 1000; i++)
                leaving.Send($"{i}");
        }
        await Eventually.TrueAsync(() => node.Ear.Notes.Count == 1000, "all of it");
    }

    private static async Task RefusedAsync(RabbitSettings settings, string says)
    {
        var refused = await Assert.ThrowsAsync<BusRefusedException>(() => RabbitBus.OpenAsync(settings, TimeProvider.System, new LogLines(), CancellationToken.None));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private RabbitSettings Tls() => _settings with
    {
        Addresses = [new RabbitAddress("localhost", broker.TlsPort, IsTls: true, User: null, Password: null, "/")],
        CaFile = broker.Authority.File,
    };

    private sealed class Angry : INodeListener
    {
        public void Heard(NodeEvent nodeEvent) => throw new InvalidOperationException("I don't listen.");

        public void Heard(NodeId from, ReadOnlyMemory<byte> note) => throw new InvalidOperationException("I don't listen.");

        public void Connected(bool connected) => throw new InvalidOperationException("I don't listen.");
    }
}
