namespace Parley.BlackBox.Irc.Rooms;

/// <summary>MODE of a room: flags, key, limit, prefixes, and their refusals.</summary>
[Collection<IrcTests>]
public sealed class RoomModes(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_modes_of_a_room_and_its_age_can_be_asked()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        var lines = await ana.AskAsync($"MODE {room}");
        var modes = lines.One("324");
        Assert.Equal(room, modes[1]);
        Assert.StartsWith("+", modes[2]);
        var made = lines.One("329");
        Assert.Equal(room, made[1]);
        Assert.InRange(long.Parse(made[2]), 1_500_000_000, 9_999_999_999);
    }

    [Theory]
    [InlineData("i")]
    [InlineData("m")]
    [InlineData("n")]
    [InlineData("s")]
    [InlineData("t")]
    public async Task A_flag_is_set_shown_to_all_and_taken_away(string flag)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} -{flag}");
        await IrcClient.SettleAsync(ana, bob);
        foreach (var line in new[] { (await ana.AskAsync($"MODE {room} +{flag}")).One("MODE"), (await bob.SyncAsync()).One("MODE") })
        {
            Assert.Equal(ana.Nick, line.Nick);
            Assert.Equal([room, $"+{flag}"], line.Parameters);
        }
        Assert.Contains(flag, (await bob.AskAsync($"MODE {room}")).One("324")[2], StringComparison.Ordinal);
        Assert.Equal($"-{flag}", (await ana.AskAsync($"MODE {room} -{flag}")).One("MODE")[1]);
        Assert.DoesNotContain(flag, (await bob.AskAsync($"MODE {room}")).One("324")[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_modes_may_be_changed_in_one_command()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"MODE {room} +m-t+kl secret 10");
        var modes = (await ana.AskAsync($"MODE {room}")).One("324");
        Assert.Contains('m', modes[2]);
        Assert.DoesNotContain('t', modes[2]);
        Assert.Contains('k', modes[2]);
        Assert.Contains('l', modes[2]);
        Assert.Contains("10", modes.Parameters);
    }

    [Fact]
    public async Task A_key_is_asked_for()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        Assert.Equal([room, "+k", "secret"], (await ana.AskAsync($"MODE {room} +k secret")).One("MODE").Parameters);
        Assert.Equal(room, (await bob.AskAsync($"JOIN {room}")).One("475")[1]);
        (await bob.AskAsync($"JOIN {room} wrong")).One("475");
        Assert.DoesNotContain("secret", IrcLines.Show(await bob.AskAsync($"MODE {room}")), StringComparison.Ordinal);
        await bob.JoinAsync(room, "secret");
        Assert.Equal("-k", (await ana.AskAsync($"MODE {room} -k secret")).One("MODE")[1]);
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
    }

    [Fact]
    public async Task Keys_belong_to_the_rooms_in_their_order()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(one, Fresh.Name("ana"));
        await ana.JoinAsync(two);
        await ana.AskAsync($"MODE {one} +k k1", $"MODE {two} +k k2");
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        Assert.Equal([one, two], (await bob.AskAsync($"JOIN {one},{two} k1,k2")).Of("JOIN").Select(l => l[0]));
    }

    [Theory]
    [InlineData("MODE {0} +k :")]
    [InlineData("MODE {0} +k :with space")]
    [InlineData("MODE {0} +k")]
    public async Task A_key_that_no_client_could_send_is_refused(string line)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        (await ana.AskAsync(string.Format(null, line, room))).None("MODE");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
    }

    [Fact]
    public async Task A_full_room_takes_nobody_more()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        Assert.Equal([room, "+l", "1"], (await ana.AskAsync($"MODE {room} +l 1")).One("MODE").Parameters);
        Assert.Equal(room, (await bob.AskAsync($"JOIN {room}")).One("471")[1]);
        Assert.Equal([room, "-l"], (await ana.AskAsync($"MODE {room} -l")).One("MODE").Parameters.Take(2));
        await bob.JoinAsync(room);
    }

    [Theory]
    [InlineData("+l x")]
    [InlineData("+l -5")]
    [InlineData("+l")]
    public async Task A_limit_that_is_no_number_changes_nothing(string modes)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        (await ana.AskAsync($"MODE {room} {modes}")).None("MODE");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
    }

    [Fact]
    public async Task In_a_moderated_room_only_voices_and_operators_speak()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +m");
        await IrcClient.SettleAsync(ana, bob);
        Assert.Equal(room, (await bob.AskAsync($"PRIVMSG {room} :can you hear me")).One("404")[1]);
        Assert.Empty((await ana.SyncAsync()).Texts());
        await ana.AskAsync($"PRIVMSG {room} :I can speak", $"MODE {room} +v {bob.Nick}");
        Assert.Equal(["I can speak"], (await bob.SyncAsync()).Texts());
        (await bob.AskAsync($"PRIVMSG {room} :and now")).None("404");
        Assert.Equal(["and now"], (await ana.SyncAsync()).Texts());
    }

    [Fact]
    public async Task Without_n_those_outside_may_speak_and_with_it_not()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +n");
        (await bob.AskAsync($"PRIVMSG {room} :from outside")).One("404");
        Assert.Empty((await ana.SyncAsync()).Texts());
        await ana.AskAsync($"MODE {room} -n");
        (await bob.AskAsync($"PRIVMSG {room} :from outside")).None("404");
        Assert.Equal(["from outside"], (await ana.SyncAsync()).Texts());
    }

    [Theory]
    [InlineData("o")]
    [InlineData("v")]
    public async Task A_prefix_is_given_and_taken(string mode)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(ana, bob);
        Assert.Equal([room, $"+{mode}", bob.Nick], (await ana.AskAsync($"MODE {room} +{mode} {bob.Nick}")).One("MODE").Parameters);
        Assert.Equal([room, $"+{mode}", bob.Nick], (await bob.SyncAsync()).One("MODE").Parameters);
        Assert.Contains($"{(mode == "o" ? "@" : "+")}{bob.Nick}", (await bob.AskAsync($"NAMES {room}")).Names());
        await ana.AskAsync($"MODE {room} -{mode} {bob.Nick}");
        Assert.Contains(bob.Nick, (await bob.AskAsync($"NAMES {room}")).Names());
    }

    [Fact]
    public async Task Giving_what_somebody_has_already_changes_nothing()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +v {bob.Nick}");
        await bob.SyncAsync();
        (await ana.AskAsync($"MODE {room} +v {bob.Nick}")).None("MODE");
        (await bob.SyncAsync()).None("MODE");
    }

    [Fact]
    public async Task Changes_are_refused_to_whom_has_no_right_and_for_what_is_not_there()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.SyncAsync();
        Assert.Equal(room, (await bob.AskAsync($"MODE {room} +m")).One("482")[1]);
        (await bob.AskAsync($"MODE {room} +o {bob.Nick}")).One("482");
        (await ana.AskAsync($"MODE {room} +o {Fresh.Name("nobody")}")).Any("401", "441");
        (await ana.AskAsync($"MODE {IrcDoor.Room("none")}")).One("403");
        (await ana.AskAsync("MODE")).One("461");
        Assert.Equal("Y", (await ana.AskAsync($"MODE {room} +Y")).One("472")[1]);
        Assert.Empty((await bob.SyncAsync()).Of("MODE"));
    }

    [Fact]
    public async Task An_operator_may_do_what_the_first_one_may()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +o {bob.Nick}");
        await bob.SyncAsync();
        (await bob.AskAsync($"MODE {room} +m")).One("MODE");
    }

    [Fact]
    public async Task A_message_to_the_operators_reaches_them_only_where_STATUSMSG_is_announced()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await IrcClient.SettleAsync(ana, bob, eva);
        if (!ana.Supported.GetValueOrDefault("STATUSMSG", "").Contains('@', StringComparison.Ordinal))
            return;
        await bob.AskAsync($"PRIVMSG @{room} :operators");
        Assert.Equal($"@{room}", (await ana.SyncAsync()).One("PRIVMSG")[0]);
        Assert.Empty((await eva.SyncAsync()).Texts());
    }
}
