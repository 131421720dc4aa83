using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Xunit;

namespace Parley.Core.Tests;

public sealed class PrivateTests
{
    [Fact]
    public async Task A_private_message_reaches_every_session_of_both_whatever_their_rooms()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var other = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        var eva = await test.ComeAsync("eva");
        await bob.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new Post("ven") { To = "bob" });
        await bob.Door.SeesAsync<Message>(m => m is { Text: "ven", From: "ana", To: "bob" });
        await other.Door.SeesAsync<Message>(m => m.Text == "ven");
        Assert.True((await ana.Door.SeesAsync<Posted>()).Delivered);
        await eva.DoAsync(new Ping());
        Assert.Empty(eva.Door.Texts);
    }

    [Fact]
    public async Task What_was_written_to_somebody_away_comes_once_at_the_next_login()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        await bob.GoAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 0; i < 3; i++)
            await ana.DoAsync(new Post($"{i}") { To = "bob" });
        Assert.False((await ana.Door.SeesAsync<Posted>()).Delivered);
        var back = await test.ComeAsync("bob");
        await back.Door.UntilAsync(told => told.OfType<Message>().Count() == 3);
        Assert.Equal(["0", "1", "2"], back.Door.Texts);
        await MarkedAsync(test, "bob", 3);
        await back.GoAsync();
        var again = await test.ComeAsync("bob");
        await again.DoAsync(new Ping());
        Assert.Empty(again.Door.Texts);
    }

    [Fact]
    public async Task Who_says_goodbye_and_comes_back_at_once_is_not_shown_again_what_they_had_got()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        bob.Door.AcknowledgesLate = true;
        await ana.DoAsync(new Post("ven") { To = "bob" });
        await bob.Door.SeesAsync<Message>();
        await bob.DoAsync(new Exit());
        var again = await test.ComeAsync("bob");
        await again.DoAsync(new Ping());
        Assert.Empty(again.Door.Texts);
    }

    [Fact]
    public async Task A_program_is_shown_its_own_words_in_their_place_when_it_is_caught_up()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        await bob.GoAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new Post("one") { To = "bob" });
        var pair = (await ana.Door.SeesAsync<Posted>()).Conversation;
        // From another node, say, which has not told yet that it was delivered.
        foreach (var (author, text) in new[] { (bob, "two"), (ana, "three") })
            await test.Stores.Messages.AppendAsync([new NewEntry(pair, EntryKind.Message, author.Session.Account!.Id, test.Time.GetUtcNow(), Encoding.UTF8.GetBytes(text))], default);
        var back = await test.ComeAsync("bob", placed: false);
        await back.Door.UntilAsync(told => told.OfType<Message>().Any(m => m.Text == "three"));
        Assert.Equal(["one", "two", "three"], back.Door.Texts);
    }

    [Fact]
    public async Task A_long_absence_is_caught_up_in_order_while_more_is_being_written()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        await bob.GoAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 0; i < 1500; i++)
            await ana.DoAsync(new Post($"{i}") { To = "bob" });
        await ana.DoAsync(new Ping());
        var writing = Task.Run(async () =>
        {
            for (var i = 1500; i < 3000; i++)
                await ana.DoAsync(new Post($"{i}") { To = "bob" });
        });
        var back = await test.ComeAsync("bob");
        await writing;
        await back.Door.UntilAsync(told => told.OfType<Message>().Count() >= 3000);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), back.Door.Texts);
    }

    [Fact]
    public async Task Two_people_who_write_at_once_see_one_order()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 300; i++)
                    await ana.DoAsync(new Post($"a{i}") { To = "bob" });
            }),
            Task.Run(async () =>
            {
                for (var i = 0; i < 300; i++)
                    await bob.DoAsync(new Post($"b{i}") { To = "ana" });
            }));
        await ana.Door.UntilAsync(told => told.OfType<Message>().Count() == 600);
        await bob.Door.UntilAsync(told => told.OfType<Message>().Count() == 600);
        Assert.Equal(ana.Door.Texts, bob.Door.Texts);
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), ana.Door.Told.OfType<Message>().Select(m => m.Position.Value));
    }

    [Fact]
    public async Task Nobody_writes_to_oneself_to_nobody_or_to_the_absent_where_that_is_refused()
    {
        await using var test = await TestChat.StartAsync(s => s.Private.Offline = "refuse");
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        Assert.Equal((int)ErrorCode.PrivateToSelf, await ana.RefusedAsync(new Post("x") { To = "ana" }));
        Assert.Equal((int)ErrorCode.NoSuchUser, await ana.RefusedAsync(new Post("x") { To = "nadie" }));
        await bob.GoAsync();
        Assert.Equal((int)ErrorCode.UserOffline, await ana.RefusedAsync(new Post("x") { To = "bob" }));
    }

    private static async Task MarkedAsync(TestChat test, string login, long position)
    {
        Login.TryParse(login, out var name);
        var account = await test.Stores.Accounts.FindAsync(name, CancellationToken.None);
        var pair = (await test.Stores.Rooms.PairsOfAsync(account!.Id, CancellationToken.None))[0];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await test.Stores.Rooms.MarkerAsync(account.Id, pair.Conversation, Ports.MarkerKind.Delivered, CancellationToken.None)).Value < position)
        {
            limit.Token.ThrowIfCancellationRequested();
            test.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
