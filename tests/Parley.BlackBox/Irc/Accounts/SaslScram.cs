namespace Parley.BlackBox.Irc.Accounts;

/// <summary>SASL SCRAM-SHA-256 (RFC 5802, RFC 7677) over AUTHENTICATE.</summary>
[Collection<IrcTests>]
public sealed class SaslScram(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_right_password_logs_in_and_the_server_proves_itself()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        var (line, scram) = await Sasl.ScramAsync(client, login, IrcDoor.Password);
        Assert.Equal("AUTHENTICATE", line.Command);
        Assert.Equal(scram.ServerProof, Sasl.Decode(line));
        await client.SendAsync("AUTHENTICATE +");
        var lines = await client.ReadToAsync(l => l.Command is "903" or "904");
        Assert.Equal("903", lines[^1].Command);
        Assert.Equal(login, lines.One("900")[2]);
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task An_account_made_by_REGISTER_can_log_in_by_SCRAM()
    {
        var login = Fresh.Name("ana");
        await using (var ana = await _server.GuestAsync(login))
            (await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}")).One("REGISTER");
        await using var client = await NegotiatingAsync(Fresh.Name("other"));
        var (line, scram) = await Sasl.ScramAsync(client, login, IrcDoor.Password);
        Assert.Equal("AUTHENTICATE", line.Command);
        Assert.Equal(scram.ServerProof, Sasl.Decode(line));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_904()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await NegotiatingAsync(login);
        var (line, _) = await Sasl.ScramAsync(client, login, "wrong-password");
        if (line.Command == "AUTHENTICATE")
        {
            Assert.StartsWith("e=", Sasl.Decode(line));
            await client.SendAsync("AUTHENTICATE +");
            line = await client.ReadToAsync("903", "904");
        }
        Assert.Equal("904", line.Command);
    }

    [Fact]
    public async Task Somebody_unknown_is_refused_with_904_and_not_told_apart_early()
    {
        await using var client = await NegotiatingAsync(Fresh.Name("ana"));
        var (line, _) = await Sasl.ScramAsync(client, Fresh.Name("nobody"), "whatever");
        if (line.Command == "AUTHENTICATE")
        {
            await client.SendAsync("AUTHENTICATE +");
            line = await client.ReadToAsync("903", "904");
        }
        Assert.Equal("904", line.Command);
    }

    private async Task<IrcClient> NegotiatingAsync(string nick)
    {
        var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LS 302", $"NICK {nick}", "USER u 0 * :x");
        await client.RequestAsync("sasl");
        return client;
    }
}
