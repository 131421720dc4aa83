namespace Parley.BlackBox.Irc.People;

/// <summary>LUSERS, VERSION, TIME, INFO, HELP, ADMIN, STATS u, LINKS.</summary>
[Collection<IrcTests>]
public sealed class ServerQueries(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("VERSION", "351")]
    [InlineData("TIME", "391")]
    [InlineData("ADMIN", "256", "423")]
    [InlineData("INFO", "374")]
    [InlineData("LINKS", "365")]
    [InlineData("STATS u", "219")]
    [InlineData("LUSERS", "251")]
    [InlineData("MOTD", "376", "422")]
    public async Task Each_is_answered_with_its_numeric(string line, params string[] numerics)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal(ana.Nick, (await ana.AskAsync(line)).One(numerics)[0]);
    }

    [Fact]
    public async Task LUSERS_counts_people_rooms_and_unregistered_connections()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.GuestInAsync("#sala", "ana");
        await using var bob = await server.GuestAsync("bob");
        await using var waiting = await server.ConnectIrcAsync();
        await waiting.SendAsync("CAP LS 302", "PING x");
        await waiting.ReadToAsync("PONG");
        var lines = await ana.AskAsync("LUSERS");
        Assert.Matches("[ :]2 ", " " + lines.One("251").Last);
        if (lines.Of("253") is [var unknown])
            Assert.Equal("1", unknown[1]);
        Assert.InRange(int.Parse(lines.One("254")[1]), 1, 2);
        lines.One("255");
        Assert.Equal("2", lines.One("265")[1]);
    }

    [Fact]
    public async Task STATS_u_tells_the_uptime()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync("STATS u");
        Assert.Matches("[0-9]+:[0-9]{2}:[0-9]{2}", lines.One("242").Last);
        Assert.Equal("u", lines.One("219")[1]);
    }

    [Fact]
    public async Task LINKS_names_this_server()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal(ana.Welcome[0].Source, (await ana.AskAsync("LINKS")).One("364")[1]);
    }

    [Theory]
    [InlineData("HELP")]
    [InlineData("HELP PRIVMSG")]
    public async Task HELP_has_a_start_and_an_end(string line)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync(line);
        lines.One("704");
        lines.One("706");
    }

    [Fact]
    public async Task HELP_for_nothing_known_is_refused_with_524()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("HELP frobnication")).One("524");
    }

    [Theory]
    [InlineData("VERSION no-such-server.example")]
    [InlineData("TIME no-such-server.example")]
    public async Task Another_server_is_not_known(string line)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync(line)).One("402", "351", "391");
    }
}
