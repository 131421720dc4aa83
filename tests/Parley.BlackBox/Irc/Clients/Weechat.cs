namespace Parley.BlackBox.Irc.Clients;

/// <summary>A stock WeeChat, as a person uses it.</summary>
public sealed class Weechat
{
    [Fact]
    public async Task It_registers_joins_and_talks_with_somebody_on_the_line()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/weechat-headless"), "weechat-headless is not installed");
        await using var server = await IrcDoor.StartAsync();
        await using var bob = await server.RegisterAsync("bob");
        await bob.AskAsync("#cR uci");
        using var home = new TemporaryFolder();
        await using var weechat = await WeechatProgram.StartAsync(server, home, "ana", account: false);
        await weechat.LoggedAsync("server", "Welcome");
        await weechat.TypeAsync("server", $"/quote REGISTER * * {IrcDoor.Password}");
        await weechat.TypeAsync("server", "/join #uci");
        await bob.ReadToLineAsync("* ana joined uci.");
        await weechat.LoggedAsync("#uci", "2 nicks");
        await weechat.TypeAsync("#uci", "hola desde WeeChat ñ");
        await bob.ReadToLineAsync("ana: hola desde WeeChat ñ");
        await bob.AskAsync("hola ana, aquí nc");
        await weechat.LoggedAsync("#uci", "bob", "hola ana, aquí nc");
        await weechat.TypeAsync("server", "/msg bob a solas");
        await bob.ReadToLineAsync("[private] ana: a solas");
        await bob.AskAsync("#\\private<ana> dime");
        await weechat.LoggedAsync("bob", "bob", "dime");
        await weechat.TypeAsync("server", "/nick anita");
        await weechat.LoggedAsync("#uci", "anita");
        await weechat.TypeAsync("server", "/away comiendo");
        await using var eva = await server.GuestAsync("eva");
        await Patience.UntilAsync(async () => (await eva.AskAsync("WHOIS anita")).Of("301") is [var away] && away.Last == "comiendo", "anita is away");
        await weechat.QuitAsync();
        await bob.ReadToLineAsync(l => l.StartsWith("* anita", StringComparison.Ordinal) && l.Contains(" left uci", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_logs_in_by_SASL_and_is_shown_what_it_missed_at_its_time()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/weechat-headless"), "weechat-headless is not installed");
        await using var server = await IrcDoor.StartAsync("accounts.always-on=opt-out");
        await server.MakeAccountAsync("ana");
        await using var bob = await server.GuestInAsync("#uci", "bob");
        using var home = new TemporaryFolder();
        await using (var weechat = await WeechatProgram.StartAsync(server, home, "ana", account: true))
        {
            await weechat.LoggedAsync("server", "Welcome");
            Assert.Equal("ana", (await bob.AskAsync("WHOIS ana")).One("330")[2]);
            await weechat.TypeAsync("server", "/join #uci");
            await bob.ReadToAsync("JOIN");
            await weechat.LoggedAsync("#uci", "2 nicks");
            await weechat.TypeAsync("#uci", "antes");
            Assert.Equal("antes", (await bob.ReadToAsync("PRIVMSG")).Last);
            await weechat.QuitAsync();
        }
        // Always on: whoever has no connection is away.
        await Patience.UntilAsync(async () => (await bob.AskAsync("WHOIS ana")).Of("301").Count > 0, "the server knows that ana has gone");
        await bob.AskAsync("PRIVMSG #uci :esto te perdiste 1", "PRIVMSG #uci :esto te perdiste 2");
        await using (var weechat = await WeechatProgram.StartAsync(server, home, "ana", account: true))
        {
            await weechat.LoggedAsync("#uci", "bob", "esto te perdiste 2");
            await bob.AskAsync("PRIVMSG #uci :y esto es nuevo");
            await weechat.LoggedAsync("#uci", "bob", "y esto es nuevo");
            var texts = weechat.Lines("irc.parley.#uci").Select(l => l.Split('\t')[^1]).Where(t => t.Contains("esto", StringComparison.Ordinal));
            Assert.Equal(["esto te perdiste 1", "esto te perdiste 2", "y esto es nuevo"], texts);
            await weechat.QuitAsync();
        }
    }
}
