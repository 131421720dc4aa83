namespace Parley.BlackBox.Irc.Clients;

/// <summary>A stock irssi, as a person uses it.</summary>
public sealed class Irssi
{
    [Fact]
    public async Task It_registers_joins_and_talks_with_somebody_on_the_line()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/irssi"), "irssi is not installed");
        await using var server = await IrcDoor.StartAsync();
        await using var bob = await server.RegisterAsync("bob");
        await bob.AskAsync("#cR uci");
        using var home = new TemporaryFolder();
        await using var irssi = await OpenAsync(server, home, "ana", account: false);
        await irssi.TypeAsync($"/quote REGISTER * * {IrcDoor.Password}");
        await Patience.UntilAsync(() => CanLogInAsync(server, "ana"), "the account is there");
        await irssi.TypeAsync("/join #uci");
        await irssi.SeesAsync("[#uci]");
        await irssi.SeesAsync("bob");
        await bob.ReadToLineAsync("* ana joined uci.");
        await irssi.TypeAsync("hola desde irssi ñ");
        await bob.ReadToLineAsync("ana: hola desde irssi ñ");
        await bob.AskAsync("hola ana, aquí nc");
        await irssi.SeesAsync("bob> hola ana, aquí nc");
        await irssi.TypeAsync("/msg bob a solas");
        await bob.ReadToLineAsync("[private] ana: a solas");
        await irssi.TypeAsync("/nick anita");
        await irssi.SeesAsync("anita");
        await irssi.TypeAsync("soy yo");
        await bob.ReadToLineAsync(l => l.EndsWith(": soy yo", StringComparison.Ordinal));
        await irssi.TypeAsync("/away comiendo");
        await using var eva = await server.GuestAsync("eva");
        await Patience.UntilAsync(async () => (await eva.AskAsync("WHOIS anita")).Of("301") is [var away] && away.Last == "comiendo", "anita is away");
        await irssi.TypeAsync("/quit");
        await bob.ReadToLineAsync(l => l.StartsWith("* anita", StringComparison.Ordinal) && l.Contains(" left uci", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_logs_in_by_SASL_and_is_shown_what_it_missed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/irssi"), "irssi is not installed");
        await using var server = await IrcDoor.StartAsync("accounts.always-on=opt-out");
        await server.MakeAccountAsync("ana");
        await using var bob = await server.GuestInAsync("#uci", "bob");
        using var home = new TemporaryFolder();
        await using (var irssi = await OpenAsync(server, home, "ana", account: true))
        {
            await irssi.SeesAsync("SASL authentication succeeded");
            await irssi.TypeAsync("/join #uci");
            // The window is there at once; irssi sends its commands slowly.
            await irssi.SeesAsync("has joined #uci");
            Assert.Equal("ana", (await bob.AskAsync("WHOIS ana")).One("330")[2]);
            await bob.AskAsync("PRIVMSG #uci :esto lo viste");
            await irssi.SeesAsync("esto lo viste");
            await irssi.TypeAsync("/quit");
            await Patience.UntilAsync(async () => !(await irssi.ScreenAsync()).Contains("[#uci]", StringComparison.Ordinal), "irssi ends");
        }
        // Always on: whoever has no connection is away.
        await Patience.UntilAsync(async () => (await bob.AskAsync("WHOIS ana")).Of("301").Count > 0, "the server knows that ana has gone");
        await bob.AskAsync("PRIVMSG #uci :esto te perdiste");
        await using (var irssi = await OpenAsync(server, home, "ana", account: true))
        {
            await irssi.SeesAsync("SASL authentication succeeded");
            // The window of the room opens behind the first one.
            await irssi.SeesAsync("[Act: 2");
            await irssi.TypeAsync("/window goto 2");
            await irssi.SeesAsync("esto te perdiste");
            await bob.AskAsync("PRIVMSG #uci :y esto es nuevo");
            await irssi.SeesAsync("y esto es nuevo");
        }
    }

    private static async Task<Terminal> OpenAsync(ServerProcess server, TemporaryFolder home, string nick, bool account)
    {
        var end = server.Ready.EndPoint("irc");
        var sasl = account ? $"sasl_mechanism = \"PLAIN\"; sasl_username = \"{nick}\"; sasl_password = \"{IrcDoor.Password}\";" : "";
        await File.WriteAllTextAsync(home.File("config"), $$"""
            servers = ( { address = "{{end.Address}}"; port = "{{end.Port}}"; chatnet = "parley"; use_tls = "no"; autoconnect = "yes"; } );
            chatnets = { parley = { type = "IRC"; nick = "{{nick}}"; {{sasl}} }; };
            settings = { core = { real_name = "A Person"; user_name = "user"; nick = "{{nick}}"; quit_on_hup = "yes"; }; };
            """);
        // When irssi ends, the terminal stays with another program, so that its end can be seen.
        var terminal = await Terminal.OpenAsync("sh", "-c", $"irssi --home={home.Path}; clear; exec sleep 1000");
        await terminal.SeesAsync($"[{nick}");
        await terminal.SeesAsync("MOTD");
        return terminal;
    }

    private static async Task<bool> CanLogInAsync(ServerProcess server, string login)
    {
        await using var client = await server.ConnectJsonAsync();
        return JsonClient.Type(await client.AnswerAsync(await client.SendAsync(new { t = "login", login, password = IrcDoor.Password }))) == "logged-in";
    }
}
