using System.Net.Sockets;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Links;

public sealed class LinkTests : IDisposable
{
    private static readonly PeerGroup Ward = PeerGroup.Open("ward");

    private readonly DeviceKey _stranger = DeviceKey.New();

    [Fact]
    public async Task Five_peers_in_a_row_of_given_addresses_are_all_linked_and_have_everything()
    {
        var peers = new List<TestPeer>();
        try
        {
            for (var i = 0; i < 5; i++)
            {
                peers.Add(await TestPeer.StartAsync(Ward, i == 0 ? [] : [peers[i - 1].Address]));
                await peers[i].WriteAsync($"from {i}");
            }
            await Eventually.TrueAsync(() => peers.TrueForAll(p => p.Peer.Linked.Count == 4), "all are linked with all");
            foreach (var peer in peers)
                await peer.WriteAsync("all here");
            await Eventually.TrueAsync(() => peers.TrueForAll(p => p.Texts.Count == 10), "all have everything");
            Assert.All(peers, p => Assert.Equal(peers[0].Texts, p.Texts));
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_that_connect_to_each_other_at_once_have_one_link_and_it_is_the_lower_ones()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var one = await TestPeer.StartAsync(Ward);
            await using var other = await TestPeer.StartAsync(Ward);
            one.Peer.Add(other.Address);
            other.Peer.Add(one.Address);
            await Eventually.TrueAsync(() => Same(one, other), "one link, opened by the lower id");
            await one.WriteAsync("a");
            await other.WriteAsync("b");
            await Eventually.TrueAsync(() => one.Texts.Count == 2 && other.Texts.Count == 2, "both have both");
        }

        static bool Same(TestPeer one, TestPeer other)
        {
            var (mine, theirs) = (one.Peer.LinkSides, other.Peer.LinkSides);
            var lower = one.Key.Id < other.Key.Id;
            return mine.SequenceEqual([lower ? LinkSide.Opener : LinkSide.Taker]) && theirs.SequenceEqual([lower ? LinkSide.Taker : LinkSide.Opener]);
        }
    }

    [Fact]
    public async Task Whoever_was_away_gets_what_was_missed_from_another_than_its_author()
    {
        await using var between = await TestPeer.StartAsync(Ward);
        await using (var author = await TestPeer.StartAsync(Ward, between.Address))
        {
            await author.WriteAsync("before I go");
            await Eventually.TrueAsync(() => between.Texts.Count == 1, "the one between has it");
        }
        await using var late = await TestPeer.StartAsync(Ward, between.Address);
        await Eventually.TrueAsync(() => late.Texts.Contains("before I go"), "the late one has it");
    }

    [Fact]
    public async Task Only_who_knows_the_phrase_gets_in()
    {
        var phrase = PeerGroup.NewPhrase("es");
        await using var here = await TestPeer.StartAsync(PeerGroup.Passphrase("ward", phrase));
        await using var wrong = await TestPeer.StartAsync(PeerGroup.Passphrase("ward", "otra"), here.Address);
        await using var open = await TestPeer.StartAsync(PeerGroup.Open("ward"), here.Address);
        await using var right = await TestPeer.StartAsync(PeerGroup.Passphrase("ward", phrase), here.Address);
        await here.WriteAsync("secret");
        await Eventually.TrueAsync(() => right.Texts.Count == 1, "the member has it");
        Assert.Empty(wrong.Texts);
        Assert.Empty(open.Texts);
        Assert.Equal([right.Key.Id], here.Peer.Linked);
    }

    [Fact]
    public async Task Who_connects_without_the_phrase_gets_nothing_to_try_phrases_against()
    {
        var group = PeerGroup.Passphrase("ward", PeerGroup.NewPhrase("en"));
        await using var here = await TestPeer.StartAsync(group);
        await using var raw = await RawPeer.ConnectAsync(here.Peer.End, _stranger);
        await raw.SendAsync(new PeerHello(PeerLimits.Version, group.Id, new byte[PeerLimits.NonceBytes], 0));
        await raw.SendAsync(new PeerProof(new byte[PeerLimits.ProofBytes]));
        var read = await raw.ReadToEndAsync().InTime();
        Assert.IsType<PeerHello>(read[0]);
        Assert.Equal([new PeerBye(ByeReason.Proof)], read.Skip(1));
    }

    [Theory]
    [InlineData(2, ByeReason.Version)]
    [InlineData(1, ByeReason.Group)]
    public async Task Another_version_or_group_is_told_so(ushort version, ByeReason reason)
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.ConnectAsync(here.Peer.End, _stranger);
        await raw.SendAsync(new PeerHello(version, Digest.Of("another"u8), new byte[PeerLimits.NonceBytes], 0));
        Assert.Equal(new PeerBye(reason), (await raw.ReadToEndAsync().InTime())[^1]);
    }

    [Fact]
    public async Task A_device_is_not_linked_with_itself()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.ConnectAsync(here.Peer.End, here.Key);
        await raw.SendAsync(new PeerHello(PeerLimits.Version, Ward.Id, new byte[PeerLimits.NonceBytes], 0));
        Assert.Equal(new PeerBye(ByeReason.Self), (await raw.ReadToEndAsync().InTime())[^1]);
    }

    [Fact]
    public async Task A_member_that_forges_an_author_is_put_out_and_the_others_go_on()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, Ward);
        var forged = PeerEntry.Make(Ward.Id, here.Key.Public, 1, Digest.None, new HybridTime(1, 0), 1, Sample.Said("I am not me"), _stranger.Sign);
        await raw.SendAsync(new PeerEntries([forged]));
        Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
        await here.WriteAsync("still here");
        await Eventually.TrueAsync(() => friend.Texts.Contains("still here"), "the friend has it");
        Assert.DoesNotContain("I am not me", here.Texts);
    }

    [Fact]
    public async Task A_fork_is_told_to_all()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, Ward);
        var entries = new[] { "one", "other" }.Select(text => PeerEntry.Make(Ward.Id, _stranger.Public, 1, Digest.None, new HybridTime(1, 0), 1, Sample.Said(text), _stranger.Sign)).ToList();
        await raw.SendAsync(new PeerEntries(entries));
        await Eventually.TrueAsync(() => here.Forked.Count == 1 && friend.Forked.Count == 1, "both know who forked");
        Assert.Equal(Fingerprint.Of(_stranger.Id), Assert.Single(friend.Forked));
        var winner = entries[0].Hash < entries[1].Hash ? "one" : "other";
        await Eventually.TrueAsync(() => here.Texts.SequenceEqual([winner]) && friend.Texts.SequenceEqual([winner]), "both have the branch that counts");
    }

    [Fact]
    public async Task Bytes_that_are_no_frame_end_their_link_only()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, Ward);
        await raw.SendAsync([0xff, 0xff, 0xff, 0xff]);
        Assert.Contains(new PeerBye(ByeReason.BadFrame), await raw.ReadToEndAsync().InTime());
        using var plain = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await plain.ConnectAsync(here.Peer.End);
        await plain.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await Eventually.TrueAsync(() => here.Peer.Linked.Count == 1, "others are let in");
    }

    [Fact]
    public async Task A_member_that_does_not_read_is_let_go_and_nobody_waits_for_it()
    {
        await using var here = await TestPeer.StartAsync(Ward, discovery: null, s => s with { WindowBytes = 64 * 1024, BudgetBytes = 128 * 1024, PingAfter = TimeSpan.FromMilliseconds(100), SilentAfter = TimeSpan.FromSeconds(8) });
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await using var raw = await RawPeer.EnterAsync(here.Peer.End, _stranger, Ward);
        await raw.SendAsync(new PeerHave(Anew: true, []));
        await Eventually.TrueAsync(() => here.Peer.Linked.Count == 2, "both are linked");
        for (var i = 0; i < 100; i++)
            await here.WriteAsync(new string('x', 4000));
        await Eventually.TrueAsync(() => friend.Texts.Count == 100, "the friend has everything");
        await Eventually.TrueAsync(() => here.Peer.Linked.SequenceEqual([friend.Key.Id]), "the other was let go");
    }

    public void Dispose() => _stranger.Dispose();
}
