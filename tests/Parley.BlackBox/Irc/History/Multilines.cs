namespace Parley.BlackBox.Irc.History;

/// <summary>Messages of several lines (ircv3.net, draft/multiline).</summary>
[Collection<IrcTests>]
public sealed class Multilines(IrcServer door)
{
    private static readonly string[] Caps = ["batch", "message-tags", "draft/multiline", "echo-message", "labeled-response", "server-time", "draft/chathistory"];
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_batch_goes_in_and_comes_out_whole()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await IrcClient.SettleAsync(ana, bob);
        var own = await SendAsync(ana, room, ["hello", "", "how is ", "+everyone?"], "@label=L;+tag=1 ");
        foreach (var lines in new[] { own, await bob.SyncAsync() })
        {
            var start = lines.One(l => l.Command == "BATCH" && l[0].StartsWith('+') && l[1] == "draft/multiline");
            Assert.Equal(room, start[2]);
            Assert.Equal(ana.Nick, start.Nick);
            Assert.NotEmpty(start.Tag("msgid")!);
            Assert.Equal("1", start.Tag("+tag"));
            Assert.Equal("hello\n\nhow is everyone?", Joined(lines.Inside("draft/multiline")));
            Assert.All(lines.Inside("draft/multiline"), l => Assert.Null(l.Tag("label")));
        }
        Assert.Equal("L", own.One(l => l.Command == "BATCH" && l[0].StartsWith('+')).Tag("label"));
    }

    [Fact]
    public async Task Without_the_capability_the_lines_come_one_by_one_and_blank_ones_not()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await using var tags = await _server.GuestInAsync(room, Fresh.Name("eva"), "message-tags");
        await IrcClient.SettleAsync(ana, plain, tags);
        var id = (await SendAsync(ana, room, ["one", "", "two"])).One(l => l.Command == "BATCH" && l[0].StartsWith('+')).Tag("msgid");
        var lines = await plain.SyncAsync();
        Assert.Equal(["one", "two"], lines.Texts());
        lines.None("BATCH");
        Assert.Equal([id, null], (await tags.SyncAsync()).Of("PRIVMSG").Select(l => l.Tag("msgid")));
    }

    [Fact]
    public async Task Private_messages_may_have_several_lines()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"), Caps);
        await SendAsync(ana, bob.Nick, ["one", "two"]);
        Assert.Equal("one\ntwo", Joined((await bob.SyncAsync()).Inside("draft/multiline")));
    }

    [Fact]
    public async Task In_history_it_is_one_message()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        var id = (await SendAsync(ana, room, ["one", "two"])).One(l => l.Command == "BATCH" && l[0].StartsWith('+')).Tag("msgid");
        await ana.AskAsync($"PRIVMSG {room} :after");
        var lines = await ana.AskAsync($"CHATHISTORY LATEST {room} * 2");
        Assert.Equal("one\ntwo", Joined(lines.Inside("draft/multiline")));
        Assert.Equal(id, lines.One(l => l.Command == "BATCH" && l[0].StartsWith('+') && l[1] == "draft/multiline").Tag("msgid"));
        Assert.Equal(["after"], (await ana.AskAsync($"CHATHISTORY AFTER {room} msgid={id} 10")).Inside("chathistory").Texts());
    }

    [Fact]
    public async Task The_limits_are_announced_and_kept()
    {
        await using var server = await IrcDoor.StartAsync("irc.multiline.max-bytes=600", "irc.multiline.max-lines=4");
        await using var ana = await server.GuestInAsync("#sala", "ana", Caps);
        await using var bob = await server.GuestInAsync("#sala", "bob", Caps);
        await IrcClient.SettleAsync(ana, bob);
        var value = (await ana.CapabilitiesAsync())["draft/multiline"].Split(',');
        Assert.Contains("max-bytes=600", value);
        Assert.Contains("max-lines=4", value);
        (await SendAsync(ana, "#sala", ["1", "2", "3", "4"])).None("FAIL");
        Assert.Equal("1\n2\n3\n4", Joined((await bob.SyncAsync()).Inside("draft/multiline")));
        Assert.Equal("4", (await SendAsync(ana, "#sala", ["1", "2", "3", "4", "5"])).Of("FAIL").Take(1).Fail("BATCH", "MULTILINE_MAX_LINES")[2]);
        Assert.Equal("600", (await SendAsync(ana, "#sala", [new string('x', 350), new string('y', 350)])).Of("FAIL").Take(1).Fail("BATCH", "MULTILINE_MAX_BYTES")[2]);
        Assert.Empty(await bob.SyncAsync());
        (await ana.AskAsync("PRIVMSG #sala :goes on")).One("PRIVMSG");
    }

    [Fact]
    public async Task Another_target_inside_is_refused()
    {
        var (room, other) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        await ana.JoinAsync(other);
        var fail = (await ana.AskAsync($"BATCH +b draft/multiline {room}", $"@batch=b PRIVMSG {other} :x", "BATCH -b")).Any("FAIL");
        Assert.Equal(["BATCH", "MULTILINE_INVALID_TARGET", room, other], fail.Parameters.SkipLast(1));
    }

    [Theory]
    [InlineData("BATCH +b draft/multiline {0}", "BATCH -b")]
    [InlineData("BATCH +b draft/multiline {0}", "@batch=b PRIVMSG {0} :", "BATCH -b")]
    [InlineData("BATCH +b draft/multiline {0}", "@batch=b NICK x", "BATCH -b")]
    [InlineData("BATCH +b draft/nonsense {0}")]
    [InlineData("BATCH -never-opened")]
    public async Task A_malformed_batch_is_refused_and_the_connection_goes_on(params string[] lines)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        var answer = (await ana.AskAsync([.. lines.Select(l => string.Format(null, l, room))])).Any("FAIL", "461", "412", "421");
        Assert.Contains(answer[0], (string[])["BATCH", ana.Nick, "NICK", "PRIVMSG"]);
        (await ana.AskAsync("BATCH -b")).None("PRIVMSG");
        (await ana.AskAsync($"PRIVMSG {room} :goes on")).One("PRIVMSG");
    }

    [Fact]
    public async Task The_rooms_rules_hold_for_it()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await ana.AskAsync($"MODE {room} +m");
        await IrcClient.SettleAsync(ana, bob);
        (await SendAsync(bob, room, ["one", "two"])).Any("404");
        Assert.Empty(await ana.SyncAsync());
    }

    private static Task<IReadOnlyList<IrcLine>> SendAsync(IrcClient client, string target, IReadOnlyList<string> lines, string tags = "") =>
        client.AskAsync([
            $"{tags}BATCH +b draft/multiline {target}",
            .. lines.Select(l => l is ['+', .. var rest] ? $"@batch=b;draft/multiline-concat PRIVMSG {target} :{rest}" : $"@batch=b PRIVMSG {target} :{l}"),
            "BATCH -b",
        ]);

    private static string Joined(IReadOnlyList<IrcLine> lines) =>
        string.Concat(lines.Select((l, i) => (i == 0 || l.Tags.ContainsKey("draft/multiline-concat") ? "" : "\n") + l.Last));
}
