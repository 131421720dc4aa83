using Parley.BlackBox.Irc.History;

namespace Parley.BlackBox.Irc.Sessions;

/// <summary>Accounts that stay in their rooms without a connection, and what they missed.</summary>
public sealed class AlwaysOn
{
    private static readonly string[] Settings = ["accounts.always-on=opt-out"];

    [Fact]
    public async Task Somebody_always_on_stays_in_the_room_and_comes_back_into_it()
    {
        await using var server = await IrcDoor.StartAsync(Settings);
        await using var bob = await server.GuestInAsync("#sala", "bob");
        await using (var ana = await server.MemberInAsync("#sala", "ana"))
            await ana.QuitAsync();
        Assert.Contains("ana", (await bob.AskAsync("NAMES #sala")).Names().Select(IrcLines.Bare));
        (await bob.AskAsync("PRIVMSG ana :later")).None("401");
        (await bob.SyncAsync()).None("QUIT", "PART");
        await using var again = await server.SessionAsync("ana");
        Assert.Equal("#sala", again.Welcome.One("JOIN")[0]);
        (await bob.SyncAsync()).None("JOIN");
    }

    [Fact]
    public async Task What_was_missed_is_replayed_to_a_client_that_cannot_ask()
    {
        await using var server = await IrcDoor.StartAsync(Settings);
        await using var bob = await server.MemberInAsync("#sala", "bob", "server-time", "echo-message");
        await using (var ana = await server.MemberInAsync("#sala", "ana"))
        {
            await bob.AskAsync("PRIVMSG #sala :seen");
            await ana.SyncAsync();
            await ana.QuitAsync();
        }
        var missed = (await bob.AskAsync("PRIVMSG #sala :missed 1", "PRIVMSG #sala :missed 2", "PRIVMSG ana :privately")).Of("PRIVMSG");

        await using (var plain = await server.SessionAsync("ana"))
        {
            plain.Welcome.None("BATCH");
            AssertMissed(plain.Welcome);
            await plain.QuitAsync();
        }
        await bob.AskAsync("PRIVMSG #sala :missed 3");
        await using (var timed = await server.SessionAsync("ana", "server-time"))
        {
            var line = timed.Welcome.One(l => l.Command == "PRIVMSG" && l.Last.EndsWith("missed 3", StringComparison.Ordinal));
            Assert.NotNull(line.Tag("time"));
            Assert.DoesNotContain(timed.Welcome.Texts(), t => t.EndsWith("missed 1", StringComparison.Ordinal));
            await timed.QuitAsync();
        }
        var fourth = (await bob.AskAsync("PRIVMSG #sala :missed 4")).One("PRIVMSG");
        await using (var batched = await server.SessionAsync("ana", "batch", "server-time", "message-tags"))
        {
            var lines = batched.Welcome.Inside("chathistory");
            Assert.Equal(["missed 4"], lines.Texts());
            Assert.Equal(fourth.Tag("time"), lines[0].Tag("time"));
        }
        Assert.Equal(3, missed.Count);
    }

    [Fact]
    public async Task What_was_missed_is_replayed_also_when_it_was_the_first_thing_said()
    {
        await using var server = await IrcDoor.StartAsync(Settings);
        await using var bob = await server.MemberInAsync("#sala", "bob");
        await using (var ana = await server.MemberInAsync("#sala", "ana"))
            await ana.QuitAsync();
        await bob.AskAsync("PRIVMSG #sala :the first thing");
        await using var again = await server.SessionAsync("ana");
        Assert.Contains(again.Welcome.Texts(), t => t.EndsWith("the first thing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_can_ask_is_not_told_unasked()
    {
        await using var server = await IrcDoor.StartAsync(Settings);
        await using var bob = await server.MemberInAsync("#sala", "bob");
        await using (var ana = await server.MemberInAsync("#sala", "ana"))
            await ana.QuitAsync();
        await bob.AskAsync("PRIVMSG #sala :missed");
        await using var again = await server.SessionAsync("ana", "batch", "server-time", "message-tags", "draft/chathistory");
        Assert.Empty(again.Welcome.Texts());
        Assert.Equal(["missed"], (await again.AskAsync("CHATHISTORY LATEST #sala * 10")).Inside("chathistory").Texts());
    }

    [Fact]
    public async Task Rooms_of_somebody_always_on_survive_a_crash()
    {
        using var data = new TemporaryFolder();
        var options = IrcDoor.Options with { Data = data.Path, Settings = Settings };
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.MemberInAsync("#sala", "ana");
            await ana.AskAsync("PRIVMSG #sala :before", "TOPIC #sala :kept");
            await server.KillAsync();
        }
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.SessionAsync("ana", "batch", "server-time", "message-tags", "draft/chathistory");
            Assert.Equal("#sala", ana.Welcome.One("JOIN")[0]);
            Assert.Equal("kept", (await ana.AskAsync("TOPIC #sala")).One("332").Last);
            Assert.Equal(["before"], (await ana.AskAsync("CHATHISTORY LATEST #sala * 10")).Inside("chathistory").Texts());
        }
    }

    [Fact]
    public async Task Private_messages_to_an_account_that_is_away_wait_for_it()
    {
        await using var server = await IrcDoor.StartAsync();
        await server.MakeAccountAsync("ana");
        await using var bob = await server.MemberAsync("bob");
        (await bob.AskAsync("PRIVMSG ana :for later")).None("401");
        await using var ana = await server.SessionAsync("ana");
        Assert.Contains(ana.Welcome.Of("PRIVMSG"), l => l.Nick == "bob" && l.Last.EndsWith("for later", StringComparison.Ordinal));
    }

    private static void AssertMissed(IReadOnlyList<IrcLine> lines)
    {
        var texts = lines.Texts();
        Assert.Single(texts, t => t.EndsWith("missed 1", StringComparison.Ordinal));
        Assert.Single(texts, t => t.EndsWith("missed 2", StringComparison.Ordinal));
        Assert.Single(texts, t => t.EndsWith("privately", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => t.EndsWith("seen", StringComparison.Ordinal));
    }
}
