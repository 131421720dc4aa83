using Parley.Contracts;
using Parley.Core.Nodes;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

public sealed class FairShareTests
{
    [Theory]
    [InlineData(10, new[] { 10, 10 }, 0)]
    [InlineData(5, new[] { 50, 50 }, 0)]
    [InlineData(11, new[] { 10, 10 }, 0)]
    [InlineData(100, new[] { 100, 0 }, 10)]
    [InlineData(4, new[] { 0 }, 1)]
    [InlineData(3, new int[0], 0)]
    [InlineData(100, new[] { 85, 85 }, 10)]
    [InlineData(105, new[] { 99, 96 }, 0)]
    public void A_node_asks_a_part_of_what_is_over_its_share_to_go(int near, int[] others, int surplus) =>
        Assert.Equal(surplus, FairShare.Surplus(near, others));

    [Fact]
    public void Beat_by_beat_every_node_comes_to_its_share_and_then_nobody_moves()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var chance = new Random(seed);
        int[] nodes = [500, 500, 0, 3];
        for (var beat = 0; beat < 60; beat++)
        {
            for (var n = 0; n < nodes.Length; n++)
            {
                for (var moving = FairShare.Surplus(nodes[n], [.. nodes.Where((_, other) => other != n)]); moving > 0; moving--)
                {
                    nodes[n]--;
                    // To any other node: clients don't know which has room.
                    nodes[(n + 1 + chance.Next(nodes.Length - 1)) % nodes.Length]++;
                }
            }
        }
        Assert.All(nodes, count => Assert.InRange(count, 200, 300));
        Assert.Equal(1003, nodes.Sum());
    }

    [Fact]
    public async Task Who_moves_is_asked_to_go_to_a_node_that_has_room_and_others_are_left_alone()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var clients = new List<TestClient>();
        for (var i = 0; i < 12; i++)
        {
            var client = nodes.One.Connect(placed: false);
            await client.DoAsync(new Hello(Moves: i % 2 == 0));
            await client.DoAsync(new Register($"p{i}", TestChat.Password));
            clients.Add(client);
        }
        await nodes.PassAsync(TimeSpan.FromMilliseconds(500), () => clients.Count(c => c.Door.Closed is not null) == 6);
        Assert.All(clients.Where((_, i) => i % 2 == 0), c => Assert.Equal(CloseReason.Moved, c.Door.Closed!.Reason));
        Assert.All(clients.Where((_, i) => i % 2 != 0), c => Assert.Null(c.Door.Closed));
    }

    [Fact]
    public async Task Nobody_is_sent_to_a_node_that_is_about_to_stop()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.Other.Chat.RetireAsync(CancellationToken.None);
        var clients = new List<TestClient>();
        for (var i = 0; i < 6; i++)
        {
            var client = nodes.One.Connect(placed: false);
            await client.DoAsync(new Hello(Moves: true));
            await client.DoAsync(new Register($"p{i}", TestChat.Password));
            clients.Add(client);
        }
        var steps = 0;
        await nodes.PassAsync(TimeSpan.FromMilliseconds(500), () => ++steps == 80);
        Assert.All(clients, c => Assert.Null(c.Door.Closed));
    }
}
