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
