using System.Net;
using Parley.Cluster.Outgoing;
using Parley.Cluster.Rabbit;
using Parley.Cluster.Tests.Support;
using Parley.Testing;

namespace Parley.Cluster.Tests.Rabbit;

/// <summary>More than somebody can take.</summary>
public sealed class OverflowTests(BrokerFixture broker)
{
    private readonly RabbitSettings _settings = broker.Settings($"overflow-{Guid.NewGuid():N}");

    [Fact]
    public async Task A_node_that_is_stuck_loses_frames_knows_it_and_keeps_nobody_waiting()
    {
        await using var talker = await Node.OpenAsync(_settings);
        await using var quick = await Node.OpenAsync(_settings);
        await using var stuck = await Node.OpenAsync(_settings with { QueueFrames = 20 });
        await quick.FollowAsync(1, talker);
        await stuck.FollowAsync(1, talker);
        using var release = new ManualResetEventSlim();
        stuck.Ear.OnHeard = () => release.Wait();
        try
        {
            // One at a time, so that each is a frame: what the client and the queue take, and more.
            for (var i = 1; i <= 200; i++)
            {
                talker.Bus.Publish(Node.Event(1, i));
                await Eventually.TrueAsync(() => quick.Ear.Entries.Count >= i, "the quick node hears it");
            }
            Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), quick.Ear.Entries.Select(e => e.Position.Value));
            await Eventually.TrueAsync(() => !stuck.Bus.IsConnected, "the stuck node counts as disconnected");
            Assert.True(quick.Bus.IsConnected);
            Assert.True(talker.Bus.IsConnected);
        }
        finally
        {
            release.Set();
        }
        await Eventually.TrueAsync(() => stuck.Ear.Connections.SequenceEqual([true, false, true]), "the stuck node is told of its loss");
        await Eventually.TrueAsync(() => stuck.Ear.Entries.Any(e => e.Position.Value == 200), "the last ones arrive");
        Assert.InRange(stuck.Ear.Entries.Count, 20, 199);
    }

    [Fact]
    public async Task Past_the_outbox_entries_are_dropped_and_their_heads_told()
    {
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, broker.Port));
        await using var talker = await Node.OpenAsync(Through(proxy));
        await using var ear = await Node.OpenAsync(_settings);
        foreach (var conversation in new[] { 1, 2, 3 })
            await ear.FollowAsync(conversation, talker);
        proxy.ToServer.Stall();
        const int Published = 60_000;
        for (var i = 1; i <= Published; i++)
            talker.Bus.Publish(Node.Event(i % 3 + 1, i, bodyBytes: 1000));
        Assert.InRange(talker.Bus.EntriesDropped, 1, Published);
        Assert.InRange(talker.Bus.QueuedBytes, 1, Outbox.MaxBytes);
        // Its sender runs on another thread, which on a busy machine may not have had its turn yet.
        await Eventually.TrueAsync(() => talker.Bus.ConfirmsWaiting >= 1, "something is on its way");
        Assert.InRange(talker.Bus.ConfirmsWaiting, 1, ConfirmWindow.Size);
        proxy.ToServer.Resume();
        foreach (var last in new[] { Published - 2, Published - 1, Published })
            await Eventually.TrueAsync(() => ear.Ear.Events.Any(e => e.Conversation.Value == last % 3 + 1 && e.Head.Value == last), "the head is told");
        await Eventually.TrueAsync(() => talker.Bus is { QueuedBytes: 0, ConfirmsWaiting: 0 }, "all is sent and confirmed");
        await Eventually.TrueAsync(() => ear.Ear.Entries.Count + talker.Bus.EntriesDropped == Published, "what was not dropped is heard");
        Assert.Equal([true], talker.Ear.Connections);
    }

    [Fact]
    public async Task More_conversations_than_can_be_remembered_are_a_loss_that_every_node_is_told_of()
    {
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, broker.Port));
        await using var talker = await Node.OpenAsync(Through(proxy));
        await using var ear = await Node.OpenAsync(_settings);
        proxy.ToServer.Stall();
        for (var i = 1; i <= 60_000; i++)
            talker.Bus.Publish(Node.Event(i, 1, bodyBytes: 1000));
        await Eventually.TrueAsync(() => !talker.Bus.IsConnected, "the node counts as disconnected");
        proxy.ToServer.Resume();
        await Eventually.TrueAsync(() => talker.Ear.Connections.SequenceEqual([true, false, true]), "the one who lost it is told");
        await Eventually.TrueAsync(() => ear.Ear.Connections.SequenceEqual([true, false, true]), "the other is told");
    }

    [Fact]
    public async Task Notes_past_the_window_are_a_disconnection_until_there_is_room_again()
    {
        await using var proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, broker.Port));
        await using var talker = await Node.OpenAsync(Through(proxy));
        await using var ear = await Node.OpenAsync(_settings);
        proxy.ToServer.Stall();
        for (var i = 0; i < 100_000 && talker.Bus.IsConnected; i++)
            talker.Send(new string('x', 1000));
        Assert.False(talker.Bus.IsConnected);
        await Eventually.TrueAsync(() => talker.Ear.Connections.SequenceEqual([true, false]), "told of the loss");
        var dropped = talker.Bus.NotesDropped;
        talker.Send("for nobody");
        Assert.Equal(dropped + 1, talker.Bus.NotesDropped);
        proxy.ToServer.Resume();
        await Eventually.TrueAsync(() => talker.Ear.Connections.SequenceEqual([true, false, true]), "told that there is room");
        talker.Send("for all");
        await Eventually.TrueAsync(() => ear.Ear.Notes is [.., { Text: "for all" }], "heard again");
        Assert.DoesNotContain(ear.Ear.Notes, n => n.Text == "for nobody");
    }

    /// <summary>The stalls of these tests are shorter than what counts as a lost connection.</summary>
    private RabbitSettings Through(FaultProxy proxy) => _settings with
    {
        Addresses = [_settings.Addresses[0] with { Port = proxy.EndPoint.Port }],
        Heartbeat = TimeSpan.FromSeconds(60),
    };
}
