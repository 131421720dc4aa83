namespace Parley.BlackBox.Irc.Rooms;

/// <summary>TOPIC, 331 to 333, and the lock +t.</summary>
[Collection<IrcTests>]
public sealed class Topics(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_topic_is_told_to_everybody_and_to_whom_joins_later_with_its_author()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(ana, bob);
        foreach (var line in new[] { (await ana.AskAsync($"TOPIC {room} :Something to talk about")).One("TOPIC"), (await bob.SyncAsync()).One("TOPIC") })
        {
            Assert.Equal(ana.Nick, line.Nick);
            Assert.Equal([room, "Something to talk about"], line.Parameters);
        }
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        foreach (var lines in new[] { await eva.JoinAsync(room), await bob.AskAsync($"TOPIC {room}") })
        {
            Assert.Equal([room, "Something to talk about"], lines.One("332").Parameters.Skip(1));
            var author = lines.One("333");
            Assert.StartsWith(ana.Nick, author[2]);
            Assert.InRange(long.Parse(author[3]), 1_500_000_000, 9_999_999_999);
        }
    }

    [Fact]
    public async Task A_room_without_a_topic_says_331()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        Assert.Equal(room, (await ana.AskAsync($"TOPIC {room}")).One("331")[1]);
    }

    [Fact]
    public async Task An_empty_topic_takes_it_away()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"TOPIC {room} :x");
        Assert.Equal("", (await ana.AskAsync($"TOPIC {room} :")).One("TOPIC").Last);
        (await ana.AskAsync($"TOPIC {room}")).One("331");
    }

    [Fact]
    public async Task A_locked_topic_is_for_operators_only()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +t");
        await bob.SyncAsync();
        (await bob.AskAsync($"TOPIC {room} :mine")).One("482");
        Assert.Empty((await ana.SyncAsync()).Of("TOPIC"));
        await ana.AskAsync($"MODE {room} -t");
        (await bob.AskAsync($"TOPIC {room} :mine")).One("TOPIC");
        Assert.Equal("mine", (await ana.SyncAsync()).One("TOPIC").Last);
    }

    [Fact]
    public async Task Topics_are_refused_of_rooms_that_are_not_there_or_not_ones_own()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        (await bob.AskAsync($"TOPIC {room} :x")).One("442", "482");
        (await bob.AskAsync($"TOPIC {IrcDoor.Room("none")}")).One("403", "442");
        (await bob.AskAsync("TOPIC")).One("461");
    }

    [Fact]
    public async Task A_topic_is_never_cut_in_the_middle_of_a_character()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        var lines = await ana.AskAsync($"TOPIC {room} :{string.Concat(Enumerable.Repeat("ñ", 220))}");
        Assert.All(lines.Of("TOPIC"), l => Assert.Matches("^ñ+$", l.Last));
    }
}
