namespace Parley.BlackBox.Irc.Sessions;

/// <summary>Several sessions of one account under one nick.</summary>
[Collection<IrcTests>]
public sealed class OneNick(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_second_session_has_the_same_nick_and_is_told_the_rooms_it_is_in()
    {
        var room = IrcDoor.Room();
        await using var first = await _server.MemberInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(first, bob);
        await using var second = await _server.SessionAsync(first.Nick);
        Assert.Equal(first.Nick, second.Nick);
        Assert.Equal(room, second.Welcome.One("JOIN")[0]);
        Assert.Equal(2, second.Welcome.Names().Count);
        Assert.Empty(await bob.SyncAsync());
        Assert.Single((await bob.AskAsync($"NAMES {room}")).Names(), n => IrcLines.Bare(n) == first.Nick);
    }

    [Fact]
    public async Task Joining_and_parting_of_one_is_that_of_all()
    {
        var room = IrcDoor.Room();
        await using var first = await _server.MemberAsync(Fresh.Name("ana"));
        await using var second = await _server.SessionAsync(first.Nick);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await first.JoinAsync(room);
        var lines = await second.SyncAsync();
        Assert.Equal((first.Nick, room), (lines.One("JOIN").Nick, lines.One("JOIN")[0]));
        lines.One("366");
        (await bob.SyncAsync()).One("JOIN");
        await second.AskAsync($"PART {room}");
        (await first.SyncAsync()).One("PART");
        (await bob.SyncAsync()).One("PART");
    }

    [Fact]
    public async Task Messages_come_to_all_and_ones_own_to_the_other_sessions()
    {
        var room = IrcDoor.Room();
        await using var first = await _server.MemberInAsync(room, Fresh.Name("ana"));
        await using var second = await _server.SessionAsync(first.Nick);
        await using var bob = await _server.MemberInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(first, second, bob);
        await bob.AskAsync($"PRIVMSG {room} :to the room", $"PRIVMSG {first.Nick} :to ana");
        Assert.Equal(["to ana", "to the room"], (await first.SyncAsync()).Texts().Order(StringComparer.Ordinal));
        Assert.Equal(["to ana", "to the room"], (await second.SyncAsync()).Texts().Order(StringComparer.Ordinal));
        Assert.Empty((await first.AskAsync($"PRIVMSG {room} :mine", $"PRIVMSG {bob.Nick} :mine too")).Texts());
        var own = (await second.SyncAsync()).Of("PRIVMSG");
        Assert.Equal(new[] { (room, "mine"), (bob.Nick, "mine too") }.Order(), own.Select(l => (l[0], l.Last)).Order());
        Assert.All(own, l => Assert.Equal(first.Nick, l.Nick));
        Assert.Equal(["mine", "mine too"], (await bob.SyncAsync()).Texts().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_new_nick_is_that_of_all_sessions()
    {
        await using var first = await _server.MemberAsync(Fresh.Name("ana"));
        await using var second = await _server.SessionAsync(first.Nick);
        var name = Fresh.Name("anita");
        await first.RenameAsync(name);
        Assert.Equal(name, (await second.SyncAsync()).One("NICK").Last);
        Assert.Equal(name, (await second.AskAsync($"WHOIS {name}")).One("311")[1]);
    }

    [Fact]
    public async Task Others_see_a_quit_only_when_the_last_session_ends()
    {
        var room = IrcDoor.Room();
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        var first = await _server.MemberInAsync(room, Fresh.Name("ana"));
        var second = await _server.SessionAsync(first.Nick);
        await bob.SyncAsync();
        await first.QuitAsync();
        await first.DisposeAsync();
        await second.AskAsync($"PRIVMSG {room} :still here");
        Assert.Equal(["PRIVMSG"], (await bob.SyncAsync()).Select(l => l.Command));
        await second.QuitAsync();
        Assert.Equal(second.Nick, (await bob.ReadToAsync("QUIT")).Nick);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var server = await IrcDoor.StartAsync("accounts.multi-session=false");
        await using var first = await server.MemberAsync("ana");
        await using var second = await server.ConnectIrcAsync();
        await second.SendAsync("CAP LS 302", "NICK ana", "USER u 0 * :x");
        await second.RequestAsync("sasl");
        await second.SendAsync("AUTHENTICATE PLAIN", Sasl.Plain("ana", IrcDoor.Password)[0], "CAP END");
        var end = await second.ReadToAsync("433", "ERROR", "FAIL", "001");
        Assert.NotEqual("001", end.Command);
    }
}
