namespace Parley.BlackBox.Irc.Connection;

/// <summary>From the first line to 001 (modern.ircdocs.horse, "Connection Registration").</summary>
[Collection<IrcTests>]
public sealed class Registration(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("NICK {0}", "USER u 0 * :Real Name")]
    [InlineData("USER u 0 * :Real Name", "NICK {0}")]
    [InlineData("CAP LS 302", "NICK {0}", "USER u 0 * :Real Name", "CAP END")]
    [InlineData("NICK {0}", "CAP LS 302", "USER u 0 * :Real Name", "CAP END")]
    [InlineData("NICK {0}", "USER u 0 * :Real Name", "CAP LS", "CAP END")]
    [InlineData("nick {0}", "user u 0 * realname")]
    [InlineData("NICK :{0}", "USER u 8 unused :Real Name")]
    [InlineData("", "NICK {0}", "USER u 0 * :Real Name")]
    public async Task Nick_and_user_in_any_order_and_beside_CAP_make_a_connection(params string[] lines)
    {
        var nick = Fresh.Name("ana");
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync([.. lines.Select(l => string.Format(null, l, nick))]);
        await client.WelcomedAsync();
        Assert.Equal(nick, client.Nick);
        Assert.Contains(nick, client.Welcome[0].Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_registration_may_come_in_one_piece_or_byte_by_byte()
    {
        var nick = Fresh.Name("ana");
        await using var client = await _server.ConnectIrcAsync();
        foreach (var b in System.Text.Encoding.ASCII.GetBytes($"NICK {nick}\nUSER u 0 * :x\n"))
            await client.SendBytesAsync(b);
        await client.WelcomedAsync();
        Assert.Equal(nick, client.Nick);
    }

    [Fact]
    public async Task Nothing_but_notices_comes_unasked_before_the_welcome()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync($"NICK {Fresh.Name("ana")}", "USER u 0 * :x");
        var lines = await client.ReadToAsync(l => l.Command == "001");
        Assert.All(lines.SkipLast(1), l => Assert.Equal("NOTICE", l.Command));
    }

    [Fact]
    public async Task Capability_negotiation_holds_the_welcome_back_until_its_end()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LS 302", $"NICK {Fresh.Name("ana")}", "USER u 0 * :x", "CAP LIST");
        var lines = await client.ReadToAsync(l => l.Command == "CAP" && l[1] == "LIST");
        lines.None("001");
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task A_nick_in_use_is_refused_with_433_and_another_may_be_tried()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var other = await _server.ConnectIrcAsync();
        await other.SendAsync($"NICK {ana.Nick}", "USER u 0 * :x");
        var refusal = await other.ReadToAsync("433", "001");
        Assert.Equal("433", refusal.Command);
        Assert.Equal(["*", ana.Nick], refusal.Parameters.Take(2));
        var second = Fresh.Name("ana");
        await other.SendAsync($"NICK {second}");
        await other.WelcomedAsync();
        Assert.Equal(second, other.Nick);
    }

    [Fact]
    public async Task Nicks_that_differ_in_case_only_are_the_same()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var other = await _server.ConnectIrcAsync();
        await other.SendAsync($"NICK {ana.Nick.ToUpperInvariant()}", "USER u 0 * :x");
        Assert.Equal("433", (await other.ReadToAsync("433", "001")).Command);
    }

    [Theory]
    [InlineData("#ana")]
    [InlineData(":")]
    [InlineData("a*b")]
    [InlineData("a?b")]
    [InlineData("a!b")]
    [InlineData("a@b")]
    [InlineData("a,b")]
    [InlineData("~ana")]
    [InlineData("@ana")]
    [InlineData("+ana")]
    [InlineData("$ana")]
    [InlineData("*")]
    [InlineData("averylongnickthatgoesonandonandonpastthirtytwo")]
    public async Task A_malformed_nick_is_refused_with_432(string nick)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync($"NICK {nick}", "USER u 0 * :x");
        var refusal = await client.ReadToAsync("432", "431", "001");
        Assert.Contains(refusal.Command, (string[])["432", "431"]);
        var second = Fresh.Name("ana");
        await client.SendAsync($"NICK {second}");
        await client.WelcomedAsync();
        Assert.Equal(second, client.Nick);
    }

    [Fact]
    public async Task A_nick_command_without_a_nick_is_refused_with_431()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("NICK");
        Assert.Contains((await client.ReadToAsync("431", "461")).Command, (string[])["431", "461"]);
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("NICK")).One("431", "461");
    }

    [Theory]
    [InlineData("USER")]
    [InlineData("USER u")]
    [InlineData("USER u 0")]
    [InlineData("USER u 0 *")]
    [InlineData("USER u 0 * :")]
    public async Task A_user_command_without_a_real_name_is_refused_with_461(string line)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync($"NICK {Fresh.Name("ana")}", line);
        var refusal = await client.ReadToAsync("461", "001");
        Assert.Equal("461", refusal.Command);
        Assert.Equal("USER", refusal[1]);
        await client.SendAsync("USER u 0 * :x");
        await client.WelcomedAsync();
    }

    [Theory]
    [InlineData("USER other 0 * :x")]
    [InlineData("PASS x")]
    public async Task Registering_twice_is_refused_with_462(string line)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync(line)).One("462");
    }

    [Theory]
    [InlineData("JOIN #sala")]
    [InlineData("PRIVMSG someone :x")]
    [InlineData("LIST")]
    [InlineData("WHOIS someone")]
    [InlineData("MODE #sala")]
    public async Task Commands_before_the_registration_are_refused_with_451(string line)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync(line);
        Assert.Equal("451", (await client.ReadToAsync("451")).Command);
        await client.SendAsync($"NICK {Fresh.Name("ana")}", "USER u 0 * :x");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task An_unknown_command_is_refused_with_421()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var refusal = (await ana.AskAsync("FROBNICATE x y")).One("421");
        Assert.Equal([ana.Nick, "FROBNICATE"], refusal.Parameters.Take(2));
    }

    [Fact]
    public async Task A_source_sent_by_the_client_is_not_taken_for_the_command()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync($":{ana.Nick} PING with-source");
        Assert.Equal("with-source", (await ana.ReadToAsync("PONG")).Last);
    }

    [Fact]
    public async Task Many_spaces_between_parameters_count_as_one()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync("PING   spaced");
        Assert.Equal("spaced", (await ana.ReadToAsync("PONG")).Last);
    }
}
