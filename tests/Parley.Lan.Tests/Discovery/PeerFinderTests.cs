using System.Diagnostics;
using System.Net;
using Parley.Lan.Discovery;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Discovery;

public sealed class PeerFinderTests : IDisposable
{
    private static readonly PeerGroup Ward = PeerGroup.Open("ward");

    private const string Alone = "PARLEY_LAN_ALONE";

    private readonly FakeTime _time = new();
    private readonly DeviceKey _self = DeviceKey.New();
    private readonly DeviceKey _other = DeviceKey.New();

    [Fact]
    public Task Five_peers_find_each_other_by_multicast_and_have_everything() =>
        FindAsync(IPAddress.Loopback, new DiscoverySettings([IPAddress.Loopback]));

    /// <summary>In a network of its own with one interface: begun by <see cref="By_IPv6_and_IPv4_on_every_interface"/>.</summary>
    [Fact]
    public Task Peers_of_a_network_of_its_own()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Alone) is not null, "runs inside another test");
        return FindAsync(Environment.GetEnvironmentVariable(Alone) == "6" ? IPAddress.IPv6Any : IPAddress.Any, new DiscoverySettings());
    }

    [Theory]
    [InlineData("4", "ip addr add 10.203.9.1/24 dev d0")]
    [InlineData("6", "true")]
    public async Task By_IPv6_and_IPv4_on_every_interface(string family, string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "network namespaces need Linux and root");
        var network = $"ip link set lo up && ip link add d0 type veth peer name d1 && ip link set d0 up && ip link set d1 up && {address}";
        var test = $"exec '{Environment.ProcessPath}' -method '*{nameof(Peers_of_a_network_of_its_own)}' -noColor";
        using var alone = new Process { StartInfo = new ProcessStartInfo("unshare", ["--net", "sh", "-c", $"{network} && {test}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true } };
        alone.StartInfo.Environment[Alone] = family;
        alone.Start();
        var errors = alone.StandardError.ReadToEndAsync();
        var output = await alone.StandardOutput.ReadToEndAsync();
        await alone.WaitForExitAsync();
        var error = await errors;
        Assert.SkipWhen(error.Contains("unshare", StringComparison.Ordinal) || error.Contains("Unknown device type", StringComparison.Ordinal), "no networks of one's own here");
        Assert.True(alone.ExitCode == 0 && output.Contains("Total: 1", StringComparison.Ordinal) && output.Contains("Skipped: 0", StringComparison.Ordinal), $"{output}{error}");
    }

    [Fact]
    public void Only_announcements_of_others_of_the_group_that_they_signed_themselves_count()
    {
        var filter = new AnnouncementFilter(Ward.Id, _self.Id, _time);
        Assert.NotNull(Pass(filter, Make(_other)));
        Assert.Null(Pass(filter, Make(_self)));
        Assert.Null(Pass(filter, Announcement.Make(Digest.Of([]), _other.Public, 1, Now, _other.Sign)));
        Assert.Null(Pass(filter, Announcement.Make(Ward.Id, _other.Public, 1, Now, _self.Sign)));
        Assert.Null(Pass(filter, Announcement.Make(Ward.Id, _other.Public, 1, Now - 100_000_000, _other.Sign)));
        Assert.Null(filter.Pass("noise"u8, IPAddress.Loopback));
    }

    [Fact]
    public void A_flood_from_one_address_leaves_room_for_others_and_ends_with_its_time()
    {
        var filter = new AnnouncementFilter(Ward.Id, _self.Id, _time);
        var heard = Make(_other);
        for (var i = 0; i < AnnouncementFilter.PerAddress; i++)
            Assert.NotNull(Pass(filter, heard));
        Assert.Null(Pass(filter, heard));
        Assert.NotNull(filter.Pass(heard.Encoded.Span, IPAddress.Parse("192.0.2.1")));
        _time.Advance(AnnouncementFilter.Window);
        Assert.NotNull(Pass(filter, heard));
    }

    [Fact]
    public void However_many_addresses_flood_there_is_an_end()
    {
        var filter = new AnnouncementFilter(Ward.Id, _self.Id, _time);
        var heard = Make(_other);
        var passed = Enumerable.Range(1, AnnouncementFilter.PerWindow + 50).Count(i => filter.Pass(heard.Encoded.Span, new IPAddress(i)) is not null);
        Assert.Equal(AnnouncementFilter.PerWindow, passed);
    }

    private static async Task FindAsync(IPAddress listen, DiscoverySettings discovery)
    {
        discovery = discovery with { Port = TestPeer.FreeUdpPort() };
        var peers = new List<TestPeer>();
        try
        {
            for (var i = 0; i < 5; i++)
                peers.Add(await TestPeer.StartAsync(Ward, discovery, s => s with { Listen = new IPEndPoint(listen, 0) }));
            await Eventually.TrueAsync(() => peers.TrueForAll(p => p.Peer.Linked.Count == 4), "all are linked with all");
            foreach (var peer in peers)
                await peer.WriteAsync($"from {peer.Key.Id}");
            await Eventually.TrueAsync(() => peers.TrueForAll(p => p.Texts.Count == 5), "all have everything");
            Assert.All(peers, p => Assert.Equal(peers[0].Texts, p.Texts));
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _self.Dispose();
        _other.Dispose();
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Announcement Make(DeviceKey key) => Announcement.Make(Ward.Id, key.Public, 1, Now, key.Sign);

    private static Announcement? Pass(AnnouncementFilter filter, Announcement heard) => filter.Pass(heard.Encoded.Span, IPAddress.Loopback);
}
