using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class ReadingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(250)]
    [InlineData(1990)]
    public async Task Resuming_gives_every_later_entry_once_while_others_go_on_writing(int after)
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 1; i <= 2000; i++)
            await ana.DoAsync(new Post($"{i}"));
        await ana.DoAsync(new Ping());
        var writing = Task.Run(async () =>
        {
            for (var i = 2001; i <= 4000; i++)
                await ana.DoAsync(new Post($"{i}"));
        });
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("default", after) { Ref = 5 });
        await writing;
        await bob.Door.UntilAsync(told => told.OfType<Message>().Count() >= 4000 - after);
        Assert.Equal(Enumerable.Range(after + 1, 4000 - after).Select(i => (long)i), bob.Door.Told.OfType<Message>().Select(m => m.Position.Value));
        var told = bob.Door.Told.ToList();
        Assert.True(told.FindIndex(e => e is RoomEntered { Ref: 5 }) < told.FindIndex(e => e is Message));
        Assert.Single(told.OfType<RoomEntered>());
    }

    [Fact]
    public async Task History_is_paged_both_ways_and_says_whether_there_is_more()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 1; i <= 30; i++)
            await ana.DoAsync(new Post($"{i}"));
        var newest = await PageAsync(ana, new ReadHistory(Limit: 10));
        Assert.Equal((21, 30, true), Span(newest));
        var before = await PageAsync(ana, new ReadHistory(Before: 11, Limit: 10));
        Assert.Equal((1, 10, false), Span(before));
        var after = await PageAsync(ana, new ReadHistory(After: 5, Limit: 10));
        Assert.Equal((6, 15, true), Span(after));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new ReadHistory(Limit: 1001)));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new ReadHistory(Before: 3, After: 1)));

        static (int First, int Last, bool More) Span(HistoryPage page) =>
            ((int)page.Entries[0].Position.Value, (int)page.Entries[^1].Position.Value, page.More);
    }

    [Fact]
    public async Task Edits_and_redactions_have_places_of_their_own_and_leave_a_tombstone()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new Post("ola"));
        await ana.DoAsync(new Ping());
        Assert.Equal((int)ErrorCode.NotYours, await bob.RefusedAsync(new EditMessage(1, "x")));
        await ana.DoAsync(new EditMessage(1, "hola"));
        await bob.Door.SeesAsync<Edit>(e => e.Target.Value == 1 && e.Position.Value == 2 && e.Text == "hola");
        await ana.DoAsync(new RedactMessage(1));
        await bob.Door.SeesAsync<Redaction>(r => r.Target.Value == 1 && r.Position.Value == 3);
        Assert.Equal((int)ErrorCode.NoSuchMessage, await ana.RefusedAsync(new RedactMessage(1)));
        var page = await PageAsync(bob, new ReadHistory());
        Assert.Equal(3, page.Entries.Count);
        Assert.True(page.Entries[0] is Message { Erased: true, Text: "" });
        Assert.True(page.Entries[1] is Edit { Erased: true, Text: "" });
    }

    [Fact]
    public async Task A_room_one_is_not_in_can_not_be_read()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        var bob = await test.ComeAsync("bob");
        Assert.Equal((int)ErrorCode.NotInRoom, await bob.RefusedAsync(new ReadHistory { Room = "uci" }));
        Assert.Equal((int)ErrorCode.NotInRoom, await bob.RefusedAsync(new Contracts.Search("x") { Room = "uci" }));
        Assert.Equal((int)ErrorCode.NotInRoom, await bob.RefusedAsync(new Post("x") { Room = "uci" }));
    }

    [Fact]
    public async Task Who_visits_reads_a_room_that_would_let_them_in_and_no_other()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new Post("hola"));
        await ana.DoAsync(new Ping());
        var bob = await test.ComeAsync("bob");
        Assert.Equal("hola", Assert.IsType<Message>(Assert.Single((await PageAsync(bob, new ReadHistory(Visit: true) { Room = "uci" })).Entries)).Text);
        await ana.DoAsync(new ListUsers("room"));
        Assert.Equal(["ana"], (await ana.Door.SeesAsync<UserList>()).Users.Select(u => u.Login));

        await ana.DoAsync(new ChangeRules([new RuleChange(RoomRule.Key, On: true, "4711")]) { Room = "uci" });
        await ana.DoAsync(new Ping());
        Assert.Equal((int)ErrorCode.NotInRoom, await bob.RefusedAsync(new ReadHistory(Visit: true) { Room = "uci" }));
    }

    [Fact]
    public async Task What_was_before_the_first_join_stays_hidden_where_the_setting_says_so()
    {
        await using var test = await TestChat.StartAsync(s => s.History.Visible = "since-join");
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new Post("antes"));
        await ana.DoAsync(new Ping());
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("default", 0));
        await ana.DoAsync(new Post("después"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "después");
        Assert.Equal(["después"], bob.Door.Texts);
        Assert.Equal(2, (await PageAsync(bob, new ReadHistory { Room = "default" })).First.Value);
        await bob.GoAsync();
        var back = await test.ComeAsync("bob", placed: false);
        await back.DoAsync(new JoinRoom("default", 0));
        await back.Door.SeesAsync<Message>(m => m.Text == "después");
        Assert.Equal(["después"], back.Door.Texts);
    }

    private static async Task<HistoryPage> PageAsync(TestClient client, ReadHistory command)
    {
        client.Door.Forget();
        await client.DoAsync(command);
        return await client.Door.SeesAsync<HistoryPage>();
    }
}
