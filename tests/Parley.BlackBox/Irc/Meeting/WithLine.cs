namespace Parley.BlackBox.Irc.Meeting;

/// <summary>IRC people and line people in the same rooms.</summary>
[Collection<IrcTests>]
public sealed class WithLine(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_room_made_on_the_line_is_a_room_of_IRC_and_both_talk_in_it()
    {
        var (room, login) = (Fresh.Name("uci"), Fresh.Name("bob"));
        await using var bob = await _server.RegisterAsync(login);
        await bob.AskAsync($"#cR {room}");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Contains((await ana.AskAsync("LIST")).Of("322"), l => l[1] == $"#{room}" && l[2] == "1");
        Assert.Contains(login, (await ana.JoinAsync($"#{room}")).Names().Select(IrcLines.Bare));
        Assert.Equal($"* {ana.Nick} joined {room}.", Assert.Single(await bob.SeenAsync()), ignoreCase: true);
        await ana.AskAsync($"PRIVMSG #{room} :hola desde IRC");
        Assert.Equal($"{ana.Nick}: hola desde IRC", Assert.Single(await bob.SeenAsync()));
        await bob.AskAsync("hola desde la línea");
        var line = (await ana.SyncAsync()).One("PRIVMSG");
        Assert.Equal((login, $"#{room}", "hola desde la línea"), (line.Nick, line[0], line.Last));
    }

    [Fact]
    public async Task A_room_made_on_IRC_is_a_room_of_the_line()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        Assert.Contains(await bob.AskAsync("#lR"), l => l.Contains($" {room} 1", StringComparison.Ordinal));
        Assert.StartsWith($"* Joined {room} (2 people)", await bob.AskOneAsync($"#gR {room}"));
        (await ana.SyncAsync()).One("JOIN");
    }

    [Fact]
    public async Task The_default_room_is_principal()
    {
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await using var ana = await _server.GuestInAsync("#principal", Fresh.Name("ana"));
        await bob.SeenAsync();
        await ana.AskAsync("PRIVMSG #principal :hola");
        Assert.Equal($"{ana.Nick}: hola", (await bob.SeenAsync())[^1]);
        await ana.AskAsync("PART #principal");
    }

    [Fact]
    public async Task The_positions_of_both_doors_are_one_order()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#gR {room}");
        List<string> seen = [];
        for (var i = 0; i < 5; i++)
        {
            seen.AddRange((await ana.AskAsync($"PRIVMSG #{room} :irc {i}")).Texts());
            await bob.AskAsync($"line {i}");
        }
        seen.AddRange((await ana.SyncAsync()).Texts());
        var texts = (await bob.AskAsync("#last 10")).SkipLast(1).Select(l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToList();
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(i => new[] { $"irc {i}", $"line {i}" }), texts);
        Assert.Equal(texts.Where(t => t.StartsWith("line", StringComparison.Ordinal)), seen);
    }

    [Fact]
    public async Task Private_messages_go_both_ways_and_to_guests_too()
    {
        var login = Fresh.Name("bob");
        await using var bob = await _server.RegisterAsync(login);
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"));
        await using var guest = await _server.GuestAsync(Fresh.Name("guest"));
        await ana.AskAsync($"PRIVMSG {login} :psst");
        await guest.AskAsync($"PRIVMSG {login} :me too");
        Assert.Equal([$"[private] {ana.Nick}: psst", $"[private] {guest.Nick}: me too"], (await bob.SeenAsync()).Where(l => l.StartsWith("[private]", StringComparison.Ordinal)));
        Assert.EndsWith("delivered ✓", (await bob.AskAsync($"#\\private<{ana.Nick}> yes?"))[^1]);
        Assert.EndsWith("delivered ✓", (await bob.AskAsync($"#\\private<{guest.Nick}> and you?"))[^1]);
        Assert.Equal((login, "yes?"), ((await ana.SyncAsync()).One("PRIVMSG") is var line ? line.Nick : "", line.Last));
        Assert.Equal("and you?", (await guest.SyncAsync()).One("PRIVMSG").Last);
    }

    [Theory]
    [InlineData("#eR", "PART")]
    [InlineData("#exit", "QUIT")]
    public async Task A_line_users_leaving_is_a_PART_and_the_end_a_QUIT(string typed, string command)
    {
        var (room, login) = (Fresh.Name("uci"), Fresh.Name("bob"));
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(login);
        await bob.AskAsync($"#gR {room}");
        await ana.SyncAsync();
        await bob.SendAsync(typed);
        var line = await ana.ReadToAsync("PART", "QUIT");
        Assert.Equal((command, login), (line.Command, line.Nick));
        Assert.DoesNotContain(login, (await ana.AskAsync($"NAMES #{room}")).Names());
    }

    [Theory]
    [InlineData("PART {0}")]
    [InlineData("QUIT")]
    public async Task A_line_user_is_told_when_somebody_of_IRC_leaves(string typed)
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#gR {room}");
        await ana.SendAsync(string.Format(null, typed, $"#{room}"));
        await bob.ReadToLineAsync(l => l.StartsWith($"* {ana.Nick} left {room}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guest_is_listed_as_one_and_a_member_is_not()
    {
        await using var guest = await _server.GuestAsync(Fresh.Name("guest"));
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        var lines = await bob.AskAsync("#show users");
        Assert.Contains("(guest)", Assert.Single(lines, l => l.Contains($" {guest.Nick} ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("(guest)", Assert.Single(lines, l => l.Contains($" {ana.Nick} ", StringComparison.Ordinal)), StringComparison.Ordinal);
        await using var eva = await _server.RegisterAsync(Fresh.Name("eva"), lang: "es");
        Assert.Contains("(invitado)", Assert.Single(await eva.AskAsync("#show users"), l => l.Contains($" {guest.Nick} ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_text_from_the_line_comes_in_whole_pieces_with_the_id_on_the_first()
    {
        var room = Fresh.Name("uci");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#cR {room}");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"), "message-tags");
        var text = string.Concat(Enumerable.Repeat("añ👋", 400));
        await bob.AskAsync(text);
        var parts = (await ana.SyncAsync()).Of("PRIVMSG");
        Assert.True(parts.Count > 1);
        Assert.Equal(text, string.Concat(parts.Select(p => p.Last)));
        Assert.NotNull(parts[0].Tag("msgid"));
        Assert.All(parts.Skip(1), p => Assert.Null(p.Tag("msgid")));
    }

    [Fact]
    public async Task A_message_of_several_IRC_lines_is_shown_line_by_line()
    {
        var room = Fresh.Name("uci");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#cR {room}");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"), "batch", "message-tags", "draft/multiline");
        await bob.SeenAsync();
        await ana.AskAsync($"BATCH +b draft/multiline #{room}", $"@batch=b PRIVMSG #{room} :one", $"@batch=b PRIVMSG #{room} :two", "BATCH -b");
        Assert.Equal([$"{ana.Nick}: one", $"{ana.Nick}: two"], await bob.SeenAsync());
    }

    [Fact]
    public async Task The_rules_of_a_room_hold_at_the_line_too()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        var login = Fresh.Name("bob");
        await using var bob = await _server.RegisterAsync(login);
        await ana.AskAsync($"MODE #{room} +b {login}!*@*");
        Assert.DoesNotContain(await bob.AskAsync($"#gR {room}"), l => l.StartsWith("* Joined", StringComparison.Ordinal));
        await ana.AskAsync($"MODE #{room} -b {login}!*@*");
        Assert.Contains(await bob.AskAsync($"#gR {room}"), l => l.StartsWith("* Joined", StringComparison.Ordinal));
        await ana.AskAsync($"MODE #{room} +m");
        await ana.SyncAsync();
        await bob.AskAsync("can you hear me");
        Assert.Empty((await ana.SyncAsync()).Texts());
        await ana.AskAsync($"KICK #{room} {login} :enough");
        await bob.SeenAsync();
        Assert.DoesNotContain(login, (await ana.AskAsync($"NAMES #{room}")).Names());
    }

    [Fact]
    public async Task A_room_deleted_on_the_line_is_left_on_IRC()
    {
        var room = Fresh.Name("uci");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#cR {room}");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await bob.AskAsync($"#dR {room}");
        var line = (await ana.SyncAsync()).Any("KICK", "PART");
        Assert.Equal($"#{room}", line[0]);
        Assert.DoesNotContain((await ana.AskAsync("LIST")).Of("322"), l => l[1] == $"#{room}");
    }
}
