namespace Parley.BlackBox.Irc.Connection;

/// <summary>PING, PONG, QUIT, ERROR, and what a connection leaves behind.</summary>
[Collection<IrcTests>]
public sealed class PingsAndQuits(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("PING abc", "abc")]
    [InlineData("PING :two words", "two words")]
    [InlineData("ping 12345", "12345")]
    [InlineData("PING ::colon", ":colon")]
    public async Task A_ping_is_answered_with_the_servers_name_and_its_token(string line, string token)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync(line);
        var pong = await ana.ReadAsync();
        Assert.Equal("PONG", pong.Command);
        Assert.Equal([ana.Welcome[0].Source, token], pong.Parameters);
    }

    [Fact]
    public async Task A_ping_without_a_token_is_refused()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("PING")).One("461", "409");
    }

    [Fact]
    public async Task A_ping_is_answered_during_the_registration_too()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LS 302", "PING early");
        Assert.Equal("early", (await client.ReadToAsync("PONG")).Last);
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_commands()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var room = IrcDoor.Room();
        await ana.SendAsync("PING 1", $"JOIN {room}", "PING 2", $"MODE {room}", "PING 3", "WHOIS nobody-here", "PING 4", $"TOPIC {room} :hi", "PING 5");
        var commands = (await ana.ReadToAsync(l => l.Command == "PONG" && l.Last == "5")).Select(l => l.Command == "PONG" ? l.Last : l.Command).ToList();
        string[] wanted = ["1", "JOIN", "366", "2", "324", "3", "318", "4", "TOPIC", "5"];
        Assert.Equal(wanted, commands.Where(wanted.Contains));
    }

    [Fact]
    public async Task A_pong_nobody_asked_for_is_ignored()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Empty(await ana.AskAsync("PONG x", "PONG x y"));
    }

    [Fact]
    public async Task QUIT_is_answered_by_ERROR_and_the_close()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync("QUIT :see you");
        var lines = await ana.ReadToEndAsync();
        Assert.Equal("ERROR", lines[^1].Command);
        Assert.Single(lines[^1].Parameters);
    }

    [Fact]
    public async Task QUIT_alone_gets_ERROR_and_leaves_no_trace_in_LUSERS()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.GuestAsync("ana");
        var before = Counts(await ana.AskAsync("LUSERS"));
        await using (var nobody = await server.ConnectIrcAsync())
        {
            await nobody.SendAsync("QUIT");
            Assert.Equal("ERROR", (await nobody.ReadToEndAsync())[^1].Command);
        }
        await Patience.UntilAsync(async () => Counts(await ana.AskAsync("LUSERS")).SequenceEqual(before, StringComparer.Ordinal), "the counts are as before");
    }

    [Fact]
    public async Task Somebody_who_quit_frees_the_nick()
    {
        var nick = Fresh.Name("ana");
        await using (var ana = await _server.GuestAsync(nick))
            await ana.QuitAsync();
        await using var again = await _server.ConnectIrcAsync();
        await Patience.UntilAsync(
            async () =>
            {
                await again.SendAsync($"NICK {nick}", "PING x");
                return (await again.ReadToAsync(l => l.Command == "PONG")).Of("433").Count == 0;
            },
            "the nick is free");
        await again.SendAsync("USER u 0 * :x");
        await again.WelcomedAsync();
        Assert.Equal(nick, again.Nick);
    }

    [Fact]
    public async Task A_server_that_stops_says_ERROR_to_everybody()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.GuestAsync("ana");
        await using var raw = await server.ConnectIrcAsync();
        await raw.SendAsync("CAP LS 302");
        await raw.ReadToAsync("CAP");
        server.Send(Signal.Terminate);
        Assert.Equal("ERROR", (await ana.ReadToEndAsync())[^1].Command);
        await raw.ReadToEndAsync();
        await server.StopAsync(alreadyAsked: true);
    }

    private static List<string> Counts(IEnumerable<IrcLine> lines) => [.. lines.Of("251", "252", "253", "254", "255").Select(l => l.Raw)];
}
