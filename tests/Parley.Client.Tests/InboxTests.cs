using Parley.Contracts;

namespace Parley.Client.Tests;

public sealed class InboxTests
{
    [Fact]
    public async Task Slow_reader_loses_no_entry_and_commands_are_answered_meanwhile()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server, o => o with { EventCapacity = 400 });
        for (var i = 1; i <= 2000; i++)
            server.Say("bob", $"{i}");
        // Nobody reads yet: the answer has to find its way past a full queue.
        await client.PostToRoomAsync("uci", "last").WaitAsync(FakeServer.Patience);
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "last" });
        Assert.Equal(Enumerable.Range(1, 2001).Select(i => (long)i), read.OfType<Message>().Select(m => m.Position.Value));
    }

    [Fact]
    public async Task Gap_left_by_the_server_is_filled_from_history_and_a_double_is_dropped()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Say("bob", "1");
        server.Say("bob", "2", live: false);
        server.Say("bob", "3");
        server.Last.Send(server.Log[0]);
        server.Say("bob", "4");
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "4" });
        Assert.Equal(["1", "2", "3", "4"], read.OfType<Message>().Select(m => m.Text));
    }

    [Fact]
    public async Task Words_of_guests_pass_each_once_and_disturb_no_order()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        var passing = new Message { Conversation = default, Position = default, From = "zoe", To = "ana", Time = DateTimeOffset.UnixEpoch, Text = "psst", Passing = true };
        server.Say("bob", "1");
        server.Last.Send(passing);
        server.Last.Send(passing with { Text = "psst 2" });
        server.Say("bob", "2");
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "2" });
        Assert.Equal(["1", "psst", "psst 2", "2"], read.OfType<Message>().Select(m => m.Text));
        Assert.DoesNotContain(server.Received, c => c is ReadHistory);
    }

    [Fact]
    public async Task Topics_rules_and_reactions_keep_the_order_without_a_gap()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Say("bob", "1");
        var said = server.Log[0];
        server.Last.Send(new TopicChanged { Room = said.Room, Conversation = said.Conversation, Position = new Position(2), From = "bob", Time = said.Time, Text = "guardia" });
        server.Last.Send(new RulesChanged { Room = said.Room, Conversation = said.Conversation, Position = new Position(3), From = "bob", Time = said.Time, Changes = [new RuleChange("moderated", true)] });
        server.Last.Send(new Reaction { Room = said.Room, Conversation = said.Conversation, Position = new Position(4), From = "bob", Time = said.Time, Target = new Position(1), Text = "👍" });
        server.Last.Send(new PersonGone("zoe", "Quit"));
        var read = await Eventually.ReadUntilAsync(client, e => e is PersonGone);
        Assert.Equal([1L, 2, 3, 4], read.OfType<EntryEvent>().Select(e => e.Position.Value));
        Assert.DoesNotContain(server.Received, c => c is ReadHistory);
    }

    [Fact]
    public async Task Whoever_was_put_out_does_not_come_back_with_the_next_connection()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Say("bob", "1");
        server.Last.Send(new MemberKicked("uci", server.Log[0].Conversation, client.Login!, "bob", "ruido"));
        await Eventually.ReadUntilAsync(client, e => e is MemberKicked);
        var before = server.Received.Count(c => c is JoinRoom);
        server.Last.Cut();
        await Eventually.ReadUntilAsync(client, e => e is LinkChanged { State: LinkState.Connected });
        Assert.Equal(before, server.Received.Count(c => c is JoinRoom));
    }

    [Fact]
    public async Task Bot_may_answer_each_message_from_its_reading_loop()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server, o => o with { EventCapacity = 400 });
        for (var i = 1; i <= 1000; i++)
            server.Say("bob", $"{i}");
        var answered = 0;
        using var limit = new CancellationTokenSource(FakeServer.Patience);
        await foreach (var next in client.ReadEventsAsync(limit.Token))
        {
            if (next is not Message { From: "bob" } message)
                continue;
            await client.PostToRoomAsync("uci", $"re {message.Text}", cancellationToken: limit.Token);
            if (++answered == 1000)
                break;
        }
        Assert.Equal(2000, server.Log.Count);
    }
}
