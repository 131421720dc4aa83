using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>A node that was not told of everything shows what it lacks from the log.</summary>
public sealed class BehindTests
{
    private const int CatchUpWaits = 2005;
    private const int CaughtUp = 2006;

    [Fact]
    public async Task A_batch_that_follows_more_than_a_page_of_other_nodes_entries_is_shown_to_its_end_at_once()
    {
        // The room's head is 1 then, and the second page from the log would end within the batch.
        const int elsewhere = 380;
        const int own = 60;
        SteeredLog? log = null;
        await using var nodes = await TwoNodes.StartAsync(other: stores => stores with { Messages = log = new SteeredLog(stores.Messages) });
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob", placed: false));
        await bob.DoAsync(new JoinRoom("default"));
        await bob.Door.SeesAsync<RoomEntered>();
        nodes.Cut(true);
        log!.Hold();
        await bob.DoAsync(new Post("first") { Room = "default" });
        for (var i = 0; i < elsewhere; i++)
            await ana.DoAsync(new Post($"a{i}"));
        await ana.DoAsync(new Ping());
        for (var i = 0; i < own; i++)
            await bob.DoAsync(new Post($"b{i}") { Room = "default" });
        log.Release();
        // No time passes: there is no comparison of heads that could help.
        await bob.Door.UntilAsync(told => told.OfType<Posted>().Count() == own + 1);
        Assert.Equal(Enumerable.Range(1, elsewhere + own + 1).Select(n => (long)n), bob.Door.Told.OfType<Message>().Select(m => m.Position.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ana")]
    public async Task What_one_has_said_oneself_is_ones_own_also_where_another_node_was_faster(string? to)
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 2 && nodes.Other.Chat.People.Online == 2, "both are known");
        await ana.DoAsync(new Post("one") { To = to is null ? null : "bob" });
        await bob.Door.SeesAsync<Message>(m => m.Text == "one");
        nodes.Cut(true);
        await ana.DoAsync(new Post("two") { To = to is null ? null : "bob" });
        await ana.DoAsync(new Ping());
        await bob.DoAsync(new Post("three") { To = to });
        await bob.Door.SeesAsync<Posted>();
        Assert.Equal(["one", "two", "three"], bob.Door.Texts);
        // By its origin a door knows what it need not show to its own.
        Assert.Equal([false, false, true], bob.Door.Told.OfType<Message>().Select(m => m.Origin == bob.Session.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_conversation_begun_by_somebody_whose_node_did_not_know_that_one_is_here_comes_soon(int secondsAfterLogin)
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        for (var i = 0; i < secondsAfterLogin; i++)
        {
            nodes.Other.Time.Advance(TimeSpan.FromSeconds(1));
            nodes.One.Time.Advance(TimeSpan.FromSeconds(1));
        }
        // As a node does that has nobody to tell.
        var (one, other) = (ana.Session.Account!.Id, bob.Session.Account!.Id);
        var pair = await nodes.One.Stores.Rooms.PairAsync(one, other, CancellationToken.None);
        await nodes.One.Stores.Messages.AppendAsync([new NewEntry(pair, EntryKind.Message, one, nodes.One.Time.GetUtcNow(), "psst"u8.ToArray())], CancellationToken.None);
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "psst"));
    }

    [Fact]
    public async Task A_conversation_that_is_busy_writing_holds_up_no_other_of_its_node()
    {
        SteeredLog? log = null;
        await using var nodes = await TwoNodes.StartAsync(other: stores => stores with { Messages = log = new SteeredLog(stores.Messages) });
        var ana = await nodes.One.ComeAsync("ana");
        var (bob, eva) = (await nodes.Other.ComeAsync("bob"), await nodes.Other.ComeAsync("eva"));
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 3, "all are known");
        await ana.DoAsync(new Post("to bob") { To = "bob" });
        await ana.DoAsync(new Post("to eva") { To = "eva" });
        await bob.Door.SeesAsync<Message>();
        await eva.Door.SeesAsync<Message>();
        log!.Hold();
        await bob.DoAsync(new Post("being written") { To = "ana" });
        await ana.DoAsync(new Post("waits behind it") { To = "bob" });
        await ana.DoAsync(new Post("goes on") { To = "eva" });
        await eva.Door.SeesAsync<Message>(m => m.Text == "goes on");
        Assert.DoesNotContain("waits behind it", bob.Door.Texts);
        log.Release();
        await bob.Door.SeesAsync<Message>(m => m.Text == "waits behind it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_private_conversation_begun_while_the_bus_was_away_comes_once_when_it_is_back(bool onlyHere)
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 2 && nodes.Other.Chat.People.Online == 2, "both are known");
        nodes.Cut(true, one: onlyHere);
        await ana.DoAsync(new Post("psst") { To = "bob" });
        await ana.Door.SeesAsync<Posted>();
        nodes.Cut(false, one: onlyHere);
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any());
        await ana.DoAsync(new Post("more") { To = "bob" });
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "more"));
        Assert.Equal(["psst", "more"], bob.Door.Texts);
    }

    [Fact]
    public async Task A_session_that_becomes_a_programs_lacks_no_position_from_then_on()
    {
        SteeredLog? log = null;
        await using var nodes = await TwoNodes.StartAsync(other: stores => stores with { Messages = log = new SteeredLog(stores.Messages) });
        var ana = await nodes.One.ComeAsync("ana");
        var bobs = await nodes.One.ComeAsync("bob", placed: false);
        await ana.DoAsync(new Post("one") { To = "bob" });
        await bobs.Door.SeesAsync<Message>(m => m.Text == "one");
        await nodes.PassAsync(TimeSpan.FromMilliseconds(100), () => nodes.One.Stores.Rooms.MarkerAsync(bobs.Session.Account!.Id, bobs.Door.Told.OfType<Message>().First().Conversation, MarkerKind.Delivered, default).AsTask().Result.Value == 1);
        await bobs.GoAsync();

        // It comes as a person's, waits for what it lacks, and becomes a program's before it has it (#proto json).
        log!.IsAway = conversation => conversation != nodes.Other.Chat.Rooms.Default.Id;
        var bob = nodes.Other.Connect();
        await bob.DoAsync(new PasswordLogin("bob", TestChat.Password));
        await bob.Door.SeesAsync<LoggedIn>();
        bob.Session.BecomeProgram();
        // A request of theirs at the other node speaks for them, and shows them nothing.
        var visit = new TestClient(nodes.One.Chat, Sessions.Manner.Visiting, new Sessions.Origin("127.0.0.1", IsSecret: true, IsExempt: true, "test"));
        Assert.Null(await visit.Session.VisitAsAsync(bob.Session.Account!.Id, null, default));
        await ana.DoAsync(new Post("two") { To = "bob" });
        await visit.DoAsync(new Post("three") { To = "ana" });
        await ana.Door.SeesAsync<Message>(m => m.Text == "three");
        log.IsAway = _ => false;
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "three"));

        nodes.Cut(true);
        await visit.DoAsync(new Post("four") { To = "ana" });
        await ana.Door.SeesAsync<Message>(m => m.Text == "four");
        nodes.Cut(false);
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Any(m => m.Text == "four"));
        Assert.Equal([("two", 2L), ("three", 3L), ("four", 4L)], bob.Door.Told.OfType<Message>().Select(m => (m.Text, m.Position.Value)));
    }

    [Fact]
    public async Task Other_nodes_learn_that_a_session_is_a_programs_now()
    {
        await using var nodes = await TwoNodes.StartAsync(settings => settings.Rooms.Sessions = "shared");
        var bob = await nodes.One.ComeAsync("bob");
        await bob.DoAsync(new CreateRoom("uci"));
        bob.Session.BecomeProgram();
        await Eventually.TrueAsync(() => nodes.Other.Chat.People.Find("bob")?.Sessions is [{ IsPlaced: false }], "known there");
        // Programs lead nobody: a person's session begins in the default room.
        var other = await nodes.Other.ComeAsync("bob");
        Assert.Equal(["default"], other.Session.RoomNames);
    }

    [Fact]
    public async Task A_session_that_waits_for_the_store_says_so_once_and_once_that_it_is_over()
    {
        SteeredLog? log = null;
        var records = new RecordingLog();
        await using var test = await TestChat.StartAsync(with: stores => stores with { Messages = log = new SteeredLog(stores.Messages) }, log: records);
        await (await test.ComeAsync("bob")).GoAsync();
        foreach (var other in new[] { "ana", "eva" })
            await (await test.ComeAsync(other)).DoAsync(new Post("hola") { To = "bob" });
        log!.IsAway = _ => true;
        var bob = test.Connect(placed: false);
        await bob.DoAsync(new PasswordLogin("bob", TestChat.Password));
        await Eventually.TrueAsync(() => records.Count(CatchUpWaits) > 0, "it waits");
        var asked = log.Refused;
        await Eventually.TrueAsync(
            () =>
            {
                test.Time.Advance(TimeSpan.FromSeconds(1));
                return log.Refused >= asked + 5;
            },
            "it has asked again and again");
        log.IsAway = _ => false;
        await Eventually.TrueAsync(
            () =>
            {
                test.Time.Advance(TimeSpan.FromSeconds(1));
                return records.Count(CaughtUp) > 0;
            },
            "it is over");
        Assert.Equal(["hola", "hola"], bob.Door.Texts);
        Assert.Equal((1, 1), (records.Count(CatchUpWaits), records.Count(CaughtUp)));
    }
}
