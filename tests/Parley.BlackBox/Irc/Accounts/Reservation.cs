namespace Parley.BlackBox.Irc.Accounts;

/// <summary>The nick of an account is for its owner only.</summary>
[Collection<IrcTests>]
public sealed class Reservation(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_guest_cannot_connect_under_an_accounts_name()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync($"NICK {login.ToUpperInvariant()}", "USER u 0 * :x");
        var lines = await client.ReadToAsync(l => l.Command is "433" or "432" or "001");
        Assert.Equal("433", lines[^1].Command);
        var other = Fresh.Name("guest");
        await client.SendAsync($"NICK {other}");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task A_connected_guest_cannot_take_an_accounts_name_later()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var guest = await _server.GuestAsync(Fresh.Name("guest"));
        (await guest.AskAsync($"NICK {login}")).Any("433", "FAIL");
        Assert.Equal(guest.Nick, (await guest.AskAsync($"WHOIS {guest.Nick}")).One("311")[1]);
    }

    [Fact]
    public async Task An_account_cannot_take_another_accounts_name()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"));
        (await bob.AskAsync($"NICK {login}")).Any("433", "FAIL");
    }

    [Fact]
    public async Task Its_owner_can_take_it_after_the_login()
    {
        var login = Fresh.Name("ana");
        await _server.MakeAccountAsync(login);
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LS 302", $"NICK {login}", "USER u 0 * :x");
        await client.RequestAsync("sasl");
        await client.SendAsync("AUTHENTICATE PLAIN", Sasl.Plain(login, IrcDoor.Password)[0]);
        await client.ReadToAsync("903");
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
        Assert.Equal(login, client.Nick);
    }

    [Fact]
    public async Task A_name_that_somebody_holds_as_a_guest_cannot_be_registered_by_others()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        (await bob.AskAsync($"REGISTER {ana.Nick} * :{IrcDoor.Password}")).Any("FAIL");
    }
}
