namespace Parley.BlackBox.Irc.Rooms;

/// <summary>NAMES and LIST, with what a secret room hides.</summary>
[Collection<IrcTests>]
public sealed class NamesAndList(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task NAMES_lists_the_people_of_a_room_with_prefixes()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +v {bob.Nick}");
        var lines = await bob.AskAsync($"NAMES {room}");
        Assert.Contains($"+{bob.Nick}", lines.Names());
        Assert.Contains(lines.Names(), n => n == $"~{ana.Nick}" || n == $"@{ana.Nick}");
        Assert.Equal(room, lines.One("366")[1]);
    }

    [Fact]
    public async Task With_multi_prefix_all_prefixes_are_there_highest_first()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "multi-prefix");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +o {bob.Nick}", $"MODE {room} +v {bob.Nick}");
        Assert.Contains($"@+{bob.Nick}", (await ana.AskAsync($"NAMES {room}")).Names());
        Assert.Contains($"@{bob.Nick}", (await bob.AskAsync($"NAMES {room}")).Names());
        Assert.Contains("@+", (await ana.AskAsync($"WHO {bob.Nick}")).One("352")[6]);
    }

    [Fact]
    public async Task With_userhost_in_names_the_whole_source_is_there()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "userhost-in-names");
        Assert.Matches($"^[~@]+{ana.Nick}!~?[^@!]+@[^@!]+$", Assert.Single((await ana.AskAsync($"NAMES {room}")).Names()));
    }

    [Fact]
    public async Task NAMES_of_what_is_not_there_is_just_its_end()
    {
        var room = IrcDoor.Room("none");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"NAMES {room}");
        Assert.Equal(room, lines.One("366")[1]);
        Assert.Empty(lines.Names());
    }

    [Fact]
    public async Task A_secret_room_is_hidden_from_those_outside()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +s");
        Assert.Empty((await bob.AskAsync($"NAMES {room}")).Names());
        Assert.DoesNotContain((await bob.AskAsync("LIST")).Of("322"), l => l[1] == room);
        Assert.DoesNotContain((await bob.AskAsync($"LIST {room}")).Of("322"), l => l[1] == room);
        Assert.DoesNotContain(room, IrcLines.Show(await bob.AskAsync($"WHOIS {ana.Nick}")), StringComparison.Ordinal);
        Assert.Empty((await bob.AskAsync($"WHO {room}")).Of("352"));
        Assert.Contains((await ana.AskAsync("LIST")).Of("322"), l => l[1] == room);
        Assert.Equal("@", (await ana.AskAsync($"NAMES {room}")).Of("353")[0][1]);
    }

    [Fact]
    public async Task LIST_has_each_room_with_its_people_and_topic()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"TOPIC {room} :about this");
        var lines = await bob.AskAsync("LIST");
        var found = lines.One(l => l.Command == "322" && l[1] == room);
        Assert.Equal("2", found[2]);
        Assert.EndsWith("about this", found[3]);
        lines.One("323");
        Assert.Equal([room], (await bob.AskAsync($"LIST {room}")).Of("322").Select(l => l[1]));
    }

    [Fact]
    public async Task LIST_of_what_is_not_there_is_just_its_end()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"LIST {IrcDoor.Room("none")}");
        Assert.Empty(lines.Of("322"));
        lines.One("323");
    }

    [Fact]
    public async Task The_filters_that_are_announced_work()
    {
        var (stem, _) = (Fresh.Name("filtrada"), 0);
        await using var ana = await _server.GuestInAsync($"#{stem}a", Fresh.Name("ana"));
        await ana.JoinAsync($"#{stem}b");
        await using var bob = await _server.GuestInAsync($"#{stem}b", Fresh.Name("bob"));
        var announced = ana.Supported.GetValueOrDefault("ELIST", "").ToUpperInvariant();
        if (announced.Contains('U', StringComparison.Ordinal))
        {
            Assert.Contains($"#{stem}b", await RoomsAsync(ana, "LIST >1", stem));
            Assert.DoesNotContain($"#{stem}a", await RoomsAsync(ana, "LIST >1", stem));
            Assert.Equal([$"#{stem}a"], await RoomsAsync(ana, "LIST <2", stem));
        }
        if (announced.Contains('M', StringComparison.Ordinal))
            Assert.Equal([$"#{stem}b"], await RoomsAsync(ana, $"LIST *{stem}b", stem));
        if (announced.Contains('N', StringComparison.Ordinal))
            Assert.Equal([$"#{stem}a"], await RoomsAsync(ana, $"LIST !*{stem}b", stem));
        if (announced.Contains('C', StringComparison.Ordinal))
        {
            Assert.Equal([$"#{stem}a", $"#{stem}b"], await RoomsAsync(ana, "LIST C<10", stem));
            Assert.Empty(await RoomsAsync(ana, "LIST C>10", stem));
        }
        if (announced.Contains('T', StringComparison.Ordinal))
        {
            await ana.AskAsync($"TOPIC #{stem}a :x");
            Assert.Contains($"#{stem}a", await RoomsAsync(ana, "LIST T<10", stem));
            Assert.DoesNotContain($"#{stem}a", await RoomsAsync(ana, "LIST T>10", stem));
        }
    }

    private static async Task<IEnumerable<string>> RoomsAsync(IrcClient client, string line, string stem) =>
        (await client.AskAsync(line)).Of("322").Select(l => l[1]).Where(n => n.StartsWith($"#{stem}", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
