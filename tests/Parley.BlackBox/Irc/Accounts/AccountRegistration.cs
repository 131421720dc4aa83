namespace Parley.BlackBox.Irc.Accounts;

/// <summary>REGISTER (ircv3.net, draft/account-registration).</summary>
[Collection<IrcTests>]
public sealed class AccountRegistration(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_guest_registers_the_nick_it_has_and_is_logged_in()
    {
        var nick = Fresh.Name("ana");
        await using (var ana = await _server.GuestAsync(nick, "draft/account-registration"))
        {
            var success = (await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}")).One("REGISTER");
            Assert.Equal(["SUCCESS", nick], success.Parameters.Take(2));
            Assert.Equal(nick, (await ana.AskAsync($"WHOIS {nick}")).One("330")[2]);
            await ana.QuitAsync();
        }
        await using var again = await _server.SessionAsync(nick);
        Assert.Equal(nick, again.Nick);
    }

    [Fact]
    public async Task An_account_of_this_door_can_log_in_at_the_others()
    {
        var nick = Fresh.Name("ana");
        await using (var ana = await _server.GuestAsync(nick))
            (await ana.AskAsync($"REGISTER {nick} * :pass with spaces ñ")).One("REGISTER");
        await using var json = await _server.LoginJsonAsync(nick, "pass with spaces ñ");
    }

    [Fact]
    public async Task A_password_as_long_as_a_line_allows_is_taken()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.GuestAsync("ana");
        var password = new string('x', 480);
        (await ana.AskAsync($"REGISTER * * :{password}")).One("REGISTER");
        await using var json = await server.LoginJsonAsync("ana", password);
    }

    [Fact]
    public async Task A_weak_password_is_refused_and_another_may_be_tried()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("REGISTER * * :short")).Fail("REGISTER", "WEAK_PASSWORD", "UNACCEPTABLE_PASSWORD");
        (await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}")).One("REGISTER");
    }

    [Fact]
    public async Task Too_few_parameters_are_refused()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("REGISTER")).One("FAIL", "461");
        (await ana.AskAsync("REGISTER * *")).One("FAIL", "461");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_ACCOUNT_EXISTS()
    {
        var taken = Fresh.Name("bob");
        await _server.MakeAccountAsync(taken);
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync($"REGISTER {taken} * :{IrcDoor.Password}")).Fail("REGISTER", "ACCOUNT_EXISTS", "ACCOUNT_NAME_MUST_BE_NICK");
    }

    [Fact]
    public async Task Somebody_logged_in_cannot_register_again()
    {
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"));
        (await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}")).Fail("REGISTER", "ALREADY_AUTHENTICATED", "ALREADY_REGISTERED");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_account_name_than_the_nick_is_taken_where_the_setting_allows_it(bool allowed)
    {
        await using var server = await IrcDoor.StartAsync($"accounts.registration.custom-account-name={(allowed ? "true" : "false")}");
        await using var ana = await server.GuestAsync("ana");
        await using (var other = await server.ConnectIrcAsync())
            Assert.Equal(allowed, (await other.CapabilitiesAsync())["draft/account-registration"].Split(',').Contains("custom-account-name", StringComparer.Ordinal));
        var lines = await ana.AskAsync($"REGISTER carla * :{IrcDoor.Password}");
        if (allowed)
            Assert.Equal("carla", lines.One("REGISTER")[1]);
        else
            lines.Fail("REGISTER", "ACCOUNT_NAME_MUST_BE_NICK");
    }

    [Fact]
    public async Task Before_the_connection_is_registered_it_works_where_that_is_announced()
    {
        await using var server = await IrcDoor.StartAsync("accounts.registration.before-connect=true");
        await using var client = await server.ConnectIrcAsync();
        Assert.Contains("before-connect", (await client.CapabilitiesAsync())["draft/account-registration"].Split(','));
        await client.SendAsync($"REGISTER * * :{IrcDoor.Password}", "PING x");
        (await client.ReadToAsync(l => l.Command == "PONG")).Fail("REGISTER", "NEED_NICK");
        await client.SendAsync("NICK ana", "USER u 0 * :x", $"REGISTER * * :{IrcDoor.Password}");
        Assert.Equal(["SUCCESS", "ana"], (await client.ReadToAsync("REGISTER")).Parameters.Take(2));
        await client.SendAsync("CAP END");
        await client.WelcomedAsync();
        Assert.Equal("ana", (await client.AskAsync("WHOIS ana")).One("330")[2]);
    }

    [Fact]
    public async Task Before_the_connection_is_registered_it_is_refused_where_the_setting_says_so()
    {
        await using var server = await IrcDoor.StartAsync("accounts.registration.before-connect=false");
        await using var client = await server.ConnectIrcAsync();
        Assert.DoesNotContain("before-connect", (await client.CapabilitiesAsync())["draft/account-registration"].Split(','));
        await client.SendAsync("NICK ana", "USER u 0 * :x", $"REGISTER * * :{IrcDoor.Password}", "PING x");
        (await client.ReadToAsync(l => l.Command == "PONG")).Fail("REGISTER", "COMPLETE_CONNECTION_REQUIRED");
    }

    [Fact]
    public async Task Registration_can_be_switched_off()
    {
        await using var server = await IrcDoor.StartAsync("accounts.registration.enabled=false");
        await using var ana = await server.GuestAsync("ana");
        var lines = await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}");
        lines.None("REGISTER");
        lines.One("FAIL", "421");
    }

    [Fact]
    public async Task People_of_the_room_with_account_notify_are_told_of_the_new_account()
    {
        var (room, nick) = (IrcDoor.Room(), Fresh.Name("ana"));
        await using var ana = await _server.GuestInAsync(room, nick);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "account-notify");
        await bob.SyncAsync();
        (await ana.AskAsync($"REGISTER * * :{IrcDoor.Password}")).One("REGISTER");
        var line = (await bob.SyncAsync()).One("ACCOUNT");
        Assert.Equal((nick, nick), (line.Nick, line[0]));
    }
}
