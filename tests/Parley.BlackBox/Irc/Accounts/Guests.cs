namespace Parley.BlackBox.Irc.Accounts;

/// <summary>Connections without a login: what they may, and that they can be refused.</summary>
[Collection<IrcTests>]
public sealed class Guests(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_guest_joins_speaks_and_makes_rooms()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.SyncAsync();
        await ana.AskAsync($"PRIVMSG {room} :hola");
        Assert.Equal(["hola"], (await bob.SyncAsync()).Texts());
    }

    [Fact]
    public async Task A_server_without_guests_lets_accounts_in_only()
    {
        await using var server = await IrcDoor.StartAsync("accounts.guests=false");
        await using (var guest = await server.ConnectIrcAsync())
        {
            await guest.SendAsync("NICK ana", "USER u 0 * :x");
            var lines = await guest.ReadToEndAsync();
            lines.None("001");
            lines.Any("FAIL", "ERROR");
        }
        await using var bob = await server.MemberAsync("bob");
        Assert.Equal("bob", bob.Nick);
    }

    [Fact]
    public async Task Nothing_waits_for_a_guest_who_left()
    {
        var nick = Fresh.Name("guest");
        await using (var guest = await _server.GuestAsync(nick))
            await guest.QuitAsync();
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"));
        await Patience.UntilAsync(async () => (await ana.AskAsync($"PRIVMSG {nick} :hola")).Of("401").Count == 1, "the guest is gone");
    }

    [Fact]
    public async Task A_guest_comes_into_no_room_by_itself()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        ana.Welcome.None("JOIN");
        (await ana.AskAsync($"WHOIS {ana.Nick}")).None("319");
    }
}
