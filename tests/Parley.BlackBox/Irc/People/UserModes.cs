namespace Parley.BlackBox.Irc.People;

/// <summary>MODE of oneself, bot mode, and account-notify.</summary>
[Collection<IrcTests>]
public sealed class UserModes(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Ones_modes_are_shown_set_and_taken_away()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.StartsWith("+", (await ana.AskAsync($"MODE {ana.Nick}")).One("221")[1]);
        await ana.AskAsync($"MODE {ana.Nick} -i");
        Assert.Equal([ana.Nick, "+i"], (await ana.AskAsync($"MODE {ana.Nick} +i")).One("MODE").Parameters);
        Assert.Contains('i', (await ana.AskAsync($"MODE {ana.Nick}")).One("221")[1]);
        Assert.Equal([ana.Nick, "-i"], (await ana.AskAsync($"MODE {ana.Nick} -i")).One("MODE").Parameters);
    }

    [Fact]
    public async Task Modes_of_others_and_unknown_ones_are_refused()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        (await ana.AskAsync($"MODE {bob.Nick} +i")).One("502");
        (await ana.AskAsync($"MODE {bob.Nick}")).One("502", "221");
        (await ana.AskAsync($"MODE {ana.Nick} +Ñ")).One("501", "472");
        (await ana.AskAsync($"MODE {Fresh.Name("nobody")} +i")).One("401", "502", "403");
    }

    [Fact]
    public async Task Nobody_makes_itself_an_operator_of_the_server()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync($"MODE {ana.Nick} +o")).None("MODE");
        (await ana.AskAsync($"WHOIS {ana.Nick}")).None("313");
    }

    [Fact]
    public async Task Default_modes_are_given_at_the_start()
    {
        await using var server = await IrcDoor.StartAsync("irc.default-user-modes=+i");
        await using var ana = await server.GuestAsync("ana");
        Assert.Contains('i', (await ana.AskAsync("MODE ana")).One("221")[1]);
    }

    [Fact]
    public async Task An_invisible_person_is_found_by_name_and_not_by_mask()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("hidden"));
        await bob.AskAsync($"MODE {bob.Nick} +i");
        Assert.DoesNotContain((await ana.AskAsync($"WHO {bob.Nick[..^1]}*")).Of("352"), l => l[5] == bob.Nick);
        (await ana.AskAsync($"WHOIS {bob.Nick}")).One("311");
    }

    [Fact]
    public async Task A_bot_is_shown_as_one_in_WHOIS_in_WHO_and_by_a_tag()
    {
        var room = IrcDoor.Room();
        await using var bot = await _server.GuestInAsync(room, Fresh.Name("robo"));
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags");
        var mode = ana.Supported["BOT"];
        Assert.Equal($"+{mode}", (await bot.AskAsync($"MODE {bot.Nick} +{mode}")).One("MODE")[1]);
        Assert.Equal([ana.Nick, bot.Nick], (await ana.AskAsync($"WHOIS {bot.Nick}")).One("335").Parameters.Take(2));
        Assert.Contains(mode, (await ana.AskAsync($"WHO {bot.Nick}")).One("352")[6], StringComparison.Ordinal);
        await bot.AskAsync($"PRIVMSG {room} :beep");
        var line = (await ana.SyncAsync()).One("PRIVMSG");
        Assert.True(line.Tags.ContainsKey("bot") || line.Tags.ContainsKey("draft/bot"), line.Raw);
        await ana.AskAsync($"PRIVMSG {room} :hola");
        Assert.DoesNotContain((await bot.SyncAsync()).Of("PRIVMSG"), l => l.Tags.ContainsKey("bot"));
    }

    [Fact]
    public async Task A_login_is_told_to_who_has_account_notify()
    {
        var (room, login) = (IrcDoor.Room(), Fresh.Name("acc"));
        await _server.MakeAccountAsync(login);
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "account-notify");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "sasl");
        await IrcClient.SettleAsync(ana, plain, bob);
        await bob.AskAsync("AUTHENTICATE PLAIN", Sasl.Plain(login, IrcDoor.Password)[0]);
        var line = (await ana.SyncAsync()).One("ACCOUNT");
        Assert.Equal(bob.Nick, line.Nick);
        Assert.Equal([login], line.Parameters);
        (await plain.SyncAsync()).None("ACCOUNT");
    }
}
