namespace Parley.BlackBox.Irc.Messages;

/// <summary>echo-message, msgid, server-time and account-tag.</summary>
[Collection<IrcTests>]
public sealed class EchoMessage(IrcServer door)
{
    private static readonly string[] Caps = ["echo-message", "message-tags", "server-time", "account-tag"];
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("PRIVMSG")]
    [InlineData("NOTICE")]
    public async Task The_sender_sees_its_own_message_to_a_room_as_the_others_do(string command)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await IrcClient.SettleAsync(ana, bob);
        var echo = Assert.Single(await ana.AskAsync($"@+typing=done {command} {room} :hola"));
        var seen = Assert.Single(await bob.SyncAsync());
        Assert.Equal(seen.Source, echo.Source);
        Assert.Equal((command, "hola"), (echo.Command, echo.Last));
        Assert.Equal(seen.Parameters, echo.Parameters);
        Assert.NotEmpty(echo.Tag("msgid")!);
        Assert.Equal(seen.Tag("msgid"), echo.Tag("msgid"));
        Assert.Equal(seen.Tag("time"), echo.Tag("time"));
        Assert.Equal("done", echo.Tag("+typing"));
        Assert.Equal("done", seen.Tag("+typing"));
    }

    [Fact]
    public async Task A_private_message_comes_back_with_its_target()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"), Caps);
        var echo = Assert.Single(await ana.AskAsync($"PRIVMSG {bob.Nick} :hola"));
        Assert.Equal([bob.Nick, "hola"], echo.Parameters);
        Assert.Equal(ana.Nick, echo.Nick);
        Assert.Equal((await bob.SyncAsync()).One("PRIVMSG").Tag("msgid"), echo.Tag("msgid"));
    }

    [Fact]
    public async Task What_is_refused_does_not_come_back()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await ana.AskAsync($"MODE {room} +m");
        await bob.SyncAsync();
        var lines = await bob.AskAsync($"PRIVMSG {room} :x", $"PRIVMSG {Fresh.Name("nobody")} :x");
        lines.None("PRIVMSG");
        lines.One("404");
        lines.One("401");
    }

    [Fact]
    public async Task A_text_to_oneself_comes_twice_echo_and_message()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        Assert.InRange((await ana.AskAsync($"PRIVMSG {ana.Nick} :note")).Texts().Count, 1, 2);
    }

    [Fact]
    public async Task Ids_differ_from_message_to_message_and_hold_no_space()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        var ids = (await ana.AskAsync([.. Enumerable.Range(0, 50).Select(i => $"PRIVMSG {room} :same text")])).Of("PRIVMSG").Select(l => l.Tag("msgid")!).ToList();
        Assert.Equal(50, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches(@"^[^\s:][^\s]*$", id));
    }

    [Fact]
    public async Task Times_are_UTC_with_milliseconds_and_never_go_back()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        var times = (await ana.AskAsync([.. Enumerable.Range(0, 20).Select(i => $"PRIVMSG {room} :{i}")])).Of("PRIVMSG").Select(l => l.Tag("time")!).ToList();
        Assert.All(times, t => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", t));
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task Tags_come_only_to_those_who_asked_for_them()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), "message-tags");
        await using var timed = await _server.GuestInAsync(room, Fresh.Name("bob"), "server-time");
        await using var accounts = await _server.GuestInAsync(room, Fresh.Name("eva"), "account-tag");
        await using var tags = await _server.GuestInAsync(room, Fresh.Name("leo"), "message-tags");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("max"));
        await IrcClient.SettleAsync(timed, accounts, tags, plain);
        await ana.AskAsync($"@+typing=active PRIVMSG {room} :hola");
        Assert.Equal(["time"], (await timed.SyncAsync()).One("PRIVMSG").Tags.Keys);
        var account = (await accounts.SyncAsync()).One("PRIVMSG");
        Assert.Equal(["account"], account.Tags.Keys);
        Assert.Equal(ana.Nick, account.Tag("account"));
        Assert.Equal(["+typing", "msgid"], (await tags.SyncAsync()).One("PRIVMSG").Tags.Keys.Except(["time", "account"], StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Empty((await plain.SyncAsync()).One("PRIVMSG").Tags);
    }

    [Fact]
    public async Task A_guests_messages_have_no_account_tag()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), "account-tag");
        await bob.SyncAsync();
        await ana.AskAsync($"PRIVMSG {room} :hola");
        Assert.Null((await bob.SyncAsync()).One("PRIVMSG").Tag("account"));
    }
}
