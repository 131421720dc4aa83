using Parley.Contracts;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

public sealed class LettingGoTests
{
    [Fact]
    public async Task What_is_taken_back_goes_from_every_log_and_who_comes_later_sees_only_that_there_was_something()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        var posted = Assert.IsType<Posted>((await a.AskAsync(new Post("the code is 4711", "c-1")))[^1]);
        await a.TypeAsync("hola");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: hola"), "bob has both");
        Assert.IsType<Posted>((await a.AskAsync(new RedactMessage(posted.Position.Value)))[^1]);

        await Until.TrueAsync(async () => await BareAsync(ana) == 1 && await BareAsync(bob) == 1, "the words have gone from both");
        await using var carl = await TestDevice.StartAsync("carl", bob);
        using var c = carl.Enter();
        await Until.TrueAsync(async () => await MessagesAsync(c) is [{ Erased: true, Text: "" }, { Erased: null, Text: "hola" }], "carl sees the place of it");
        Assert.Equal(1, await BareAsync(carl));

        Assert.True(await MessagesAsync(a) is [{ Erased: true, Late: null }, { Text: "hola" }]);
        // Whoever says it again under its id meant what has been taken back.
        Assert.True(Assert.IsType<Posted>((await a.AskAsync(new Post("the code is 4711", "c-1")))[^1]).Duplicate);
        await using var again = await ana.RestartAsync(bob);
        using var a2 = again.Enter();
        Assert.True(await MessagesAsync(a2) is [{ Erased: true }, { Text: "hola" }]);
        Assert.Equal(1, await BareAsync(again));
    }

    [Fact]
    public async Task What_one_has_let_go_of_is_not_shown_there_and_comes_late_from_who_has_it()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await a.TypeAsync("one");
        await a.TypeAsync("two");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: two"), "bob has both");
        var one = (await bob.Log.ReadAllAsync(default).ToListAsync()).Single(e => e.Content.Body.Span.SequenceEqual("one"u8));
        await bob.Peer.EmptyAsync([one], default);
        Assert.True(await MessagesAsync(b) is [{ Text: "two" }]);

        await using var carl = await TestDevice.StartAsync("carl", bob);
        using var c = carl.Enter();
        await Until.TrueAsync(async () => await MessagesAsync(c) is [{ Text: "two" }], "carl has what bob has");
        Assert.Equal(1, await BareAsync(carl));
        carl.Peer.Add(ana.Address);
        await Eventually.TrueAsync(() => c.Events.OfType<Message>().Any(m => m is { Text: "one", Late: > 0 }), "carl is shown it, as late");
        Assert.True(await MessagesAsync(c) is [{ Text: "one" }, { Text: "two" }]);
        // Bob let go of it on purpose.
        Assert.Equal(1, await BareAsync(bob));
    }

    [Fact]
    public async Task A_private_word_that_came_without_its_body_is_shown_when_it_comes()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await Eventually.TrueAsync(() => a.Lines.Contains("* bob joined default."), "ana sees bob");
        await b.TypeAsync("#\\private<ana> read me");
        await Eventually.TrueAsync(() => a.Said.Any(l => l.Contains("read me", StringComparison.Ordinal)), "ana has it");
        var sealedWord = (await ana.Log.ReadAllAsync(default).ToListAsync()).Single(e => e.Content.Conversation.IsPrivate);
        await ana.Peer.EmptyAsync([sealedWord], default);
        Assert.Empty(Assert.IsType<HistoryPage>((await a.AskAsync(new ReadHistory { To = "bob" }))[^1]).Entries);

        // After a start nothing says why it is bare, so the other is asked.
        await using var again = await ana.RestartAsync(bob);
        using var a2 = again.Enter();
        await Eventually.TrueAsync(() => a2.Said.Any(l => l.Contains("read me", StringComparison.Ordinal)), "ana has it again");
        Assert.Equal(0, await BareAsync(again));
    }

    private static async Task<int> BareAsync(TestDevice device) => (await device.Log.ReadAllAsync(default).ToListAsync()).Count(e => e.IsBare);

    private static async Task<IReadOnlyList<Message>> MessagesAsync(TestSession session) =>
        [.. Assert.IsType<HistoryPage>((await session.AskAsync(new ReadHistory()))[^1]).Entries.OfType<Message>()];
}
