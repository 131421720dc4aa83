namespace Parley.BlackBox.Irc.People;

/// <summary>NICK after the registration, and QUIT as others see it.</summary>
[Collection<IrcTests>]
public sealed class NickChanges(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_change_is_told_to_oneself_and_once_to_who_shares_rooms()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(one, Fresh.Name("ana"));
        await ana.JoinAsync(two);
        await using var bob = await _server.GuestInAsync(one, Fresh.Name("bob"));
        await bob.JoinAsync(two);
        await using var stranger = await _server.GuestAsync(Fresh.Name("leo"));
        await IrcClient.SettleAsync(ana, bob, stranger);
        var (old, name) = (bob.Nick, Fresh.Name("bobby"));
        await bob.RenameAsync(name);
        var seen = (await ana.SyncAsync()).One("NICK");
        Assert.Equal((old, name), (seen.Nick, seen.Last));
        Assert.Empty(await stranger.SyncAsync());
        Assert.Contains(name, (await ana.AskAsync($"NAMES {one}")).Names());
        await ana.AskAsync($"PRIVMSG {name} :hola");
        Assert.Equal(["hola"], (await bob.SyncAsync()).Texts());
        (await ana.AskAsync($"PRIVMSG {old} :hola")).One("401");
    }

    [Fact]
    public async Task A_change_of_case_only_is_a_change()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var (old, name) = (ana.Nick, ana.Nick.ToUpperInvariant());
        await ana.RenameAsync(name);
        Assert.Equal(name, (await ana.AskAsync($"WHOIS {old}")).One("311")[1]);
    }

    [Fact]
    public async Task A_change_to_ones_own_nick_does_nothing()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Empty(await ana.AskAsync($"NICK {ana.Nick}"));
    }

    [Theory]
    [InlineData("433")]
    [InlineData("432")]
    public async Task A_nick_that_is_taken_or_malformed_is_refused_and_nobody_is_told(string numeric)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.SyncAsync();
        var wanted = numeric == "433" ? ana.Nick : "#bad";
        Assert.Equal([bob.Nick, wanted], (await bob.AskAsync($"NICK {wanted}")).One(numeric).Parameters.Take(2));
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task A_former_nick_is_free_for_others()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var old = ana.Nick;
        await ana.RenameAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(old);
        Assert.Equal(old, bob.Nick);
    }

    [Fact]
    public async Task Prefixes_stay_with_who_changes_the_nick()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.RenameAsync(Fresh.Name("ana"));
        Assert.Matches($"^[~@]+{ana.Nick}$", Assert.Single((await ana.AskAsync($"NAMES {room}")).Names()));
        (await ana.AskAsync($"MODE {room} +m")).One("MODE");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_quit_is_told_once_to_who_shares_rooms(bool politely)
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(one, Fresh.Name("ana"));
        await ana.JoinAsync(two);
        var nick = Fresh.Name("bob");
        await using var stranger = await _server.GuestAsync(Fresh.Name("leo"));
        await using (var bob = await _server.GuestInAsync(one, nick))
        {
            await bob.JoinAsync(two);
            await ana.SyncAsync();
            if (politely)
                await bob.QuitAsync();
            else
                bob.Wire.Reset();
        }
        var quit = await ana.ReadToAsync("QUIT");
        Assert.Equal(nick, quit.Nick);
        Assert.NotEmpty(quit.Parameters);
        if (politely)
            Assert.Contains("bye", quit.Last, StringComparison.Ordinal);
        Assert.Empty(await ana.SyncAsync());
        Assert.Empty(await stranger.SyncAsync());
        Assert.Single((await ana.AskAsync($"NAMES {one}")).Names());
    }

    [Fact]
    public async Task A_real_name_is_changed_by_SETNAME_and_told_to_who_has_the_capability()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "setname");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "setname");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await IrcClient.SettleAsync(ana, bob, plain);
        var own = await ana.AskAsync("SETNAME :A New Name");
        var seen = (await bob.SyncAsync()).One("SETNAME");
        foreach (var line in new[] { own.One("SETNAME"), seen })
            Assert.Equal((ana.Nick, "A New Name"), (line.Nick, line.Last));
        Assert.Empty(await plain.SyncAsync());
        Assert.Equal("A New Name", (await plain.AskAsync($"WHOIS {ana.Nick}")).One("311").Last);
    }

    [Fact]
    public async Task A_real_name_that_is_missing_or_far_too_long_is_refused()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), "setname");
        (await ana.AskAsync("SETNAME")).One("461", "FAIL");
        var announced = int.Parse(ana.Supported.GetValueOrDefault("NAMELEN", "400"));
        if (announced < 480)
            (await ana.AskAsync($"SETNAME :{new string('x', announced + 1)}")).Fail("SETNAME", "INVALID_REALNAME");
    }
}
