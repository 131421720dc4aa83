namespace Parley.BlackBox.Irc.Proof;

/// <summary>Faults that were found by people who tried to break the door, each by its shortest way.</summary>
[Collection<IrcTests>]
public sealed class FoundFaults(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("+a b\r\n:admin!a@b PRIVMSG #r :forged\r\n@+q")]
    [InlineData("time=2000-01-01T00:00:00.000Z;account")]
    [InlineData("+a\rERROR")]
    public async Task A_tag_key_can_not_forge_a_line_or_a_tag_of_the_servers(string key)
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"), "message-tags");
        await using var eva = await _server.RegisterJsonAsync(Fresh.Name("eva"));
        await eva.AskAsync(new { t = "join", room });
        await ana.SyncAsync();
        Assert.Equal(203, await eva.RefusedAsync(new { t = "signal", room, tags = new Dictionary<string, string> { [key] = "v" } }));
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task The_first_into_an_emptied_room_is_let_in_by_its_rules_only()
    {
        var room = IrcDoor.Room();
        var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"MODE {room} +kis secreto", $"MODE {room} +b *!*@*");
        // The link breaks: the room waits for its people.
        await ana.DisposeAsync();
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        Assert.Contains((await eva.AskAsync($"JOIN {room}")).Single().Command, (string[])["471", "473", "474", "475"]);
    }

    [Fact]
    public async Task Whoever_is_banned_or_muted_keeps_the_name_in_the_room()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await ana.AskAsync($"MODE {room} +b {eva.Nick}!*@*");
        (await eva.AskAsync($"NICK {Fresh.Name("mal")}")).One("435");
        (await eva.AskAsync($"PRIVMSG {room} :x")).One("404");
    }

    [Fact]
    public async Task An_invitation_is_a_persons_and_not_a_names()
    {
        var (room, friend) = (IrcDoor.Room(), Fresh.Name("leo"));
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"MODE {room} +i");
        await using (var leo = await _server.GuestAsync(friend))
        {
            await ana.AskAsync($"INVITE {friend} {room}");
            await leo.QuitAsync();
        }
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        await eva.AskAsync($"NICK {friend}");
        (await eva.AskAsync($"JOIN {room}")).One("473");
    }

    [Fact]
    public async Task A_guest_takes_back_only_what_was_said_since_the_name_is_theirs()
    {
        var (room, name) = (IrcDoor.Room(), Fresh.Name("leo"));
        string[] caps = ["message-tags", "draft/message-redaction", "echo-message"];
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"), caps);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), caps);
        string id;
        await using (var leo = await _server.GuestInAsync(room, name, caps))
        {
            id = (await leo.AskAsync($"PRIVMSG {room} :mine")).One("PRIVMSG").Tag("msgid")!;
            await leo.QuitAsync();
        }
        await bob.AskAsync($"NICK {name}");
        (await bob.AskAsync($"REDACT {room} {id}")).Fail("REDACT", "REDACT_FORBIDDEN");
    }

    [Theory]
    [InlineData("BEFORE {0} timestamp=0001-01-01T00:00:00.000Z 5")]
    [InlineData("AROUND {0} timestamp=0001-01-01T00:00:00.000Z 5")]
    [InlineData("BETWEEN {0} timestamp=0001-01-01T00:00:00.000Z timestamp=9999-12-31T23:59:59.999Z 5")]
    public async Task The_ends_of_time_are_times(string question)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "batch", "draft/chathistory");
        await ana.AskAsync($"PRIVMSG {room} :x", "CHATHISTORY " + string.Format(System.Globalization.CultureInfo.InvariantCulture, question, room));
        Assert.Empty(await ana.SyncAsync());
    }

    [Theory]
    [InlineData("MODE {0}")]
    [InlineData("MODE {0} b")]
    [InlineData("TOPIC {0}")]
    [InlineData("TOPIC {0} :x")]
    [InlineData("PART {0}")]
    [InlineData("INVITE {1} {0}")]
    [InlineData("KICK {0} {1}")]
    [InlineData("PRIVMSG {0} :x")]
    public async Task A_secret_room_is_for_outsiders_as_if_it_were_not(string question)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await ana.AskAsync($"MODE {room} +s");
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        var asked = string.Format(System.Globalization.CultureInfo.InvariantCulture, question, room, eva.Nick);
        Assert.Equal("403", Assert.Single(await eva.AskAsync(asked)).Command);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("NickServ")]
    [InlineData("sеrver")]
    public async Task No_guest_goes_by_the_name_of_the_servers_keepers(string nick)
    {
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        (await eva.AskAsync($"NICK {nick}")).One("432");
    }

    [Fact]
    public async Task A_name_is_free_when_its_person_has_read_ERROR()
    {
        var nick = Fresh.Name("ana");
        for (var i = 0; i < 20; i++)
        {
            await using var ana = await _server.GuestAsync(nick);
            await ana.SendAsync("QUIT");
            await ana.ReadToAsync("ERROR");
        }
    }

    [Fact]
    public async Task A_private_message_that_waited_is_shown_once_also_to_a_client_that_can_ask()
    {
        var (ana, bob) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await _server.MakeAccountAsync(ana);
        await using var sender = await _server.MemberAsync(bob);
        (await sender.AskAsync($"PRIVMSG {ana} :later")).None("401");
        await using (var first = await _server.SessionAsync(ana, "batch", "draft/chathistory"))
            Assert.Equal("later", first.Welcome.One("PRIVMSG").Last);
        await using var second = await _server.SessionAsync(ana);
        second.Welcome.None("PRIVMSG");
    }
}
