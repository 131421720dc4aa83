using Parley.Contracts;
using Parley.Testing;

namespace Parley.Client.Tests;

/// <summary>Several equal nodes of one chat.</summary>
public sealed class NodesTests : IAsyncDisposable
{
    private readonly FakeServer _one = new();
    private readonly FakeServer _two;

    public NodesTests() => _two = new FakeServer(twin: _one);

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Node_that_refuses_is_passed_over(int seed)
    {
        await _one.DisposeAsync();
        await using var client = new ParleyClient(Clients.Options(_one.Address, _two.Address) with { Random = new Random(seed) });
        await client.ConnectAsync();
        Assert.Equal(_two.Address, client.Address);
    }

    [Fact]
    public async Task No_node_is_told_once_each_was_tried_and_connecting_may_be_tried_again()
    {
        await _one.DisposeAsync();
        _two.IsAway = true;
        await using var client = new ParleyClient(Clients.Options(_one.Address, _two.Address));
        await Assert.ThrowsAnyAsync<Exception>(() => client.ConnectAsync());
        _two.IsAway = false;
        await client.ConnectAsync();
        Assert.Equal(_two.Address, client.Address);
    }

    [Fact]
    public async Task Clients_spread_over_the_nodes()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            await using var client = new ParleyClient(Clients.Options(_one.Address, _two.Address) with { Random = new Random(seed) });
            await client.ConnectAsync();
        }
        Assert.InRange(_one.Connections.Count, 4, 16);
        Assert.Equal(20, _one.Connections.Count + _two.Connections.Count);
    }

    [Fact]
    public async Task Other_node_is_asked_from_the_positions_seen_and_nothing_is_missed_or_doubled()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        here.Say("bob", "1");
        await Eventually.ReadUntilAsync(client, e => e is Message { Text: "1" });
        here.SayPrivately("bob", "ana", "aside", live: false);
        here.Say("bob", "2", live: false);
        here.Cut();
        await Eventually.TrueAsync(() => other.Connections.Count == 1 && other.Last.InRoom, "in the room by the other node");
        other.Say("bob", "3");
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "3" });
        Assert.Equal(["2", "3"], read.OfType<Message>().Where(m => m.Room is not null).Select(m => m.Text));
        Assert.Contains(other.Received, c => c is JoinRoom { After: 1, Conversation: 7 });
        if (!read.OfType<Message>().Any(m => m.Text == "aside"))
            await Eventually.ReadUntilAsync(client, e => e is Message { Text: "aside" });
        Assert.Equal(other.Address, client.Address);
    }

    [Fact]
    public async Task Unanswered_post_goes_to_the_other_node_under_its_id_and_exists_once()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        here.Intercept = (connection, command) =>
        {
            if (command is not Post post)
                return false;
            here.Say("ana", post.Text!, post.Id, live: false);
            connection.Cut();
            return true;
        };
        var posted = await client.PostToRoomAsync("uci", "hola").WaitAsync(FakeServer.Patience);
        Assert.True(posted.Duplicate);
        Assert.Single(_one.Log);
        Assert.Equal(here.Received.OfType<Post>().Single().Id, other.Received.OfType<Post>().Single().Id);
        var read = await Eventually.ReadUntilAsync(client, e => e is Message);
        Assert.Equal("hola", ((Message)read[^1]).Text);
    }

    [Fact]
    public async Task Stopping_node_is_left_at_once_whatever_it_asks_and_post_refused_by_it_is_accepted_elsewhere()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        here.Intercept = (connection, command) =>
        {
            if (command is not Post)
                return false;
            connection.Send(new Error((int)ErrorCode.Stopping, "stopping", new Dictionary<string, string>()) { Ref = command.Ref });
            // Its socket stays open: the word is enough.
            connection.Send(new Closing(CloseReason.ServerStopping, "ana", RetryAfter: 3600));
            return true;
        };
        var posted = await client.PostToRoomAsync("uci", "hola").WaitAsync(FakeServer.Patience);
        Assert.Equal(new Position(1), posted.Position);
        Assert.Equal(other.Address, client.Address);
        var read = await Eventually.ReadUntilAsync(client, e => e is LinkChanged { State: LinkState.Reconnecting });
        var left = (LinkChanged)read[^1];
        Assert.InRange(left.RetryIn!.Value, TimeSpan.Zero, Rounds.LongestHop);
        Assert.Equal(other.Address, left.Address);
        Assert.Equal(CloseReason.ServerStopping, left.Closing?.Reason);
    }

    [Fact]
    public async Task Client_with_another_node_says_that_it_moves_and_goes_when_it_is_asked()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        Assert.True(here.Received.OfType<Hello>().Single().Moves);
        here.Last.Send(new Closing(CloseReason.Moved, "ana"));
        await Eventually.TrueAsync(() => other.Connections.Count == 1 && other.Last.InRoom, "in the room by the other node");
    }

    [Fact]
    public async Task Client_with_one_address_stays()
    {
        await using var client = new ParleyClient(Clients.Options(_one.Address));
        await client.ConnectAsync();
        Assert.False(_one.Received.OfType<Hello>().Single().Moves);
    }

    [Fact]
    public async Task Private_messages_that_a_stopping_node_would_not_give_are_read_from_the_other()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        here.SayPrivately("bob", "ana", "1");
        await Eventually.ReadUntilAsync(client, e => e is Message { Text: "1" });
        here.Intercept = (connection, command) =>
        {
            if (command is not ReadHistory)
                return false;
            connection.Send(new Error((int)ErrorCode.Stopping, "stopping", new Dictionary<string, string>()) { Ref = command.Ref });
            connection.Send(new Closing(CloseReason.ServerStopping, "ana"));
            return true;
        };
        here.SayPrivately("bob", "ana", "2", live: false);
        here.SayPrivately("bob", "ana", "3");
        var read = await Eventually.ReadUntilAsync(client, e => e is Message { Text: "3" });
        Assert.Equal(["2", "3"], read.OfType<Message>().Select(m => m.Text));
        Assert.Contains(other.Received, c => c is ReadHistory { After: 1 });
    }

    [Fact]
    public async Task Node_that_has_come_back_is_used_again()
    {
        await using var client = await InRoomAsync();
        var (here, other) = Sides(client);
        here.IsAway = true;
        here.Cut();
        await Eventually.TrueAsync(() => client.Address == other.Address, "on the other");
        here.IsAway = false;
        other.IsAway = true;
        other.Cut();
        await Eventually.TrueAsync(() => client.Address == here.Address, "back on the first");
    }

    [Fact]
    public async Task When_all_nodes_are_away_the_waits_grow_to_half_a_minute()
    {
        var time = new FakeTime();
        await using var client = await InRoomAsync(o => o with { Time = time });
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        var read = new List<LinkChanged>();
        var reading = Eventually.ReadUntilAsync(client, e =>
        {
            if (e is LinkChanged { State: LinkState.Reconnecting } link)
                read.Add(link);
            return read.Count == 11;
        });
        await Eventually.TrueAsync(() => reading.IsCompleted, "eleven waits", () => time.Advance(TimeSpan.FromSeconds(3)));
        await reading;
        Assert.NotNull(read[0].Address);
        var limit = TimeSpan.FromSeconds(0.5);
        foreach (var link in read.Skip(1))
        {
            Assert.Null(link.Address);
            Assert.InRange(link.RetryIn!.Value, limit / 2, limit);
            limit = limit * 2 > Backoff.Last ? Backoff.Last : limit * 2;
        }
        Assert.Equal(2, Assert.IsType<NoServerException>(read[^1].Cause).Addresses.Count);
    }

    [Fact]
    public async Task Links_that_break_at_once_make_the_waits_grow()
    {
        await using var client = new ParleyClient(Clients.Options(_one.Address));
        await client.ConnectAsync();
        var waits = new List<TimeSpan>();
        while (waits.Count < 3)
        {
            _one.Cut();
            var read = await Eventually.ReadUntilAsync(client, e => e is LinkChanged { State: LinkState.Reconnecting });
            waits.Add(((LinkChanged)read[^1]).RetryIn!.Value);
            if (waits.Count < 3)
                await Eventually.ReadUntilAsync(client, e => e is LinkChanged { State: LinkState.Connected });
        }
        Assert.True(waits[0] < waits[1] && waits[1] < waits[2], string.Join(", ", waits));
    }

    [Fact]
    public void Rounds_go_by_chance_that_a_seed_repeats()
    {
        ServerAddress[] nodes = [.. Enumerable.Range(1, 3).Select(n => ServerAddress.Tls($"n{n}"))];
        List<TimeSpan> Waits(int seed)
        {
            var rounds = new Rounds(nodes, oneServer: false, new Random(seed));
            return [.. Enumerable.Range(0, 30).Select(_ => rounds.Fail(TimeSpan.Zero).Wait)];
        }
        var waits = Waits(7);
        Assert.Equal(waits, Waits(7));
        Assert.NotEqual(waits, Waits(8));
        for (var i = 0; i < waits.Count; i++)
            Assert.InRange(waits[i], TimeSpan.Zero, i % 3 == 2 ? Backoff.Last : Rounds.LongestHop);
        Assert.True(waits[29] >= Backoff.Last / 2);
    }

    [Fact]
    public void Round_waits_as_long_as_every_node_asks_and_takes_the_first_to_fail_first()
    {
        var (a, b) = (ServerAddress.Tls("a"), ServerAddress.Tls("b"));
        var rounds = new Rounds([a, b], oneServer: false, new Random(1));
        rounds.Fail(TimeSpan.FromSeconds(60));
        Assert.Equal(b, rounds.Next);
        var (wait, over) = rounds.Fail(TimeSpan.FromSeconds(40));
        Assert.True(over);
        Assert.InRange(wait, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        Assert.Equal(a, rounds.Next);
        rounds.Fail(TimeSpan.FromSeconds(60));
        Assert.InRange(rounds.Fail(TimeSpan.Zero).Wait, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void One_server_by_several_ways_is_tried_again_by_the_same_way_after_a_wait()
    {
        var (a, b) = (ServerAddress.Unix("/s"), ServerAddress.Tls("127.0.0.1"));
        var rounds = new Rounds([a, b], oneServer: true, new Random(1));
        var (wait, over) = rounds.Lose(TimeSpan.FromSeconds(2));
        Assert.True(over);
        Assert.InRange(wait, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Equal(a, rounds.Next);
    }

    private Task<ParleyClient> InRoomAsync(Func<ParleyClientOptions, ParleyClientOptions>? change = null) =>
        Clients.InRoomAsync(_one, o => (change?.Invoke(o) ?? o) with { Addresses = [_one.Address, _two.Address] });

    private (FakeServer Here, FakeServer Other) Sides(ParleyClient client) => client.Address == _one.Address ? (_one, _two) : (_two, _one);
}
