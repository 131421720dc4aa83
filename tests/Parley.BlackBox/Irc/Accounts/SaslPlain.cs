using System.Text;

namespace Parley.BlackBox.Irc.Accounts;

/// <summary>SASL 3.1/3.2 and its mechanism PLAIN (RFC 4616).</summary>
[Collection<IrcTests>]
public sealed class SaslPlain(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_right_password_logs_in_with_900_and_903()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        await client.SendAsync("AUTHENTICATE PLAIN");
        Assert.Equal(["+"], (await client.ReadToAsync("AUTHENTICATE")).Parameters);
        await client.SendAsync(Sasl.Plain(login, IrcDoor.Password));
        var lines = await client.ReadToAsync(l => l.Command is "903" or "904");
        Assert.Equal("903", lines[^1].Command);
        Assert.Equal(login, lines.One("900")[2]);
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
        Assert.Equal(login, client.Nick);
        Assert.Equal(login, (await client.AskAsync($"WHOIS {login}")).One("330")[2]);
    }

    [Fact]
    public async Task An_authorisation_identity_equal_to_the_account_is_taken()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        await client.SendAsync("AUTHENTICATE PLAIN", "AUTHENTICATE " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}\0{login}\0{IrcDoor.Password}")));
        Assert.Equal("903", (await client.ReadToAsync("903", "904")).Command);
    }

    [Theory]
    [InlineData("wrong-password")]
    [InlineData("correct-horse ")]
    public async Task A_wrong_password_is_refused_with_904_and_the_next_try_is_at_once(string password)
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("AUTHENTICATE PLAIN");
            await client.ReadToAsync("AUTHENTICATE");
            await client.SendAsync(Sasl.Plain(login, password));
            Assert.Equal("904", (await client.ReadToAsync("903", "904", "908")).Command);
        }
        await client.SendAsync("AUTHENTICATE PLAIN", Sasl.Plain(login, IrcDoor.Password)[0]);
        Assert.Equal("903", (await client.ReadToAsync("903", "904")).Command);
    }

    [Fact]
    public async Task Somebody_unknown_is_refused_with_904()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE PLAIN", Sasl.Plain(Fresh.Name("nobody"), "whatever")[0]);
        Assert.Equal("904", (await client.ReadToAsync("903", "904")).Command);
    }

    [Fact]
    public async Task A_star_aborts_with_906()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync("AUTHENTICATE *");
        Assert.Equal("906", (await client.ReadToAsync("906")).Command);
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task A_piece_of_more_than_400_bytes_is_refused_with_905()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync("AUTHENTICATE " + new string('A', 404));
        Assert.Equal("905", (await client.ReadToAsync("905", "904", "417")).Command);
    }

    [Fact]
    public async Task An_unknown_mechanism_is_refused_with_908_which_lists_the_known_ones()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE FOO");
        var lines = await client.ReadToAsync(l => l.Command is "904");
        var list = lines.One("908")[1].Split(',');
        Assert.Contains("PLAIN", list);
        Assert.Contains("SCRAM-SHA-256", list);
    }

    [Fact]
    public async Task Mechanisms_may_be_written_in_any_case()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        await client.SendAsync("AUTHENTICATE plain", Sasl.Plain(login, IrcDoor.Password)[0]);
        Assert.Equal("903", (await client.ReadToAsync("903", "904")).Command);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(290)]
    [InlineData(600)]
    [InlineData(1000)]
    public async Task Long_passwords_come_in_pieces_of_400_bytes(int length)
    {
        var (login, password) = (Fresh.Name("ana"), new string('x', length));
        await _server.MakeAccountAsync(login, password);
        await using var client = await NegotiatingAsync(login);
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync(Sasl.Plain(login, password));
        Assert.Equal("903", (await client.ReadToAsync("903", "904", "905")).Command);
    }

    [Fact]
    public async Task A_last_piece_of_exactly_400_bytes_is_followed_by_an_empty_one()
    {
        var login = Fresh.Name("ana");
        var password = new string('x', 300 - login.Length - 2);
        await _server.MakeAccountAsync(login, password);
        var lines = Sasl.Plain(login, password);
        Assert.Equal("AUTHENTICATE +", lines[^1]);
        await using var client = await NegotiatingAsync(login);
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync(lines);
        Assert.Equal("903", (await client.ReadToAsync("903", "904")).Command);
    }

    [Fact]
    public async Task What_is_no_base64_is_refused_with_904()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync("AUTHENTICATE ==!!==");
        Assert.Contains((await client.ReadToAsync("904", "905")).Command, (string[])["904"]);
    }

    [Fact]
    public async Task The_end_of_the_negotiation_in_the_middle_of_a_login_aborts_it()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
        (await client.AskAsync($"WHOIS {client.Nick}")).None("330");
    }

    [Fact]
    public async Task A_login_after_the_registration_of_the_connection_is_taken()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await _server.GuestAsync(Fresh.Name("guest"), "sasl");
        await client.SendAsync("AUTHENTICATE PLAIN");
        await client.ReadToAsync("AUTHENTICATE");
        var lines = await client.AskAsync(Sasl.Plain(login, IrcDoor.Password));
        lines.One("900");
        lines.One("903");
        Assert.Equal(login, (await client.AskAsync($"WHOIS {client.Nick}")).One("330")[2]);
    }

    [Fact]
    public async Task A_second_login_is_taken_or_refused_with_907()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.MemberAsync(login);
        await ana.SendAsync("AUTHENTICATE PLAIN");
        if ((await ana.ReadToAsync("AUTHENTICATE", "907")).Command == "907")
            return;
        (await ana.AskAsync(Sasl.Plain(login, IrcDoor.Password))).One("903", "907");
    }

    [Fact]
    public async Task Nobody_sees_a_password_that_was_sent_in_a_login()
    {
        await using var server = await IrcDoor.StartAsync("log.level=debug");
        await using (await server.MemberAsync("ana"))
        {
        }
        Assert.DoesNotContain(IrcDoor.Password, server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Sasl.Plain("ana", IrcDoor.Password)[0], server.Log, StringComparison.Ordinal);
    }

    private async Task<IrcClient> NegotiatingAsync(string nick)
    {
        var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LS 302", $"NICK {nick}", "USER u 0 * :x");
        await client.RequestAsync("sasl");
        return client;
    }
}
