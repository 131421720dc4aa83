namespace Parley.BlackBox.Irc.History;

/// <summary>MARKREAD (ircv3.net, draft/read-marker).</summary>
[Collection<IrcTests>]
public sealed class ReadMarkers(IrcServer door)
{
    private static readonly string[] Caps = ["draft/read-marker", "server-time", "message-tags", "echo-message"];
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_marker_is_unknown_at_first_then_what_was_set()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        Assert.Equal([room, "*"], (await ana.AskAsync($"MARKREAD {room}")).One("MARKREAD").Parameters);
        var time = (await ana.AskAsync($"PRIVMSG {room} :hola")).One("PRIVMSG").Tag("time");
        Assert.Equal([room, $"timestamp={time}"], (await ana.AskAsync($"MARKREAD {room} timestamp={time}")).One("MARKREAD").Parameters);
        Assert.Equal([room, $"timestamp={time}"], (await ana.AskAsync($"MARKREAD {room}")).One("MARKREAD").Parameters);
    }

    [Fact]
    public async Task A_marker_never_goes_back()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        await ana.AskAsync($"MARKREAD {room} timestamp=2020-02-02T02:02:02.222Z");
        Assert.Equal("timestamp=2020-02-02T02:02:02.222Z", (await ana.AskAsync($"MARKREAD {room} timestamp=2019-01-01T00:00:00.000Z")).One("MARKREAD")[1]);
        Assert.Equal("timestamp=2020-02-02T02:02:02.223Z", (await ana.AskAsync($"MARKREAD {room} timestamp=2020-02-02T02:02:02.223Z")).One("MARKREAD")[1]);
    }

    [Fact]
    public async Task A_marker_comes_with_the_join_before_the_end_of_names()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"), Caps);
        var lines = await ana.JoinAsync(room);
        lines.One("MARKREAD");
        Assert.Equal(["JOIN", "MARKREAD", "366"], lines.Select(l => l.Command).Where(c => c is "JOIN" or "MARKREAD" or "366"));
    }

    [Fact]
    public async Task Markers_of_people_are_kept_too()
    {
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"), Caps);
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"), Caps);
        Assert.Equal([bob.Nick, "*"], (await ana.AskAsync($"MARKREAD {bob.Nick}")).One("MARKREAD").Parameters);
        await ana.AskAsync($"MARKREAD {bob.Nick} timestamp=2020-02-02T02:02:02.222Z");
        Assert.Equal("timestamp=2020-02-02T02:02:02.222Z", (await ana.AskAsync($"MARKREAD {bob.Nick}")).One("MARKREAD")[1]);
    }

    [Fact]
    public async Task Ones_other_sessions_are_told_and_nobody_else()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        await using var second = await _server.SessionAsync(ana.Nick, Caps);
        await using var plain = await _server.SessionAsync(ana.Nick);
        await using var bob = await _server.MemberInAsync(room, Fresh.Name("bob"), Caps);
        await IrcClient.SettleAsync(ana, second, plain, bob);
        await ana.AskAsync($"MARKREAD {room} timestamp=2020-02-02T02:02:02.222Z");
        Assert.Equal([room, "timestamp=2020-02-02T02:02:02.222Z"], (await second.SyncAsync()).One("MARKREAD").Parameters);
        (await plain.SyncAsync()).None("MARKREAD");
        (await bob.SyncAsync()).None("MARKREAD");
    }

    [Fact]
    public async Task A_marker_survives_a_restart()
    {
        using var data = new TemporaryFolder();
        var options = IrcDoor.Options with { Data = data.Path };
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.MemberAsync("ana", Caps);
            await using var bob = await server.MemberAsync("bob", Caps);
            await ana.AskAsync("MARKREAD bob timestamp=2020-02-02T02:02:02.222Z");
            await server.KillAsync();
        }
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.SessionAsync("ana", Caps);
            Assert.Equal("timestamp=2020-02-02T02:02:02.222Z", (await ana.AskAsync("MARKREAD bob")).One("MARKREAD")[1]);
        }
    }

    [Theory]
    [InlineData("MARKREAD", "NEED_MORE_PARAMS")]
    [InlineData("MARKREAD {0} *", "INVALID_PARAMS")]
    [InlineData("MARKREAD {0} yesterday", "INVALID_PARAMS")]
    [InlineData("MARKREAD {0} timestamp=yesterday", "INVALID_PARAMS")]
    public async Task A_malformed_marker_is_refused(string line, string code)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        (await ana.AskAsync(string.Format(null, line, room))).Fail("MARKREAD", code);
    }
}
