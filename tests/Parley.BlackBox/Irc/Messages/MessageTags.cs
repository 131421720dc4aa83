namespace Parley.BlackBox.Irc.Messages;

/// <summary>Client-only tags and TAGMSG (ircv3.net, message-tags).</summary>
[Collection<IrcTests>]
public sealed class MessageTags(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("@+draft/reply=abc;+draft/react=👋", "+draft/reply", "abc")]
    [InlineData("@+reply=abc;+x=1", "+reply", "abc")]
    [InlineData("@+example.com/key=a\\:b\\sc\\\\d", "+example.com/key", "a;b c\\d")]
    [InlineData("@+empty=", "+empty", "")]
    [InlineData("@+bare", "+bare", "")]
    [InlineData("@+draft/channel-context=#sala", "+draft/channel-context", "#sala")]
    public async Task Client_only_tags_are_passed_on(string tags, string name, string value)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags");
        await IrcClient.SettleAsync(ana, bob);
        await ana.AskAsync($"{tags} PRIVMSG {room} :hola", $"{tags} TAGMSG {bob.Nick}");
        var lines = await bob.SyncAsync();
        Assert.Equal(value, lines.One("PRIVMSG").Tag(name));
        Assert.Equal(value, lines.One("TAGMSG").Tag(name));
    }

    [Fact]
    public async Task Other_tags_of_a_client_are_dropped()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags", "server-time", "account-tag");
        await IrcClient.SettleAsync(ana, bob);
        await ana.AskAsync($"@time=2001-01-01T00:00:00.000Z;msgid=forged;account=root;batch=x;evil=1;+ok=1 PRIVMSG {room} :hola");
        var line = (await bob.SyncAsync()).One("PRIVMSG");
        Assert.Equal("1", line.Tag("+ok"));
        Assert.NotEqual("forged", line.Tag("msgid"));
        Assert.DoesNotContain("2001", line.Tag("time"), StringComparison.Ordinal);
        Assert.Null(line.Tag("account"));
        Assert.Null(line.Tag("evil"));
        Assert.Null(line.Tag("batch"));
    }

    [Fact]
    public async Task A_tag_message_goes_to_those_with_the_capability_only()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags", "echo-message");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await IrcClient.SettleAsync(ana, bob, plain);
        var echo = (await ana.AskAsync($"@+typing=active TAGMSG {room}")).One("TAGMSG");
        var seen = (await bob.SyncAsync()).One("TAGMSG");
        foreach (var line in new[] { echo, seen })
        {
            Assert.Equal((ana.Nick, "active"), (line.Nick, line.Tag("+typing")));
            Assert.Equal([room], line.Parameters);
        }
        Assert.Equal(seen.Tag("msgid"), echo.Tag("msgid"));
        Assert.Empty(await plain.SyncAsync());
    }

    [Fact]
    public async Task A_tag_message_to_nobody_is_refused()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), "message-tags");
        (await ana.AskAsync($"@+typing=active TAGMSG {Fresh.Name("nobody")}")).One("401");
        (await ana.AskAsync("@+typing=active TAGMSG")).One("461", "411");
    }

    [Fact]
    public async Task A_tag_message_is_bound_by_the_modes_of_the_room()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags");
        await ana.AskAsync($"MODE {room} +m");
        await IrcClient.SettleAsync(ana, bob);
        await bob.AskAsync($"@+typing=active TAGMSG {room}");
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task Tags_up_to_the_limit_are_passed_on_and_beyond_it_refused_with_417()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags", "echo-message");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags");
        await bob.SyncAsync();
        var longest = new string('x', 4094 - "+a=".Length);
        Assert.Equal(longest, (await ana.AskAsync($"@+a={longest} PRIVMSG {room} :hola")).One("PRIVMSG").Tag("+a"));
        Assert.Equal(longest, (await bob.SyncAsync()).One("PRIVMSG").Tag("+a"));
        var lines = await ana.AskAsync($"@+a={longest}y PRIVMSG {room} :hola");
        lines.One("417");
        lines.None("PRIVMSG");
        Assert.Empty(await bob.SyncAsync());
    }

    [Fact]
    public async Task The_longest_tags_and_the_longest_text_go_together()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "message-tags");
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "message-tags", "server-time", "account-tag");
        await bob.SyncAsync();
        var start = $"PRIVMSG {room} :";
        var text = new string('t', 510 - start.Length);
        (await ana.AskAsync($"@+a={new string('x', 4091)} {start}{text}")).None("417");
        Assert.Equal(text, string.Concat((await bob.SyncAsync()).Texts()));
    }

    [Fact]
    public async Task A_client_without_the_capability_may_send_tags_that_mean_nothing()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync("@+a=b;c PING tagged");
        Assert.Equal("tagged", (await ana.ReadToAsync("PONG")).Last);
    }
}
