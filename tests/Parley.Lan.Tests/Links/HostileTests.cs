using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Links;

/// <summary>Members of the group that do what no honest one does: they hurt nobody, and people are told who it was.</summary>
public sealed class HostileTests : IDisposable
{
    private static readonly PeerGroup Ward = PeerGroup.Open("ward");

    private readonly DeviceKey _hostile = DeviceKey.New();

    [Fact]
    public async Task One_that_forges_an_author_is_named_and_kept_out()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using (var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward))
        {
            await raw.SendAsync(new PeerEntries([PeerEntry.Make(Ward.Id, here.Key.Public, 1, Digest.None, new HybridTime(1, 0), 1, Sample.Said("not me"), _hostile.Sign)]));
            Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
        }
        await Eventually.TrueAsync(() => here.Barred.Contains((_hostile.Id, ByeReason.BadFrame)), "it is named");
        await using var again = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        Assert.Contains(new PeerBye(ByeReason.Barred), await again.ReadToEndAsync().InTime());
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await Eventually.TrueAsync(() => here.Peer.Linked.SequenceEqual([friend.Key.Id]), "others are let in");
        Assert.Empty(here.Texts);
    }

    [Fact]
    public async Task What_is_replayed_is_there_once()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await here.WriteAsync("once");
        var entries = await here.Log.ReadAllAsync(default).ToListAsync();
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        var own = Mine("mine");
        for (var i = 0; i < 50; i++)
            await raw.SendAsync(new PeerEntries([entries[0], own]));
        await Eventually.TrueAsync(() => here.Texts.Count == 2, "both are there");
        await AnsweredAsync(raw);
        Assert.Equal(2, here.Texts.Count);
        Assert.Equal(2, (await here.Log.ReadAllAsync(default).ToListAsync()).Count);
    }

    [Fact]
    public async Task An_entry_of_another_group_is_not_taken()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        await raw.SendAsync(new PeerEntries([Sample.First(_hostile, "elsewhere")]));
        Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
        Assert.Empty(here.Texts);
    }

    [Fact]
    public async Task A_frame_past_the_limit_is_not_waited_for()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        await raw.SendAsync([0, 1, 0, 1, 5]);
        Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
        await Eventually.TrueAsync(() => here.Barred.Count == 1, "it is named");
    }

    [Fact]
    public async Task A_flood_is_read_slowly_and_others_are_heard()
    {
        await using var here = await TestPeer.StartAsync(Ward, discovery: null, s => s with { ReadBurstFrames = 100, ReadFramesPerSecond = 50 });
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        var answers = 0;
        var reading = Task.Run(async () =>
        {
            while (await raw.ReadAsync() is var frame)
                answers += frame is PeerPong ? 1 : 0;
        });
        const int Sent = 5000;
        for (var i = 0; i < Sent; i++)
            await raw.SendAsync(new PeerPing(i));
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await friend.WriteAsync("still heard");
        await Eventually.TrueAsync(() => here.Texts.Contains("still heard"), "the friend is heard");
        Assert.InRange(Volatile.Read(ref answers), 1, Sent - 1);
        Assert.Contains(friend.Key.Id, here.Peer.Linked);
    }

    [Fact]
    public async Task A_clock_that_lies_moves_nobody_and_its_owner_is_named()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        var ahead = TimeProvider.System.GetUtcNow().AddYears(10).ToUnixTimeMilliseconds();
        await raw.SendAsync(new PeerEntries([PeerEntry.Make(Ward.Id, _hostile.Public, 1, Digest.None, new HybridTime(ahead, 0), ahead, Sample.Said("from the future"), _hostile.Sign)]));
        await Eventually.TrueAsync(() => here.Ahead.Contains(_hostile.Id), "it is named");
        await here.WriteAsync("now");
        Assert.Equal(["now"], here.Texts);
        var entry = Assert.Single(await here.Log.ReadAllAsync(default).ToListAsync());
        Assert.True(entry.Clock.Milliseconds < ahead - TimeSpan.FromDays(365).TotalMilliseconds);
    }

    [Fact]
    public async Task A_fork_is_proved_and_its_author_named_to_all()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _hostile, Ward);
        await raw.SendAsync(new PeerEntries([Mine("one"), Mine("other")]));
        await Eventually.TrueAsync(() => here.Forked.Contains(Fingerprint.Of(_hostile.Id)) && friend.Forked.Contains(Fingerprint.Of(_hostile.Id)), "both know");
        await Eventually.TrueAsync(() => here.Texts.Count == 1 && here.Texts.SequenceEqual(friend.Texts), "both have the same branch");
    }

    public void Dispose() => _hostile.Dispose();

    private static async Task AnsweredAsync(RawPeer raw)
    {
        await raw.SendAsync(new PeerPing(1));
        while (await raw.ReadAsync().InTime() is not PeerPong)
        {
        }
    }

    private PeerEntry Mine(string text) => PeerEntry.Make(Ward.Id, _hostile.Public, 1, Digest.None, new HybridTime(1, 0), 1, Sample.Said(text), _hostile.Sign);
}
