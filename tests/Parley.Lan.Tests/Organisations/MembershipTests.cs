using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Organisations;

/// <summary>Who is let in where a server has signed the devices.</summary>
public sealed class MembershipTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly TestOrganisation _clinic = new();
    private readonly TestOrganisation _other = new();
    private readonly DeviceKey _ana = DeviceKey.New();
    private readonly DeviceKey _stranger = DeviceKey.New();

    public void Dispose()
    {
        _clinic.Dispose();
        _other.Dispose();
        _ana.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Two_devices_that_the_server_has_signed_have_one_history()
    {
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        await using var friend = await TestPeer.StartAsync(_stranger, _clinic.Of(_stranger, "bob"), here.Address);
        await here.WriteAsync("one");
        await friend.WriteAsync("two");
        await Eventually.TrueAsync(() => here.Texts.Count == 2 && friend.Texts.Count == 2, "both have both");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a proof")]
    [InlineData("noise")]
    [InlineData("another's")]
    [InlineData("of another organisation")]
    [InlineData("forged")]
    [InlineData("changed")]
    [InlineData("a revocation")]
    [InlineData("over")]
    [InlineData("of the future")]
    public async Task Whoever_shows_no_statement_that_holds_is_told_so_and_nothing_else(string what)
    {
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        var read = await ShowAsync(here, what switch
        {
            "nothing" => new PeerStatement(default),
            "a proof" => new PeerProof(new byte[PeerLimits.ProofBytes]),
            "noise" => new PeerStatement(new byte[180]),
            "another's" => new PeerStatement(_clinic.State(_ana.Id, "ana")),
            "of another organisation" => new PeerStatement(_other.State(_stranger.Id, "bob")),
            "forged" => new PeerStatement(_other.Sign(DeviceStatement.TryParse(_clinic.State(_stranger.Id, "bob"))!)),
            "changed" => new PeerStatement(Changed(_clinic.State(_stranger.Id, "bob"))),
            "a revocation" => new PeerStatement(_clinic.Revoke(_stranger.Id)),
            "over" => new PeerStatement(_clinic.State(_stranger.Id, "bob", TestOrganisation.Validity + Day + (Day / 8))),
            _ => new PeerStatement(_clinic.State(_stranger.Id, "bob", -Day - (Day / 8))),
        });
        Assert.IsType<PeerHello>(read[0]);
        Assert.Equal([new PeerBye(ByeReason.Statement)], read.Skip(1));
        Assert.Empty(here.Peer.Linked);
    }

    [Theory]
    [InlineData(-24)]
    [InlineData((90 * 24) + 24)]
    public async Task A_clock_that_is_a_day_wrong_keeps_nobody_out(int hoursAgo)
    {
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        var group = PeerGroup.Organisation(_clinic.Key, _clinic.State(_stranger.Id, "bob", TimeSpan.FromHours(hoursAgo)));
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, group);
        await Eventually.TrueAsync(() => here.Peer.Linked.Contains(_stranger.Id), "it is let in");
    }

    [Fact]
    public async Task A_device_that_was_revoked_is_told_so()
    {
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        here.Peer.Revoke([_clinic.Revoke(_stranger.Id)]);
        var read = await ShowAsync(here, new PeerStatement(_clinic.State(_stranger.Id, "bob")));
        Assert.Equal(new PeerBye(ByeReason.Revoked), read[^1]);
    }

    [Fact]
    public async Task A_statement_that_is_over_is_renewed_without_a_restart()
    {
        await using var here = await TestPeer.StartAsync(_ana, PeerGroup.Organisation(_clinic.Key, _clinic.State(_ana.Id, "ana", TestOrganisation.Validity + Day + Day)));
        var group = _clinic.Of(_stranger, "bob");
        var refused = await Assert.ThrowsAsync<LinkEndedException>(() => RawPeer.EnterAsync(here.Peer.End, _stranger, group).InTime());
        Assert.Equal((ByeReason.Statement, true), (refused.Reason, refused.BySelf));

        Assert.Throws<ArgumentException>(() => here.Peer.Renew(_clinic.State(_stranger.Id, "ana")));
        Assert.Throws<ArgumentException>(() => here.Peer.Renew(_other.State(_ana.Id, "ana")));
        var statement = _clinic.State(_ana.Id, "ana");
        here.Peer.Renew(statement);

        await using var friend = await TestPeer.StartAsync(_stranger, group, here.Address);
        await Eventually.TrueAsync(() => friend.Peer.Linked.Contains(_ana.Id), "it is let in");
        await Until.TrueAsync(async () => (await friend.Log.ReadAllAsync(default).ToListAsync()).Exists(e => e.Content.Kind == PeerContent.Statement && e.Content.Body.Span.SequenceEqual(statement)), "the new one is in its log");
    }

    [Fact]
    public void A_statement_of_another_organisation_makes_no_group()
    {
        Assert.Throws<ArgumentException>(() => PeerGroup.Organisation(_clinic.Key, _other.State(_ana.Id, "ana")));
        Assert.Throws<ArgumentException>(() => PeerGroup.Organisation(_clinic.Key, _clinic.Revoke(_ana.Id)));
        Assert.Throws<ArgumentException>(() => PeerGroup.Organisation(new byte[63], _clinic.State(_ana.Id, "ana")));
    }

    [Fact]
    public async Task A_group_without_a_server_knows_no_statements()
    {
        var ward = PeerGroup.Open("ward");
        await using var here = await TestPeer.StartAsync(ward);
        Assert.Throws<InvalidOperationException>(() => here.Peer.Renew(_clinic.State(here.Key.Id, "ana")));
        Assert.Throws<InvalidOperationException>(() => here.Peer.Revoke([_clinic.Revoke(_stranger.Id)]));
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, ward);
        await raw.SendAsync(new PeerRevocations([_clinic.Revoke(here.Key.Id)]));
        Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
    }

    private static byte[] Changed(byte[] statement)
    {
        statement[^1] ^= 1;
        return statement;
    }

    private async Task<List<PeerFrame>> ShowAsync(TestPeer here, PeerFrame shown)
    {
        await using var raw = await RawPeer.ConnectAsync(here.Peer.End, _stranger);
        await raw.SendAsync(new PeerHello(PeerLimits.Version, _clinic.Of(_ana, "ana").Id, new byte[PeerLimits.NonceBytes], 0));
        await raw.SendAsync(shown);
        return await raw.ReadToEndAsync().InTime();
    }
}
