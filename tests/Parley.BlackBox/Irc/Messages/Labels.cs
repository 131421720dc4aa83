namespace Parley.BlackBox.Irc.Messages;

/// <summary>labeled-response: every command with a label has exactly one answer with it.</summary>
[Collection<IrcTests>]
public sealed class Labels(IrcServer door)
{
    private static readonly string[] Caps = ["labeled-response", "batch", "message-tags"];
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("PING x", "PONG")]
    [InlineData("PRIVMSG nobody-of-that-name :x", "401")]
    [InlineData("JOIN", "461")]
    [InlineData("FROBNICATE", "421")]
    [InlineData("AWAY :out", "306")]
    [InlineData("CAP LIST", "CAP")]
    [InlineData("TOPIC #no-such-room-at-all", "403")]
    public async Task One_line_of_answer_has_the_label(string line, string command)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        var answer = Assert.Single(await ana.AskAsync($"@label=l1 {line}"));
        Assert.Equal(command, answer.Command);
        Assert.Equal("l1", answer.Tag("label"));
    }

    [Theory]
    [InlineData("JOIN {0}", "JOIN", "366")]
    [InlineData("WHOIS {1}", "311", "318")]
    [InlineData("MOTD", null, null)]
    [InlineData("LUSERS", "251", "255")]
    [InlineData("WHO {1}", null, "315")]
    [InlineData("LIST", null, "323")]
    public async Task Several_lines_of_answer_are_a_labelled_batch(string line, string? first, string? last)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        var lines = await ana.AskAsync($"@label=l2 {string.Format(null, line, IrcDoor.Room(), ana.Nick)}");
        if (lines.Count == 1)
        {
            Assert.Equal("l2", lines[0].Tag("label"));
            return;
        }
        Assert.Equal("BATCH", lines[0].Command);
        Assert.Equal("l2", lines[0].Tag("label"));
        Assert.Equal("labeled-response", lines[0][1]);
        var name = lines[0][0][1..];
        Assert.Equal($"-{name}", lines[^1][0]);
        var inside = lines.Skip(1).SkipLast(1).ToList();
        Assert.All(inside, l => Assert.Equal((name, null), (l.Tag("batch"), l.Tag("label"))));
        if (first is not null)
            inside.Any(first);
        if (last is not null)
            Assert.Contains(inside, l => l.Command == last);
    }

    [Theory]
    [InlineData("PONG x")]
    [InlineData("NOTICE nobody-of-that-name :x")]
    [InlineData("PRIVMSG {0} :x")]
    public async Task No_answer_is_an_ACK_with_the_label(string line)
    {
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        var answer = Assert.Single(await ana.AskAsync($"@label=l3 {string.Format(null, line, bob.Nick)}"));
        Assert.Equal("ACK", answer.Command);
        Assert.Equal("l3", answer.Tag("label"));
    }

    [Fact]
    public async Task An_echo_is_the_answer_and_others_never_see_the_label()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), [.. Caps, "echo-message"]);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), [.. Caps, "echo-message"]);
        await IrcClient.SettleAsync(ana, bob);
        foreach (var line in new[] { $"PRIVMSG {room} :hola", $"NOTICE {room} :hola", $"TAGMSG {room}", $"PRIVMSG {bob.Nick} :hola" })
        {
            var echo = Assert.Single(await ana.AskAsync($"@label=l4;+x=1 {line}"));
            Assert.Equal("l4", echo.Tag("label"));
            Assert.Equal(line.Split(' ')[0], echo.Command);
            var seen = Assert.Single(await bob.SyncAsync());
            Assert.Null(seen.Tag("label"));
            Assert.Equal(echo.Tag("msgid"), seen.Tag("msgid"));
        }
    }

    [Fact]
    public async Task Pipelined_labels_are_answered_each_by_its_own()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), [.. Caps, "echo-message"]);
        var lines = await ana.AskAsync([.. Enumerable.Range(0, 30).Select(i => $"@label=n{i} PRIVMSG {room} :text {i}")]);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => ($"n{i}", $"text {i}")), lines.Of("PRIVMSG").Select(l => (l.Tag("label")!, l.Last)));
    }

    [Fact]
    public async Task Without_the_capability_a_label_means_nothing()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), "message-tags", "batch");
        Assert.Null(Assert.Single(await ana.AskAsync("@label=l5 FROBNICATE")).Tag("label"));
    }

    [Fact]
    public async Task A_quit_with_a_label_is_answered_before_the_close()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        await ana.SendAsync("@label=bye QUIT");
        Assert.Equal("ERROR", (await ana.ReadToEndAsync()).Any("ERROR").Command);
    }
}
