namespace Parley.BlackBox.Irc.Rooms;

/// <summary>PART and KICK.</summary>
[Collection<IrcTests>]
public sealed class Parting(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("PART {0}", null)]
    [InlineData("PART {0} :see you", "see you")]
    public async Task Everybody_sees_who_parts_and_why(string line, string? reason)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.SyncAsync();
        var own = (await bob.AskAsync(string.Format(null, line, room))).One("PART");
        var seen = (await ana.SyncAsync()).One("PART");
        foreach (var part in new[] { own, seen })
        {
            Assert.Equal((bob.Nick, room), (part.Nick, part[0]));
            if (reason is not null)
                Assert.Equal(reason, part.Last);
        }
        await ana.AskAsync($"PRIVMSG {room} :alone");
        Assert.Empty(await bob.SyncAsync());
    }

    [Fact]
    public async Task Several_rooms_may_be_left_at_once()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(one, Fresh.Name("ana"));
        await ana.JoinAsync(two);
        Assert.Equal([one, two], (await ana.AskAsync($"PART {one},{two}")).Of("PART").Select(l => l[0]));
    }

    [Fact]
    public async Task Leaving_where_one_is_not_is_refused()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        (await bob.AskAsync($"PART {room}")).One("442");
        (await bob.AskAsync($"PART {IrcDoor.Room("none")}")).One("403", "442");
        (await bob.AskAsync("PART")).One("461");
    }

    [Theory]
    [InlineData("KICK {0} {1}", null)]
    [InlineData("KICK {0} {1} :enough", "enough")]
    public async Task An_operator_kicks_and_everybody_sees_it(string line, string? reason)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await IrcClient.SettleAsync(ana, bob, eva);
        var own = await ana.AskAsync(string.Format(null, line, room, bob.Nick));
        foreach (var kick in new[] { own.One("KICK"), (await bob.SyncAsync()).One("KICK"), (await eva.SyncAsync()).One("KICK") })
        {
            Assert.Equal(ana.Nick, kick.Nick);
            Assert.Equal([room, bob.Nick], kick.Parameters.Take(2));
            Assert.Equal(3, kick.Parameters.Count);
            if (reason is not null)
                Assert.Equal(reason, kick.Last);
        }
        await eva.AskAsync($"PRIVMSG {room} :hola");
        Assert.Empty(await bob.SyncAsync());
        await bob.JoinAsync(room);
    }

    [Fact]
    public async Task Several_people_may_be_kicked_at_once()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await IrcClient.SettleAsync(ana, bob, eva);
        await ana.AskAsync($"KICK {room} {bob.Nick},{eva.Nick} :all");
        (await bob.SyncAsync()).Any("KICK");
        (await eva.SyncAsync()).Any("KICK");
    }

    [Fact]
    public async Task A_kick_is_refused_to_whom_has_no_right_and_of_whom_is_not_there()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        await ana.SyncAsync();
        (await bob.AskAsync($"KICK {room} {ana.Nick}")).One("482");
        (await eva.AskAsync($"KICK {room} {ana.Nick}")).One("442", "482");
        (await ana.AskAsync($"KICK {room} {eva.Nick}")).One("441");
        (await ana.AskAsync($"KICK {room} {Fresh.Name("nobody")}")).One("441", "401");
        (await ana.AskAsync($"KICK {IrcDoor.Room("none")} {bob.Nick}")).One("403", "442");
        (await ana.AskAsync($"KICK {room}")).One("461");
        Assert.Empty((await bob.SyncAsync()).Of("KICK"));
    }

    [Fact]
    public async Task A_room_comes_to_an_end_or_stays_without_its_people_and_can_be_joined_again()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"PART {room}");
        Assert.Contains(ana.Nick, (await ana.JoinAsync(room)).Names().Select(IrcLines.Bare));
    }
}
