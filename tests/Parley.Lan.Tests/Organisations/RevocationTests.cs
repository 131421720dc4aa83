using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Tests.Chat;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Organisations;

/// <summary>A device that was lost or stolen, and taken back by its person or the operator.</summary>
public sealed class RevocationTests : IDisposable
{
    private readonly TestOrganisation _clinic = new();
    private readonly DeviceKey _ana = DeviceKey.New();
    private readonly DeviceKey _bob = DeviceKey.New();
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-lan-").FullName;

    public void Dispose()
    {
        _clinic.Dispose();
        _ana.Dispose();
        _bob.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_revocation_is_carried_ends_links_and_hides_what_the_device_wrote()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var carl = await TestDevice.StartAsync("carl", _clinic.Of("carl"), ana);
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana, carl);
        using var a = ana.Enter();
        using var b = bob.Enter();
        using var c = carl.Enter();
        await b.TypeAsync("hola");
        await Eventually.TrueAsync(() => c.Said.Contains("bob: hola") && a.Said.Contains("bob: hola"), "all see bob");
        await Eventually.TrueAsync(() => carl.Peer.Linked.Count == 2, "carl is linked with both");
        await Until.TrueAsync(async () => (await c.TypeAsync("#who")).Any(l => l.StartsWith("*   bob ", StringComparison.Ordinal)), "carl sees bob in the room");

        ana.Peer.Revoke([_clinic.Revoke(bob.Key.Id)]);

        await Eventually.TrueAsync(() => carl.Peer.Linked.SequenceEqual([ana.Key.Id]) && ana.Peer.Linked.SequenceEqual([carl.Key.Id]), "nobody is linked with bob's device");
        await Eventually.TrueAsync(() => c.Events.OfType<PeerWarning>().Any(), "carl is told");
        Assert.Equal(new PeerWarning("revoked", "bob", Fingerprint.Of(bob.Key.Id)), Assert.Single(c.Events.OfType<PeerWarning>()));
        Assert.Single(a.Events.OfType<PeerWarning>());
        Assert.Empty(await c.LastAsync());
        Assert.Empty(await a.LastAsync());
        Assert.Contains(await c.TypeAsync("#devices"), l => l.Contains("(REVOKED)", StringComparison.Ordinal));
        Assert.Contains(c.Events, e => e is MemberLeft { Login: "bob" });

        await using var dora = await TestDevice.StartAsync("dora", _clinic.Of("dora"), carl);
        using var d = dora.Enter();
        await a.TypeAsync("bob lost the phone");
        await Until.TrueAsync(async () => (await d.LastAsync()).SequenceEqual(["ana: bob lost the phone"]), "dora has what counts");
        Assert.Equal(ByeReason.Revoked, (await Assert.ThrowsAsync<LinkEndedException>(() => RawPeer.EnterAsync(dora.Peer.End, bob.Key, _clinic.Of(bob.Key, "bob")).InTime())).Reason);
    }

    [Fact]
    public async Task Who_was_not_there_is_told_once()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using (var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana))
        {
            await Until.TrueAsync(async () => (await ana.Peer.HeadsAsync(default)).Any(h => h.Author == bob.Key.Id), "bob is known");
            ana.Peer.Revoke([_clinic.Revoke(bob.Key.Id)]);
            ana.Peer.Revoke([_clinic.Revoke(bob.Key.Id)]);
        }
        using var first = ana.Enter();
        using var second = ana.Enter();
        Assert.Single(first.Events.OfType<PeerWarning>());
        Assert.Empty(second.Events.OfType<PeerWarning>());
    }

    [Fact]
    public async Task Revocations_are_kept_for_the_owner_only_and_hold_after_a_restart()
    {
        await using (var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana", _folder)))
            here.Peer.Revoke([_clinic.Revoke(_bob.Id)]);
        var file = Assert.Single(Directory.GetFiles(_folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        using var again = DeviceKey.New();
        await using (var here = await TestPeer.StartAsync(again, _clinic.Of(again, "ana", _folder)))
        {
            var refused = await Assert.ThrowsAsync<LinkEndedException>(() => RawPeer.EnterAsync(here.Peer.End, _bob, _clinic.Of(_bob, "bob")).InTime());
            Assert.Equal((ByeReason.Revoked, false), (refused.Reason, refused.BySelf));
        }
        using var other = new TestOrganisation();
        Assert.Empty(PeerGroup.Organisation(other.Key, other.State(again.Id, "ana"), _folder).Revocations.Devices);
        File.AppendAllText(file, "what is this\n");
        Assert.Throws<IOException>(() => _clinic.Of(again, "ana", _folder));
    }

    [Fact]
    public async Task What_a_revoked_device_wrote_is_hidden_after_a_restart_too()
    {
        var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana", _folder));
        await using (var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana))
        {
            using var a = ana.Enter();
            using var b = bob.Enter();
            await b.TypeAsync("hola");
            await Eventually.TrueAsync(() => a.Said.Contains("bob: hola"), "ana hears bob");
            ana.Peer.Revoke([_clinic.Revoke(bob.Key.Id)]);
            Assert.Empty(await a.LastAsync());
        }
        await using var again = await ana.RestartAsync();
        using var later = again.Enter();
        Assert.Empty(await later.LastAsync());
        Assert.Empty(later.Events.OfType<PeerWarning>());
        Assert.DoesNotContain(await later.TypeAsync("#show users all"), l => l.Contains("bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revocation_that_the_organisation_has_not_signed_revokes_nobody_and_names_who_sent_it()
    {
        using var other = new TestOrganisation();
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        here.Peer.Revoke([other.Revoke(_bob.Id), _clinic.State(_bob.Id, "bob"), new byte[7]]);
        foreach (var forged in new[] { other.Revoke(_ana.Id), _clinic.State(_ana.Id, "ana"), other.Sign(DeviceStatement.TryParse(_clinic.Revoke(_ana.Id))!), new byte[7] })
        {
            using var hostile = DeviceKey.New();
            await using var raw = await RawPeer.EnterAsync(here.Peer.End, hostile, _clinic.Of(hostile, "eva"));
            await raw.SendAsync(new PeerRevocations([forged]));
            Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
            await Eventually.TrueAsync(() => here.Barred.Contains((hostile.Id, ByeReason.BadFrame)), "it is named");
        }
        Assert.Empty(here.Revoked);
        await using var bob = await RawPeer.EnterAsync(here.Peer.End, _bob, _clinic.Of(_bob, "bob"));
        await Eventually.TrueAsync(() => here.Peer.Linked.SequenceEqual([_bob.Id]), "bob is let in");
    }

    [Fact]
    public async Task All_that_are_known_are_told_to_a_new_peer()
    {
        const int Count = PeerLimits.RevocationsPerFrame + 1;
        await using var here = await TestPeer.StartAsync(_ana, _clinic.Of(_ana, "ana"));
        here.Peer.Revoke([.. Enumerable.Range(0, Count).Select(i => (ReadOnlyMemory<byte>)_clinic.Revoke(new DeviceId(Digest.Of([(byte)i, (byte)(i >> 8)]))))]);
        await using var friend = await TestPeer.StartAsync(_bob, _clinic.Of(_bob, "bob"), here.Address);
        await Eventually.TrueAsync(() => friend.Revoked.Count == Count, "the friend knows all");
    }
}
