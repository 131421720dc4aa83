using Parley.Core.Ports;
using Parley.Lan.Links;
using Parley.Lan.Tests.Support;
using Parley.Testing;

namespace Parley.Lan.Tests.Links;

public sealed class FullDiskTests
{
    private static readonly PeerGroup Ward = PeerGroup.Open("ward");

    [Fact]
    public async Task What_could_not_be_stored_is_refused_and_sent_to_nobody()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await here.WriteAsync("before");
        await Eventually.TrueAsync(() => friend.Texts.Count == 1, "they are linked");
        here.Log.IsFull = true;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => here.WriteAsync("lost"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => here.WriteAsync("lost too"));
        await Eventually.TrueAsync(() => friend.Peer.Linked.Count == 0, "the link is let go");
        here.Log.IsFull = false;
        await Eventually.TrueAsync(() => here.Storing.SequenceEqual([false, true]), "it is told that it works again");
        await here.WriteAsync("after");
        await Eventually.TrueAsync(() => friend.Texts.SequenceEqual(["before", "after"]), "the friend has what was accepted");
        Assert.Equal(["before", "after"], here.Texts);
        Assert.Empty(friend.Forked);
    }

    [Fact]
    public async Task What_others_wrote_meanwhile_is_there_once_when_the_disk_has_room_again()
    {
        await using var here = await TestPeer.StartAsync(Ward);
        await using var friend = await TestPeer.StartAsync(Ward, here.Address);
        await friend.WriteAsync("one");
        await Eventually.TrueAsync(() => here.Texts.Count == 1, "they are linked");
        here.Log.IsFull = true;
        await friend.WriteAsync("two");
        await Eventually.TrueAsync(() => here.Storing.Count == 1, "the log has failed");
        await friend.WriteAsync("three");
        Assert.Equal(["one"], here.Texts);
        here.Log.IsFull = false;
        await Eventually.TrueAsync(() => here.Texts.SequenceEqual(["one", "two", "three"]), "all has come");
        Assert.Equal(3, (await here.Log.ReadAllAsync(default).ToListAsync()).Count);
    }
}
