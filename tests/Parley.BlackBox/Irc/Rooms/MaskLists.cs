namespace Parley.BlackBox.Irc.Rooms;

/// <summary>The lists b, e and I, with masks and with accounts.</summary>
[Collection<IrcTests>]
public sealed class MaskLists(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("b", "367", "368")]
    [InlineData("e", "348", "349")]
    [InlineData("I", "346", "347")]
    public async Task A_list_is_added_to_shown_and_taken_from(string mode, string item, string end)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        (await ana.AskAsync($"MODE {room} +{mode}")).One(end);
        Assert.Equal([room, $"+{mode}", "bad!*@*"], (await ana.AskAsync($"MODE {room} +{mode} bad!*@*")).One("MODE").Parameters);
        foreach (var question in new[] { $"MODE {room} +{mode}", $"MODE {room} {mode}" })
        {
            var lines = await ana.AskAsync(question);
            var found = lines.One(item);
            Assert.Equal([ana.Nick, room, "bad!*@*"], found.Parameters.Take(3));
            if (found.Parameters.Count > 3)
            {
                Assert.StartsWith(ana.Nick, found[3]);
                Assert.InRange(long.Parse(found[4]), 1_500_000_000, 9_999_999_999);
            }
            Assert.Equal(room, lines.One(end)[1]);
        }
        Assert.Equal([room, $"-{mode}", "bad!*@*"], (await ana.AskAsync($"MODE {room} -{mode} bad!*@*")).One("MODE").Parameters);
        (await ana.AskAsync($"MODE {room} +{mode}")).None(item);
    }

    [Theory]
    [InlineData("nick", "nick!*@*")]
    [InlineData("*!user", "*!user@*")]
    [InlineData("@host", "*!*@host")]
    [InlineData("user@host", "*!user@host")]
    public async Task A_short_mask_is_completed(string given, string whole)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        var lines = await ana.AskAsync($"MODE {room} +b {given}");
        if (given[0] != '@')
            Assert.Equal(whole, lines.One("MODE")[2]);
        else
            lines.One("MODE");
    }

    [Fact]
    public async Task A_mask_that_is_there_already_changes_nothing()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"MODE {room} +b bad!*@*");
        (await ana.AskAsync($"MODE {room} +b bad!*@*")).None("MODE");
        Assert.Single((await ana.AskAsync($"MODE {room} +b")).Of("367"));
        (await ana.AskAsync($"MODE {room} -b other!*@*")).None("MODE");
    }

    [Theory]
    [InlineData("{0}!*@*")]
    [InlineData("*!user@*")]
    [InlineData("*!*user@*")]
    [InlineData("{0}")]
    [InlineData("*!*@*")]
    public async Task Somebody_banned_cannot_join(string mask)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +b {string.Format(null, mask.Replace("*!user@", "*!*user@", StringComparison.Ordinal), bob.Nick)}");
        Assert.Equal(room, (await bob.AskAsync($"JOIN {room}")).One("474")[1]);
        await ana.AskAsync($"MODE {room} -b {string.Format(null, mask.Replace("*!user@", "*!*user@", StringComparison.Ordinal), bob.Nick)}");
        await bob.JoinAsync(room);
    }

    [Fact]
    public async Task Masks_do_not_know_case()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +b {bob.Nick.ToUpperInvariant()}!*@*");
        (await bob.AskAsync($"JOIN {room}")).One("474");
    }

    [Fact]
    public async Task Somebody_banned_inside_cannot_speak()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +b {bob.Nick}!*@*");
        await bob.SyncAsync();
        (await bob.AskAsync($"PRIVMSG {room} :hola")).One("404");
        Assert.Empty((await ana.SyncAsync()).Texts());
    }

    [Fact]
    public async Task An_exception_is_stronger_than_a_ban()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +b *!*@*", $"MODE {room} +e {bob.Nick}!*@*");
        await bob.JoinAsync(room);
        (await bob.AskAsync($"PRIVMSG {room} :hola")).None("404");
    }

    [Fact]
    public async Task An_invitation_mask_is_an_invitation_for_ever()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +i", $"MODE {room} +I {bob.Nick}!*@*");
        await bob.JoinAsync(room);
        await bob.AskAsync($"PART {room}");
        await bob.JoinAsync(room);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("e")]
    [InlineData("I")]
    public async Task Accounts_are_meant_by_the_extban_that_is_announced(string mode)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"));
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        var sign = ana.Supported["EXTBAN"].Split(',')[0];
        var mask = $"{sign}{ana.Supported["ACCOUNTEXTBAN"].Split(',')[0]}:{bob.Nick}";
        await bob.RenameAsync(Fresh.Name("other"));
        string[] setup = mode switch { "e" => [$"MODE {room} +b *!*@*"], "I" => [$"MODE {room} +i"], _ => [] };
        Assert.Equal([room, $"+{mode}", mask], (await ana.AskAsync([.. setup, $"MODE {room} +{mode} {mask}"])).Of("MODE")[^1].Parameters);
        var refusal = (await (mode == "b" ? bob : eva).AskAsync($"JOIN {room}")).Any("474", "473");
        Assert.Equal(room, refusal[1]);
        await (mode == "b" ? eva : bob).JoinAsync(room);
    }

    [Fact]
    public async Task A_list_has_a_limit()
    {
        await using var server = await IrcDoor.StartAsync("irc.max-list-modes=3");
        await using var ana = await server.GuestInAsync("#sala", "ana");
        for (var i = 0; i < 3; i++)
            (await ana.AskAsync($"MODE #sala +b m{i}!*@*")).One("MODE");
        (await ana.AskAsync("MODE #sala +b one-more!*@*")).One("478");
        Assert.Equal(3, (await ana.AskAsync("MODE #sala +b")).Of("367").Count);
    }

    [Fact]
    public async Task Lists_are_changed_by_operators_only()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        (await bob.AskAsync($"MODE {room} +b bad!*@*")).One("482");
        (await bob.AskAsync($"MODE {room} +b")).One("368", "482");
    }
}
