using Parley.Contracts;
using Parley.Testing;

namespace Parley.Client.Tests;

public sealed class ReconnectTests
{
    [Fact]
    public async Task Entries_written_while_the_link_was_down_come_once_and_in_order()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Say("bob", "1");
        await Eventually.ReadUntilAsync(client, e => e is Message { Text: "1" });
        server.Cut();
        server.Say("bob", "2", live: false);
        server.Say("bob", "3", live: false);
        await Eventually.TrueAsync(() => server.Connections.Count == 2 && server.Last.InRoom, "back in the room");
        server.Say("bob", "4");
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "4" });
        Assert.Equal(["2", "3", "4"], read.OfType<Message>().Select(m => m.Text));
        Assert.Contains(server.Received, c => c is JoinRoom { After: 1, Conversation: 7 });
    }

    [Fact]
    public async Task Post_whose_answer_was_lost_is_sent_again_under_its_id_and_exists_once()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        var lost = false;
        server.Intercept = (connection, command) =>
        {
            if (command is not Post post || lost)
                return false;
            lost = true;
            server.Say("ana", post.Text!, post.Id, live: false);
            connection.Cut();
            return true;
        };
        var posted = await client.PostToRoomAsync("uci", "hola").WaitAsync(FakeServer.Patience);
        Assert.Equal(new Position(1), posted.Position);
        Assert.True(posted.Duplicate);
        Assert.Single(server.Log);
        var read = await Eventually.ReadUntilAsync(client, e => e is Message);
        Assert.Equal("hola", ((Message)read[^1]).Text);
    }

    [Fact]
    public async Task Posts_made_while_the_link_is_down_keep_their_order()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Cut();
        await Eventually.TrueAsync(() => client.State is LinkState.Reconnecting, "noticed");
        var posts = Enumerable.Range(0, 50).Select(i => client.PostToRoomAsync("uci", $"{i}")).ToList();
        await Task.WhenAll(posts).WaitAsync(FakeServer.Patience);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), server.Log.OfType<Message>().Select(m => m.Text));
    }

    [Fact]
    public async Task Post_told_to_try_again_later_is_tried_again()
    {
        await using var server = new FakeServer();
        var time = new FakeTime();
        await using var client = await Clients.InRoomAsync(server, o => o with { Time = time });
        var refusals = 0;
        server.Intercept = (connection, command) =>
        {
            if (command is not Post || ++refusals > 2)
                return false;
            connection.Send(new Error(221, "later", new Dictionary<string, string> { ["seconds"] = "1" }) { Ref = command.Ref });
            return true;
        };
        var posting = client.PostToRoomAsync("uci", "hola");
        await Eventually.TrueAsync(() => posting.IsCompleted, "posted", () => time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(new Position(1), (await posting).Position);
        Assert.Equal(3, refusals);
    }

    [Fact]
    public async Task Private_messages_missed_on_this_device_are_read_from_history()
    {
        await using var server = new FakeServer();
        server.SayPrivately("bob", "ana", "old", live: false);
        await using var client = await Clients.InRoomAsync(server);
        server.SayPrivately("bob", "ana", "1");
        await Eventually.ReadUntilAsync(client, e => e is Message { Text: "1" });
        server.Cut();
        server.SayPrivately("bob", "ana", "2", live: false);
        server.SayPrivately("ana", "bob", "3", live: false);
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "3" });
        Assert.Equal(["2", "3"], read.OfType<Message>().Select(m => m.Text));
    }

    [Fact]
    public async Task Silent_link_is_noticed_within_25_seconds()
    {
        await using var server = new FakeServer();
        var time = new FakeTime();
        await using var client = await Clients.InRoomAsync(server, o => o with { Time = time });
        server.Last.Mute = true;
        var passed = TimeSpan.Zero;
        await Eventually.TrueAsync(() => client.State is LinkState.Reconnecting, "noticed", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            passed += TimeSpan.FromSeconds(1);
        });
        Assert.InRange(passed, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Quiet_link_with_a_living_server_stays_and_keeps_its_promise_to_speak()
    {
        await using var server = new FakeServer();
        var time = new FakeTime();
        await using var client = await Clients.InRoomAsync(server, o => o with { Time = time });
        for (var i = 1; i <= 6; i++)
        {
            var pings = i;
            await Eventually.TrueAsync(() => server.Received.Count(c => c is Ping) >= pings, "pinged", () => time.Advance(TimeSpan.FromSeconds(2)));
        }
        Assert.Equal(LinkState.Connected, client.State);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Revoked_session_does_not_come_back_and_the_stream_ends()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Last.Send(new Closing(CloseReason.Revoked));
        server.Last.Cut();
        var read = await Eventually.ReadUntilAsync(client, e => e is LinkChanged { State: LinkState.Closed });
        Assert.Equal(CloseReason.Revoked, ((LinkChanged)read[^1]).Closing?.Reason);
        await Assert.ThrowsAsync<LinkLostException>(() => client.PostToRoomAsync("uci", "x"));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Who_leaves_without_an_answer_is_told_whether_the_post_had_been_sent()
    {
        await using var server = new FakeServer { Intercept = (_, command) => command is Post };
        await using var client = await Clients.InRoomAsync(server);
        var sent = client.PostToRoomAsync("uci", "under way");
        await Eventually.TrueAsync(() => server.Received.OfType<Post>().Any(), "it has come");
        server.IsAway = true;
        server.Cut();
        await Eventually.TrueAsync(() => client.State is LinkState.Reconnecting, "lost");
        var waiting = client.PostToRoomAsync("uci", "never sent");
        await client.CloseAsync(CancellationToken.None);
        Assert.True((await Assert.ThrowsAsync<LinkLostException>(() => sent)).MayBeDone);
        Assert.False((await Assert.ThrowsAsync<LinkLostException>(() => waiting)).MayBeDone);
    }

    [Fact]
    public async Task Room_made_anew_is_told_and_entered()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Intercept = (connection, command) =>
        {
            if (command is not JoinRoom { Conversation: not null })
                return false;
            connection.Send(new Error(218, "anew", new Dictionary<string, string>()) { Ref = command.Ref });
            return true;
        };
        server.Cut();
        var read = await Eventually.ReadUntilAsync(client, e => e is RoomEntered);
        Assert.Contains(read, e => e is RoomClosed { Reason: "made-anew" });
    }

    [Theory]
    [InlineData(ErrorCode.NoSuchRoom, "gone")]
    [InlineData(ErrorCode.Banned, "kept-out")]
    public async Task Room_that_can_not_be_entered_again_is_told_by_why(ErrorCode code, string reason)
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        server.Intercept = (connection, command) =>
        {
            if (command is not JoinRoom)
                return false;
            connection.Send(new Error((int)code, "no", new Dictionary<string, string>()) { Ref = command.Ref });
            return true;
        };
        server.Cut();
        var read = await Eventually.ReadUntilAsync(client, e => e is RoomClosed);
        Assert.Equal(reason, ((RoomClosed)read[^1]).Reason);
    }

    [Fact]
    public void Waits_grow_and_differ_and_obey_the_server()
    {
        var backoff = new Backoff(new Random(7));
        var waits = Enumerable.Range(0, 10).Select(_ => backoff.Next()).ToList();
        Assert.InRange(waits[0], Backoff.First / 2, Backoff.First);
        Assert.All(waits, w => Assert.True(w <= Backoff.Last));
        Assert.True(waits[^1] >= Backoff.Last / 2);
        Assert.True(backoff.Next(TimeSpan.FromMinutes(5)) >= TimeSpan.FromMinutes(5));
    }
}
