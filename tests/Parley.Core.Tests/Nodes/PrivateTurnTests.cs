using Parley.Contracts;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>Two people who take turns, at two nodes.</summary>
public sealed class PrivateTurnTests
{
    [Fact]
    public async Task Turns_begun_at_one_node_hold_at_the_other()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = await StartAsync(nodes);
        await ana.DoAsync(new Post("uno") { To = "bob" });
        await bob.Door.SeesAsync<TurnState>(s => s.Turn == "bob");
        Assert.NotEqual(0, await ana.RefusedAsync(new Post("otra vez") { To = "bob" }));
        await bob.DoAsync(new Post("dos") { To = "ana" });
        await ana.Door.SeesAsync<TurnState>(s => s.Turn == "ana");
        Assert.NotEqual(0, await bob.RefusedAsync(new Post("otra vez") { To = "ana" }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_comes_to_a_node_where_nobody_was_is_held_to_the_turns(bool visiting)
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.One.ComeAsync("bob"));
        await ana.DoAsync(new TakeTurns(TurnAct.Start) { To = "bob" });
        await ana.DoAsync(new Post("uno") { To = "bob" });
        await bob.Door.SeesAsync<TurnState>(s => s.Turn == "bob");
        TestClient elsewhere;
        if (visiting)
        {
            elsewhere = new TestClient(nodes.Other.Chat, Sessions.Manner.Visiting, new Sessions.Origin("127.0.0.1", IsSecret: true, IsExempt: true, "test"));
            Assert.Null(await elsewhere.Session.VisitAsAsync(ana.Session.Account!.Id, null, default));
        }
        else
        {
            elsewhere = await nodes.Other.ComeAsync("ana", placed: false);
        }
        Assert.NotEqual(0, await elsewhere.RefusedAsync(new Post("otra vez") { To = "bob" }));
        await bob.DoAsync(new Post("dos") { To = "ana" });
        await ana.Door.SeesAsync<TurnState>(s => s.Turn == "ana");
        if (!visiting)
            await nodes.ToldAsync(elsewhere, told => told.OfType<TurnState>().Any(s => s.Turn == "ana"));
        await elsewhere.DoAsync(new Post("tres") { To = "bob" });
        await bob.Door.SeesAsync<Message>(m => m.Text == "tres");
    }

    [Fact]
    public async Task Of_two_who_take_the_turn_at_once_at_two_nodes_one_is_refused()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = await StartAsync(nodes);
        // Neither hears of the other.
        nodes.Cut(true);
        await ana.DoAsync(new TakeTurns(TurnAct.Take) { To = "bob" });
        await ana.Door.SeesAsync<Done>(d => d.What == "turn");
        Assert.NotEqual(0, await bob.RefusedAsync(new TakeTurns(TurnAct.Take) { To = "ana" }));
        Assert.NotEqual(0, await bob.RefusedAsync(new Post("yo") { To = "ana" }));
        await ana.DoAsync(new Post("uno") { To = "bob" });
        await nodes.ToldAsync(bob, told => told.OfType<TurnState>().Any(s => s.Turn == "bob"));
        await bob.DoAsync(new Post("dos") { To = "ana" });
        await bob.Door.SeesAsync<Posted>();
        nodes.Cut(false);
        await nodes.ToldAsync(ana, told => told.OfType<Message>().Count() == 2);
        Assert.Equal(["uno", "dos"], ana.Door.Texts);
        Assert.Equal(["uno", "dos"], bob.Door.Texts);
    }

    /// <summary>At either node one of two who take turns; nobody has spoken.</summary>
    private static async Task<(TestClient Ana, TestClient Bob)> StartAsync(TwoNodes nodes)
    {
        var (ana, bob) = (await nodes.One.ComeAsync("ana", placed: false), await nodes.Other.ComeAsync("bob", placed: false));
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 2 && nodes.Other.Chat.People.Online == 2, "both are known");
        await ana.DoAsync(new TakeTurns(TurnAct.Start) { To = "bob" });
        await bob.Door.SeesAsync<TurnState>();
        return (ana, bob);
    }
}
