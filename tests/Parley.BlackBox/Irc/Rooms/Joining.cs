namespace Parley.BlackBox.Irc.Rooms;

/// <summary>JOIN and what comes with it.</summary>
[Collection<IrcTests>]
public sealed class Joining(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_joiner_sees_itself_join_and_then_the_names()
    {
        var (room, nick) = (IrcDoor.Room(), Fresh.Name("ana"));
        await using var ana = await _server.GuestAsync(nick);
        var lines = await ana.AskAsync($"JOIN {room}");
        Assert.Equal((nick, room), (lines[0].Nick, lines[0][0]));
        Assert.Equal("JOIN", lines[0].Command);
        lines.None("331");
        var names = lines.Of("353");
        Assert.All(names, n => Assert.Equal([nick, "=", room], n.Parameters.Take(3)));
        Assert.Equal(room, lines.One("366")[1]);
        Assert.Matches($"^[~@]+{nick}$", Assert.Single(lines.Names()));
    }

    [Fact]
    public async Task Others_see_who_joins_with_user_and_host()
    {
        var (room, nick) = (IrcDoor.Room(), Fresh.Name("bob"));
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, nick);
        var line = Assert.Single(await ana.SyncAsync());
        Assert.Equal("JOIN", line.Command);
        Assert.Matches($"^{nick}!~?[^@!]+@[^@!]+$", line.Source);
        Assert.Equal([room], line.Parameters);
    }

    [Fact]
    public async Task The_second_to_join_is_no_operator()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        var names = (await bob.JoinAsync(room)).Names();
        Assert.Contains(bob.Nick, names);
        Assert.Equal(2, names.Count);
    }

    [Fact]
    public async Task Several_rooms_may_be_joined_at_once()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"JOIN {one},{two}");
        Assert.Equal([one, two], lines.Of("JOIN").Select(l => l[0]));
        Assert.Equal([one, two], lines.Of("366").Select(l => l[1]));
    }

    [Fact]
    public async Task Joining_again_does_nothing()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.SyncAsync();
        (await bob.AskAsync($"JOIN {room}")).None("JOIN", "403");
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task Names_of_rooms_that_differ_in_case_only_are_the_same_and_the_first_spelling_is_kept()
    {
        var room = "#" + Fresh.Name("SalA");
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        var lines = await bob.JoinAsync(room.ToLowerInvariant());
        Assert.Equal(2, lines.Names().Count);
        Assert.Equal(room, lines.One("JOIN")[0]);
    }

    [Theory]
    [InlineData("JOIN", "461")]
    [InlineData("JOIN sala", "403", "476", "479")]
    [InlineData("JOIN #", "403", "476", "479")]
    [InlineData("JOIN &sala", "403", "476", "479")]
    [InlineData("JOIN #averyveryveryveryveryverylongname-that-goes-on-and-on-past-sixty-three", "403", "476", "479")]
    public async Task What_is_no_room_is_refused(string line, params string[] numerics)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync(line)).One(numerics);
    }

    [Fact]
    public async Task JOIN_0_leaves_every_room_or_is_refused()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        (await ana.AskAsync("JOIN 0")).Any("PART", "403", "476", "479");
    }

    [Fact]
    public async Task Extended_join_shows_account_and_real_name()
    {
        var room = IrcDoor.Room();
        await using var watcher = await _server.GuestInAsync(room, Fresh.Name("eva"), "extended-join");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await IrcClient.SettleAsync(watcher, plain);
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        var lines = (await watcher.SyncAsync()).Of("JOIN");
        Assert.Equal([room, ana.Nick, "A Person"], lines[0].Parameters);
        Assert.Equal([room, "*", "A Person"], lines[1].Parameters);
        Assert.All((await plain.SyncAsync()).Of("JOIN"), l => Assert.Equal([room], l.Parameters));
    }

    [Theory]
    [InlineData("no-implicit-names", "draft/no-implicit-names")]
    public async Task Without_implicit_names_they_come_on_request_only(params string[] names)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var offered = (await ana.CapabilitiesAsync()).Keys.First(names.Contains);
        await ana.RequestAsync(offered);
        (await ana.JoinAsync(room)).None("353", "366");
        (await ana.AskAsync($"NAMES {room}")).One("366");
    }

    [Fact]
    public async Task A_space_in_a_rooms_name_is_a_no_break_space_here()
    {
        var stem = Fresh.Name("sala");
        await using var json = await _server.RegisterJsonAsync(Fresh.Name("eva"));
        await json.AskAsync(new { t = "create", room = $"{stem} grande" });
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal($"#{stem}\u00a0grande", (await ana.JoinAsync($"#{stem}\u00a0grande")).One("JOIN")[0]);
        Assert.Equal("joined", JsonClient.Type(await json.NextAsync("joined")));
    }
}
