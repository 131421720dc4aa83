namespace Parley.BlackBox.Irc.Operators;

/// <summary>OPER and what it opens: KILL, WALLOPS, REHASH.</summary>
[Collection<IrcTests>]
public sealed class Opers(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_right_name_and_password_make_an_operator()
    {
        await using var ana = await OperAsync();
        Assert.Contains('o', (await ana.AskAsync($"MODE {ana.Nick}")).One("221")[1]);
        (await ana.AskAsync($"WHOIS {ana.Nick}")).One("313");
        Assert.Contains('*', (await ana.AskAsync($"WHO {ana.Nick}")).One("352")[6]);
    }

    [Theory]
    [InlineData("OPER root wrong", "464", "491")]
    [InlineData("OPER nobody open-sesame", "491", "464")]
    [InlineData("OPER root", "461")]
    public async Task The_wrong_ones_do_not(string line, params string[] numerics)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync(line)).One(numerics);
        (await ana.AskAsync($"WHOIS {ana.Nick}")).None("313");
    }

    [Theory]
    [InlineData("KILL somebody :x")]
    [InlineData("REHASH")]
    [InlineData("WALLOPS :x")]
    public async Task Others_may_not_do_what_operators_do(string line)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync(line)).One("481");
    }

    [Fact]
    public async Task KILL_ends_a_connection_and_its_room_sees_it_quit()
    {
        var room = IrcDoor.Room();
        await using var oper = await OperAsync();
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await oper.AskAsync($"KILL {bob.Nick} :go away");
        var end = await bob.ReadToEndAsync();
        Assert.Contains("go away", end.Any("ERROR").Last, StringComparison.Ordinal);
        Assert.Equal(bob.Nick, (await eva.ReadToAsync("QUIT")).Nick);
        (await oper.AskAsync($"KILL {Fresh.Name("nobody")} :x")).One("401");
        (await oper.AskAsync("KILL")).One("461");
    }

    [Fact]
    public async Task WALLOPS_reaches_those_with_mode_w_only()
    {
        await using var oper = await OperAsync();
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {ana.Nick} +w");
        await bob.AskAsync($"MODE {bob.Nick} -w");
        await oper.AskAsync("WALLOPS :maintenance at noon");
        var line = (await ana.SyncAsync()).One("WALLOPS");
        Assert.Equal((oper.Nick, "maintenance at noon"), (line.Nick, line.Last));
        (await bob.SyncAsync()).None("WALLOPS");
    }

    [Fact]
    public async Task REHASH_is_answered_with_382_and_the_server_goes_on()
    {
        await using var oper = await OperAsync();
        (await oper.AskAsync("REHASH")).One("382");
        (await oper.AskAsync("VERSION")).One("351");
    }

    private async Task<IrcClient> OperAsync()
    {
        var client = await _server.GuestAsync(Fresh.Name("oper"));
        var lines = await client.AskAsync("OPER root open-sesame");
        Assert.Equal(client.Nick, lines.One("381")[0]);
        return client;
    }
}
