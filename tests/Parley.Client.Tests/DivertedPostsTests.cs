using Parley.Contracts;

namespace Parley.Client.Tests;

public sealed class DivertedPostsTests
{
    [Fact]
    public async Task While_the_server_is_away_posts_go_elsewhere_under_their_ids_the_waiting_ones_first()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        await GoAwayAsync(server, client);
        var waiting = client.PostToRoomAsync("uci", "waiting");
        var taken = new List<Post>();
        client.DivertPosts(post =>
        {
            taken.Add((Post)post);
            return Task.FromResult<Posted?>(Posted(taken.Count));
        });
        Assert.Equal(1, (await waiting.WaitAsync(FakeServer.Patience)).Position.Value);
        Assert.Equal(2, (await client.PostToRoomAsync("uci", "later").WaitAsync(FakeServer.Patience)).Position.Value);
        Assert.Equal(["waiting", "later"], taken.Select(p => p.Text));
        Assert.All(taken, p => Assert.NotNull(p.Id));
        Assert.Empty(server.Log);
    }

    [Fact]
    public async Task What_nobody_else_takes_waits_for_the_server_and_later_posts_go_there_again()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        await GoAwayAsync(server, client);
        client.DivertPosts(_ => Task.FromResult<Posted?>(null));
        var waiting = client.PostToRoomAsync("uci", "for the server");
        server.IsAway = false;
        Assert.Equal(1, (await waiting.WaitAsync(FakeServer.Patience)).Position.Value);
        await client.PostToRoomAsync("uci", "so is this").WaitAsync(FakeServer.Patience);
        Assert.Equal(["for the server", "so is this"], server.Log.OfType<Message>().Select(m => m.Text));
    }

    [Fact]
    public async Task With_a_link_nothing_is_diverted()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        client.DivertPosts(_ => throw new InvalidOperationException("not here"));
        await client.PostToRoomAsync("uci", "hola").WaitAsync(FakeServer.Patience);
        Assert.Single(server.Log);
    }

    [Fact]
    public async Task A_client_that_begins_without_the_server_logs_in_when_it_comes_and_only_then_sends_what_waits()
    {
        await using var server = new FakeServer { IsAway = true };
        await using var client = new ParleyClient(Clients.Options(server.Address));
        client.ConnectLater("ana", Credentials.Password("ana", "pencil"), new NoServerException([server.Address], new IOException("away")));
        Assert.Equal((LinkState.Reconnecting, "ana"), (client.State, client.Login));
        client.DivertPosts(post => Task.FromResult(((Post)post).Text == "for the peers" ? Posted(1) : null));
        Assert.Equal(1, (await client.PostToRoomAsync("uci", "for the peers").WaitAsync(FakeServer.Patience)).Position.Value);
        var waiting = client.PostToRoomAsync("uci", "for the server");
        server.IsAway = false;
        await waiting.WaitAsync(FakeServer.Patience);
        Assert.Equal(["for the server"], server.Log.OfType<Message>().Select(m => m.Text));
        var received = server.Received.ToList();
        Assert.True(received.FindIndex(c => c is ScramFinish) is >= 0 and var login && login < received.FindIndex(c => c is Post));
    }

    private static async Task GoAwayAsync(FakeServer server, ParleyClient client)
    {
        server.IsAway = true;
        server.Cut();
        await Eventually.TrueAsync(() => client.State is LinkState.Reconnecting, "noticed");
    }

    private static Posted Posted(long position) => new(new ConversationId(9), new Position(position), DateTimeOffset.UnixEpoch);
}
