using Parley.Contracts;
using Parley.Core.Nodes;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>Two nodes are one chat.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task People_of_both_nodes_are_in_one_list_and_see_each_other_come_and_go()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        var bob = await nodes.Other.ComeAsync("bob");
        await ana.Door.SeesAsync<MemberJoined>(e => e.Login == "bob");
        foreach (var client in new[] { ana, bob })
        {
            await Eventually.TrueAsync(() => client.Session.Chat.People.Online == 2, "both are known");
            await client.DoAsync(new ListUsers());
            Assert.Equal(["ana", "bob"], (await client.Door.SeesAsync<UserList>()).Users.Select(u => u.Login));
        }
        await bob.GoAsync();
        await ana.Door.SeesAsync<MemberLeft>(e => e.Login == "bob");
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 1, "gone here too");
    }

    [Fact]
    public async Task A_node_that_starts_later_learns_who_is_there()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        await using var third = await TestChat.StartAsync(with: _ => nodes.One.Stores with { Bus = ((InMemory.LoopbackBus)nodes.Bus).Join() });
        Assert.Equal(1, third.Chat.People.Online);
        var eva = await third.ComeAsync("eva", placed: false);
        await eva.DoAsync(new JoinRoom("uci"));
        Assert.Equal(2, (await eva.Door.SeesAsync<RoomEntered>()).People);
        await ana.Door.SeesAsync<MemberJoined>(e => e is { Room: "uci", Login: "eva" });
    }

    [Fact]
    public async Task Each_node_tells_operators_of_all_of_them()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.Other.ComeAsync("bob");
        await nodes.PassAsync(TimeSpan.FromSeconds(1), () => nodes.One.Chat.Figures().Nodes is [{ Here: true, Sessions: 0 }, { Here: false, Sessions: 1 }]);
        Assert.All(nodes.One.Chat.Figures().Nodes, node =>
        {
            Assert.Equal((Environment.MachineName, false), (node.Host, node.Stopping));
            Assert.NotNull(node.Version);
            Assert.NotNull(node.Since);
        });
        Assert.Equal(2, nodes.One.Chat.Cluster!.Living);
        Assert.Equal(2, (await NodeLife.ListAsync(nodes.One.Stores.Claims, CancellationToken.None)).Count);
    }

    [Theory]
    [InlineData(true, 2610, 2602)]
    [InlineData(false, 2602, 2610)]
    public async Task A_node_that_stops_is_told_from_one_that_dies(bool stops, int told, int other)
    {
        var log = new RecordingLog();
        await using var nodes = await TwoNodes.StartAsync(otherLog: log);
        var third = await TestChat.StartAsync(with: _ => nodes.One.Stores with { Bus = ((InMemory.LoopbackBus)nodes.Bus).Join() });
        await nodes.PassAsync(TimeSpan.FromSeconds(1), () => nodes.Other.Chat.Cluster!.Living == 3);
        if (stops)
            await third.DisposeAsync();
        // Else its clock stands still, and it renews nothing.
        await nodes.PassAsync(TimeSpan.FromSeconds(1), () => log.Count(told) == 1);
        if (!stops)
            await third.DisposeAsync();
        Assert.Equal(0, log.Count(other));
    }

    [Fact]
    public async Task What_is_said_at_either_node_has_one_order_that_everybody_sees()
    {
        const int posts = 200;
        await using var nodes = await TwoNodes.StartAsync();
        TestClient[] people = [await nodes.One.ComeAsync("ana"), await nodes.One.ComeAsync("bob"), await nodes.Other.ComeAsync("eva"), await nodes.Other.ComeAsync("leo")];
        await Task.WhenAll(people.Select((p, n) => Task.Run(async () =>
        {
            for (var i = 0; i < posts; i++)
                await p.DoAsync(new Post($"{n}.{i}", $"{n}.{i}"));
        })));
        foreach (var person in people)
            await nodes.ToldAsync(person, told => told.OfType<Message>().Count() >= posts * people.Length);
        var first = people[0].Door.Told.OfType<Message>().Select(m => (m.Position.Value, m.Text)).ToList();
        Assert.Equal(Enumerable.Range(1, posts * people.Length).Select(n => (long)n), first.Select(m => m.Value));
        Assert.All(people, p => Assert.Equal(first, p.Door.Told.OfType<Message>().Select(m => (m.Position.Value, m.Text))));
    }

    [Fact]
    public async Task What_was_said_while_the_bus_was_away_comes_once_when_it_is_back_also_without_any_new_message()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.Door.SeesAsync<MemberJoined>();
        nodes.Cut(true);
        for (var i = 0; i < 300; i++)
        {
            await ana.DoAsync(new Post($"a{i}"));
            await bob.DoAsync(new Post($"b{i}"));
        }
        await ana.DoAsync(new Ping());
        await bob.DoAsync(new Ping());
        nodes.Cut(false);
        foreach (var client in new[] { ana, bob })
        {
            await nodes.ToldAsync(client, told => told.OfType<Message>().Count() >= 600);
            Assert.Equal(Enumerable.Range(1, 600).Select(n => (long)n), client.Door.Told.OfType<Message>().Select(m => m.Position.Value));
        }
    }

    [Fact]
    public async Task A_frame_that_is_lost_is_read_from_the_log()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.DoAsync(new Post("one"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "one");
        nodes.Cut(true);
        await ana.DoAsync(new Post("lost"));
        await ana.DoAsync(new Ping());
        nodes.Cut(false);
        await ana.DoAsync(new Post("three"));
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "three"));
        Assert.Equal(["one", "lost", "three"], bob.Door.Texts);
    }

    [Fact]
    public async Task A_room_that_a_node_was_not_told_of_is_there_for_everybody_at_once()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        var (bob, eva, leo) = (await nodes.Other.ComeAsync("bob", placed: false), await nodes.Other.ComeAsync("eva"), await nodes.Other.ComeAsync("leo", placed: false));
        nodes.Cut(true);
        await ana.DoAsync(new CreateRoom("one"));
        await bob.DoAsync(new JoinRoom("one"));
        Assert.Equal("one", (await bob.Door.SeesAsync<RoomEntered>()).Room);
        await ana.DoAsync(new CreateRoom("two"));
        await eva.DoAsync(new EnterRoom("two"));
        await eva.Door.SeesAsync<RoomEntered>(e => e.Room == "two");
        await ana.DoAsync(new CreateRoom("three"));
        Assert.Equal((int)ErrorCode.NotInRoom, await leo.RefusedAsync(new Post("hola") { Room = "three" }));
        await ana.DoAsync(new CreateRoom("four"));
        RoomName.TryParse("four", out var four);
        Assert.NotNull(await nodes.Other.Chat.Views.ViewAsync(four, default));
        Assert.Equal((int)ErrorCode.NoSuchRoom, await leo.RefusedAsync(new JoinRoom("five")));
    }

    [Fact]
    public async Task A_room_that_was_deleted_at_another_node_is_gone_for_whoever_speaks_or_comes_in()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        var (bob, eva, leo) = (await nodes.Other.ComeAsync("bob", placed: false), await nodes.Other.ComeAsync("eva"), await nodes.Other.ComeAsync("leo", placed: false));
        foreach (var name in new[] { "one", "two", "three" })
            await ana.DoAsync(new CreateRoom(name));
        foreach (var name in new[] { "one", "two", "three" })
        {
            await bob.DoAsync(new JoinRoom(name));
            await bob.Door.SeesAsync<RoomEntered>(e => e.Room == name);
        }
        await eva.DoAsync(new EnterRoom("three"));
        await eva.Door.SeesAsync<RoomEntered>(e => e.Room == "three");
        nodes.Cut(true);
        foreach (var name in new[] { "one", "two", "three" })
            await ana.DoAsync(new DeleteRoom(name));
        Assert.Equal((int)ErrorCode.NoSuchRoom, await bob.RefusedAsync(new Post("hola") { Room = "one" }));
        await bob.Door.SeesAsync<RoomClosed>(e => e.Room == "one");
        Assert.Equal((int)ErrorCode.NoSuchRoom, await bob.RefusedAsync(new JoinRoom("two")));
        Assert.Equal((int)ErrorCode.NoSuchRoom, await eva.RefusedAsync(new EnterRoom("three")));
        await eva.Door.SeesAsync<RoomClosed>(e => e is { Room: "three", Now: "default" });
        Assert.Equal((int)ErrorCode.NoSuchRoom, await leo.RefusedAsync(new Post("hola") { Room = "one" }));
    }

    [Fact]
    public async Task Of_more_sessions_than_an_account_may_have_the_newest_go_at_whichever_node_they_are()
    {
        await using var nodes = await TwoNodes.StartAsync(settings => settings.Limits.SessionsPerAccount = 3);
        // Neither node hears of the other's: each lets in as many as there may be.
        nodes.Cut(true);
        await nodes.One.ComeAsync("ana");
        var sessions = new List<TestClient>();
        for (var i = 0; i < 3; i++)
        {
            foreach (var node in new[] { nodes.Other, nodes.One })
            {
                if (node == nodes.Other || i < 2)
                    sessions.Add(await node.ComeAsync("ana", placed: false));
                nodes.One.Time.Advance(TimeSpan.FromMilliseconds(10));
                nodes.Other.Time.Advance(TimeSpan.FromMilliseconds(10));
            }
        }
        nodes.Cut(false);
        await nodes.PassAsync(TimeSpan.FromMilliseconds(100), () => sessions.Skip(2).All(s => s.Door.Closed is not null));
        Assert.All(sessions.Skip(2), s => Assert.Equal(CloseReason.TooManyConnections, s.Door.Closed!.Reason));
        Assert.All(sessions.Take(2), s => Assert.Null(s.Door.Closed));
        Assert.Equal((int)ErrorCode.TooManySessions, await nodes.One.Connect().RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
    }

    [Fact]
    public async Task The_same_client_id_at_two_nodes_at_once_is_one_message()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (here, there) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("ana"));
        for (var i = 0; i < 50; i++)
        {
            var post = new Post("hola", $"id{i}");
            await Task.WhenAll(Task.Run(() => here.DoAsync(post).AsTask()), Task.Run(() => there.DoAsync(post).AsTask()));
        }
        await here.Door.UntilAsync(told => told.OfType<Posted>().Count() == 50);
        await there.Door.UntilAsync(told => told.OfType<Posted>().Count() == 50);
        await nodes.ToldAsync(here, told => told.OfType<Message>().Count() >= 50);
        Assert.Equal(50, (await nodes.One.Stores.Messages.SpanAsync(nodes.One.Chat.Rooms.Default.Id, default)).Head.Value);
        Assert.Equal(50, here.Door.Told.OfType<Posted>().Concat(there.Door.Told.OfType<Posted>()).Count(p => p.Duplicate == true));
    }

    [Fact]
    public async Task Private_messages_cross_nodes_once_and_in_order()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 2 && nodes.Other.Chat.People.Online == 2, "both are known");
        for (var i = 0; i < 100; i++)
        {
            await ana.DoAsync(new Post($"a{i}") { To = "bob" });
            await bob.DoAsync(new Post($"b{i}") { To = "ana" });
        }
        foreach (var client in new[] { ana, bob })
        {
            await nodes.ToldAsync(client, told => told.OfType<Message>().Count() >= 200);
            Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), client.Door.Told.OfType<Message>().Select(m => m.Position.Value));
        }
        Assert.True(ana.Door.Told.OfType<Posted>().First().Delivered);
        var pair = ana.Door.Told.OfType<Message>().First().Conversation;
        await Eventually.TrueAsync(
            () =>
            {
                nodes.Other.Time.Advance(TimeSpan.FromMilliseconds(100));
                return nodes.One.Stores.Rooms.MarkerAsync(bob.Session.Account!.Id, pair, MarkerKind.Delivered, default).AsTask().Result.Value == 200;
            },
            "noted as delivered");
        await bob.GoAsync();
        var back = await nodes.One.ComeAsync("bob");
        await back.DoAsync(new Ping());
        Assert.Empty(back.Door.Texts);
    }

    [Fact]
    public async Task A_private_message_that_is_lost_between_the_nodes_comes_from_the_log_without_a_further_one()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = await WithOneWordAsync(nodes);
        nodes.Cut(true);
        await ana.DoAsync(new Post("two") { To = "bob" });
        await ana.Door.SeesAsync<Posted>(p => p.Position.Value == 2);
        nodes.Cut(false);
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "two"));
        Assert.Equal(["one", "two"], bob.Door.Texts);
    }

    [Fact]
    public async Task A_private_message_that_is_told_after_a_login_has_shown_it_is_not_shown_again()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = await WithOneWordAsync(nodes);
        var one = ana.Session.Account!.Id;
        var other = bob.Session.Account!.Id;
        var pair = bob.Door.Told.OfType<Message>().First().Conversation;
        var entries = await nodes.One.Stores.Messages.ReadAfterAsync(pair, Position.None, 10, default);
        nodes.Bus.Send(new PairTold(pair, one, other, entries).ToBytes());
        await ana.DoAsync(new Post("two") { To = "bob" });
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "two"));
        Assert.Equal(["one", "two"], bob.Door.Texts);
    }

    /// <summary>At either node somebody, of whom the second came when the first had already written to them.</summary>
    private static async Task<(TestClient Ana, TestClient Bob)> WithOneWordAsync(TwoNodes nodes)
    {
        var ana = await nodes.One.ComeAsync("ana");
        await (await nodes.Other.ComeAsync("bob")).GoAsync();
        await ana.DoAsync(new Post("one") { To = "bob" });
        await ana.Door.SeesAsync<Posted>();
        var bob = await nodes.Other.ComeAsync("bob");
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 2, "bob is known");
        await bob.Door.SeesAsync<Message>(m => m.Text == "one");
        return (ana, bob);
    }

    [Fact]
    public async Task A_room_made_and_ended_at_one_node_is_made_and_ended_at_the_other()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.DoAsync(new CreateRoom("uci"));
        await Eventually.TrueAsync(() => nodes.Other.Chat.Rooms.List().Any(r => r is { Name: "uci", People: 1 }), "known there, with who made it");
        await bob.DoAsync(new EnterRoom("uci"));
        Assert.Equal(2, (await bob.Door.SeesAsync<RoomEntered>(e => e.Room == "uci")).People);
        Assert.NotEqual(0, await bob.RefusedAsync(new CreateRoom("uci")));
        await ana.DoAsync(new DeleteRoom("uci"));
        Assert.Equal("default", (await bob.Door.SeesAsync<RoomClosed>()).Now);
        Assert.Equal(1, nodes.Other.Chat.Rooms.Count);
    }

    [Fact]
    public async Task Who_is_put_out_at_one_node_is_out_at_the_other()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob", placed: false));
        await ana.DoAsync(new CreateRoom("uci"));
        await Eventually.TrueAsync(() => nodes.Other.Chat.Rooms.Count == 2, "known there");
        await bob.DoAsync(new JoinRoom("uci"));
        await ana.Door.SeesAsync<MemberJoined>(e => e is { Room: "uci", Login: "bob" });
        await ana.DoAsync(new Kick("bob"));
        await bob.Door.SeesAsync<MemberKicked>(e => e.Room == "uci");
        Assert.Empty(bob.Session.RoomNames);
    }

    [Fact]
    public async Task Rules_hold_at_a_node_that_has_not_heard_of_them()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob", placed: false));
        await ana.DoAsync(new CreateRoom("uci"));
        await Eventually.TrueAsync(() => nodes.Other.Chat.Rooms.Count == 2, "known there");
        await bob.DoAsync(new JoinRoom("uci"));
        await bob.Door.SeesAsync<RoomEntered>();
        nodes.Cut(true);
        await ana.DoAsync(new ChangeRules([new RuleChange(RoomRule.Moderated, true)]));
        await ana.Door.SeesAsync<RulesChanged>();
        Assert.Equal((int)ErrorCode.MayNotSpeak, await bob.RefusedAsync(new Post("hola") { Room = "uci" }));
    }

    [Fact]
    public async Task People_of_a_node_that_died_leave_the_lists_within_ten_seconds()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        await nodes.Other.ComeAsync("bob");
        await ana.Door.SeesAsync<MemberJoined>();
        nodes.Cut(true);
        // The other node's clock stands still: it renews nothing.
        for (var seconds = 0; seconds < 10; seconds++)
        {
            nodes.One.Time.Advance(TimeSpan.FromSeconds(1));
            await ana.DoAsync(new Ping());
        }
        await ana.Door.SeesAsync<MemberLeft>(e => e.Login == "bob");
    }

    [Fact]
    public async Task Who_is_suspended_at_one_node_goes_out_at_the_other()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var bob = await nodes.Other.ComeAsync("bob");
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 1, "known here");
        await nodes.One.Chat.SuspendAsync(bob.Session.Account!.Id, true, default);
        await Eventually.TrueAsync(() => bob.Door.Closed is { Reason: CloseReason.Revoked }, "closed there");
        await Eventually.TrueAsync(() => nodes.Other.Chat.Suspensions.Contains(bob.Session.Account.Id), "known there");
    }

    [Fact]
    public async Task Who_comes_in_at_a_node_where_nobody_was_is_held_to_the_turns()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await nodes.One.ComeAsync("eva");
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new TakeTurns(TurnAct.Start, ["ana", "eva"]));
        await ana.DoAsync(new Post("uno"));
        await Eventually.TrueAsync(() => nodes.Other.Chat.Rooms.Count == 2, "known there");
        await bob.DoAsync(new EnterRoom("uci"));
        await bob.Door.SeesAsync<TurnState>();
        Assert.Equal((int)ErrorCode.NotInTurns, await bob.RefusedAsync(new Post("dos")));
    }

    [Fact]
    public async Task Turns_are_taken_one_at_a_time_over_both_nodes()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.Door.SeesAsync<MemberJoined>();
        await ana.DoAsync(new CreateRoom("uci"));
        await Eventually.TrueAsync(() => nodes.Other.Chat.Rooms.Count == 2, "known there");
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.Door.SeesAsync<MemberJoined>(e => e is { Room: "uci", Login: "bob" });
        await ana.DoAsync(new TakeTurns(TurnAct.Start));
        await bob.Door.SeesAsync<TurnState>();
        nodes.Cut(true);
        // Free for anybody: both begin, and only one can be first.
        await Task.WhenAll(Task.Run(() => ana.DoAsync(new Post("ana 1")).AsTask()), Task.Run(() => bob.DoAsync(new Post("bob 1")).AsTask()));
        await Task.WhenAll(Task.Run(() => ana.DoAsync(new Post("ana 2")).AsTask()), Task.Run(() => bob.DoAsync(new Post("bob 2")).AsTask()));
        await ana.DoAsync(new Ping());
        await bob.DoAsync(new Ping());
        nodes.Cut(false);
        await nodes.ToldAsync(ana, told => told.OfType<Message>().Any());
        Assert.True(RoomName.TryParse("uci", out var uci));
        var said = await nodes.One.Stores.Messages.ReadAfterAsync(nodes.One.Chat.Rooms.Find(uci)!.Id, Position.None, 10, default);
        var authors = said.Where(e => e.Kind == EntryKind.Message).Select(e => e.Author).ToList();
        Assert.NotEmpty(authors);
        Assert.All(authors.Zip(authors.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }
}
