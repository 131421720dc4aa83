namespace Parley.BlackBox.Irc.People;

/// <summary>WHO and WHOX.</summary>
[Collection<IrcTests>]
public sealed class Who(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task WHO_of_a_room_has_a_line_for_each_of_its_people()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await bob.AskAsync("AWAY :out");
        await ana.SyncAsync();
        var lines = await ana.AskAsync($"WHO {room}");
        var found = lines.Of("352");
        Assert.Equal(new[] { ana.Nick, bob.Nick }.Order(StringComparer.Ordinal), found.Select(l => l[5]).Order(StringComparer.Ordinal));
        var own = found.Single(l => l[5] == ana.Nick);
        Assert.Equal(room, own[1]);
        Assert.Matches("^~?user$", own[2]);
        Assert.Equal(ana.Welcome[0].Source, own[4]);
        Assert.Matches("^H[~@]+$", own[6]);
        Assert.Matches("^[0-9]+ A Person$", own.Last);
        Assert.StartsWith("G", found.Single(l => l[5] == bob.Nick)[6]);
        Assert.Equal(room, lines.One("315")[1]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}*")]
    public async Task WHO_of_a_person_or_a_mask_finds_that_person(string mask)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(IrcDoor.Room(), Fresh.Name("bobwho") + "x");
        await ana.JoinAsync(IrcDoor.Room());
        await bob.AskAsync($"MODE {bob.Nick} -i");
        var asked = string.Format(null, mask, bob.Nick);
        var lines = await ana.AskAsync($"WHO {asked}");
        Assert.Equal(bob.Nick, lines.One("352")[5]);
        Assert.Equal(asked, lines.One("315")[1]);
    }

    [Fact]
    public async Task WHO_of_nobody_is_just_its_end()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"WHO {Fresh.Name("nobody")}");
        lines.None("352", "401");
        lines.One("315");
        (await ana.AskAsync($"WHO {IrcDoor.Room("none")}")).One("315");
    }

    [Fact]
    public async Task WHOX_gives_the_fields_asked_for_in_their_fixed_order()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        var own = (await bob.AskAsync($"WHO {ana.Nick} %tcuihsnfdlaor,123")).One("354");
        Assert.Equal("123", own[1]);
        Assert.Equal(14, own.Parameters.Count);
        Assert.Equal(ana.Nick, own[7]);
        Assert.Equal(ana.Nick, own[11]);
        Assert.Equal("A Person", own.Last);
        Assert.Equal(ana.Welcome[0].Source, own[6]);
        var guest = (await ana.AskAsync($"WHO {bob.Nick} %na")).One("354");
        Assert.Equal([ana.Nick, bob.Nick, "0"], guest.Parameters);
    }

    [Theory]
    [InlineData("n", 1)]
    [InlineData("nu", 2)]
    [InlineData("cnr", 3)]
    [InlineData("tn,7", 2)]
    public async Task WHOX_has_as_many_fields_as_asked(string fields, int count)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        var lines = await ana.AskAsync($"WHO {room} %{fields}");
        Assert.Equal(count + 1, lines.One("354").Parameters.Count);
        lines.None("352");
        lines.One("315");
    }
}
