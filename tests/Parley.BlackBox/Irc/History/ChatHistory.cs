namespace Parley.BlackBox.Irc.History;

/// <summary>CHATHISTORY of rooms and of private conversations (ircv3.net, draft/chathistory).</summary>
[Collection<IrcTests>]
public sealed class ChatHistory(IrcServer door)
{
    private static readonly string[] Caps = ["batch", "server-time", "message-tags", "echo-message", "draft/chathistory"];
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("LATEST {0} * 3", "8 9 10")]
    [InlineData("LATEST {0} * 100", "1 2 3 4 5 6 7 8 9 10")]
    [InlineData("LATEST {0} {5} 100", "6 7 8 9 10")]
    [InlineData("LATEST {0} {5} 2", "9 10")]
    [InlineData("BEFORE {0} {5} 100", "1 2 3 4")]
    [InlineData("BEFORE {0} {5} 2", "3 4")]
    [InlineData("BEFORE {0} {1} 100", "")]
    [InlineData("AFTER {0} {5} 100", "6 7 8 9 10")]
    [InlineData("AFTER {0} {5} 2", "6 7")]
    [InlineData("AFTER {0} {10} 100", "")]
    [InlineData("BETWEEN {0} {2} {6} 100", "3 4 5")]
    [InlineData("BETWEEN {0} {2} {6} 2", "3 4")]
    [InlineData("BETWEEN {0} {6} {2} 100", "3 4 5")]
    [InlineData("BETWEEN {0} {6} {2} 2", "4 5")]
    [InlineData("AROUND {0} {5} 1", "5")]
    [InlineData("AROUND {0} {5} 3", "4 5 6")]
    public async Task Each_subcommand_gives_its_part_by_id_and_by_time(string question, string wanted)
    {
        foreach (var (target, ana, bob) in await ConversationsAsync())
        {
            var said = await SayAsync(ana, target, 10);
            foreach (var reference in new[] { "msgid", "time" })
            {
                string[] words = [target, .. said.Select(l => reference == "msgid" ? $"msgid={l.Tag("msgid")}" : $"timestamp={l.Tag("time")}")];
                var lines = (await ana.AskAsync("CHATHISTORY " + string.Format(null, question, words))).Inside("chathistory");
                Assert.Equal(wanted, string.Join(' ', lines.Select(l => l.Last)));
                foreach (var line in lines)
                {
                    var original = said[int.Parse(line.Last) - 1];
                    Assert.Equal((original.Tag("msgid"), original.Tag("time"), original.Nick), (line.Tag("msgid"), line.Tag("time"), line.Nick));
                    Assert.Equal(original.Parameters, line.Parameters);
                }
            }
            await ana.DisposeAsync();
            await bob.DisposeAsync();
        }
    }

    [Fact]
    public async Task AROUND_gives_no_more_than_the_limit_and_has_the_message_itself()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        var said = await SayAsync(ana, room, 10);
        foreach (var at in new[] { 0, 4, 9 })
        {
            var texts = (await ana.AskAsync($"CHATHISTORY AROUND {room} msgid={said[at].Tag("msgid")} 4")).Inside("chathistory").Texts();
            Assert.Contains(said[at].Last, texts);
            Assert.InRange(texts.Count, 2, 4);
        }
    }

    [Fact]
    public async Task Both_sides_of_a_private_conversation_have_it_whole_and_others_nothing()
    {
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"), Caps);
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"), Caps);
        await using var eva = await _server.MemberAsync(Fresh.Name("eva"), Caps);
        await ana.AskAsync($"PRIVMSG {bob.Nick} :one");
        await bob.AskAsync($"PRIVMSG {ana.Nick} :two", $"PRIVMSG {eva.Nick} :not yours");
        Assert.Equal(["one", "two"], (await ana.AskAsync($"CHATHISTORY LATEST {bob.Nick} * 10")).Inside("chathistory").Texts());
        Assert.Equal(["one", "two"], (await bob.AskAsync($"CHATHISTORY LATEST {ana.Nick} * 10")).Inside("chathistory").Texts());
        await eva.SyncAsync();
        await eva.SyncAsync();
        var third = await eva.AskAsync($"CHATHISTORY LATEST {ana.Nick} * 10");
        Assert.Empty(third.Texts());
    }

    [Fact]
    public async Task Notices_and_actions_are_history_too()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        await ana.AskAsync($"NOTICE {room} :note", $"PRIVMSG {room} :\u0001ACTION waves\u0001");
        var lines = (await ana.AskAsync($"CHATHISTORY LATEST {room} * 10")).Inside("chathistory");
        Assert.Equal([("NOTICE", "note"), ("PRIVMSG", "\u0001ACTION waves\u0001")], lines.Select(l => (l.Command, l.Last)));
    }

    [Fact]
    public async Task Tags_of_clients_are_kept_with_their_message()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        var question = (await ana.AskAsync($"PRIVMSG {room} :question")).One("PRIVMSG").Tag("msgid");
        await ana.AskAsync($"@+draft/reply={question} PRIVMSG {room} :answer");
        Assert.Equal(question, (await ana.AskAsync($"CHATHISTORY LATEST {room} * 10")).Inside("chathistory")[^1].Tag("+draft/reply"));
    }

    [Fact]
    public async Task Without_event_playback_there_are_only_messages()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        await ana.AskAsync($"TOPIC {room} :x", $"MODE {room} +m", $"@+draft/react=a;+draft/reply=b TAGMSG {room}", $"PRIVMSG {room} :hola");
        Assert.Equal(["PRIVMSG"], (await ana.AskAsync($"CHATHISTORY LATEST {room} * 10")).Inside("chathistory").Select(l => l.Command));
    }

    [Fact]
    public async Task With_event_playback_reactions_come_back()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        if (!(await ana.CapabilitiesAsync()).ContainsKey("draft/event-playback"))
            return;
        await ana.RequestAsync("draft/event-playback");
        var message = (await ana.AskAsync($"PRIVMSG {room} :hola")).One("PRIVMSG").Tag("msgid");
        await ana.AskAsync($"@+draft/react=👋;+draft/reply={message} TAGMSG {room}");
        var line = (await ana.AskAsync($"CHATHISTORY LATEST {room} * 10")).Inside("chathistory").One("TAGMSG");
        Assert.Equal(("👋", message), (line.Tag("+draft/react"), line.Tag("+draft/reply")));
    }

    [Fact]
    public async Task A_limit_above_the_announced_one_gives_the_announced_one()
    {
        await using var server = await IrcDoor.StartAsync("history.chathistory-max=5");
        await using var ana = await server.GuestInAsync("#sala", "ana", Caps);
        await SayAsync(ana, "#sala", 12);
        Assert.Equal("5", ana.Supported["CHATHISTORY"]);
        var lines = await ana.AskAsync("CHATHISTORY LATEST #sala * 100");
        if (lines.Of("FAIL").Count == 0)
            Assert.Equal(["8", "9", "10", "11", "12"], lines.Inside("chathistory").Texts());
    }

    [Fact]
    public async Task A_whole_room_can_be_paged_backwards_by_id()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        await SayAsync(ana, room, 25);
        List<string> all = [];
        var page = (await ana.AskAsync($"CHATHISTORY LATEST {room} * 7")).Inside("chathistory");
        while (page.Count > 0)
        {
            all.InsertRange(0, page.Texts());
            page = (await ana.AskAsync($"CHATHISTORY BEFORE {room} msgid={page[0].Tag("msgid")} 7")).Inside("chathistory");
        }
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"{i}"), all);
    }

    [Fact]
    public async Task TARGETS_names_the_conversations_with_their_latest_time()
    {
        await using var ana = await _server.MemberInAsync(IrcDoor.Room(), Fresh.Name("ana"), Caps);
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"), Caps);
        var room = IrcDoor.Room();
        await ana.JoinAsync(room);
        var first = (await SayAsync(ana, room, 1))[0];
        var second = (await SayAsync(ana, bob.Nick, 1))[0];
        const string From = "timestamp=2001-01-01T00:00:00.000Z";
        const string To = "timestamp=2101-01-01T00:00:00.000Z";
        foreach (var (one, two) in new[] { (From, To), (To, From) })
        {
            var lines = (await ana.AskAsync($"CHATHISTORY TARGETS {one} {two} 10")).Inside("draft/chathistory-targets");
            Assert.All(lines, l => Assert.Equal(("CHATHISTORY", "TARGETS"), (l.Command, l[0])));
            var found = lines.Select(l => (l[1], l[2])).ToList();
            Assert.Contains((room, first.Tag("time")!), found);
            Assert.Contains((bob.Nick, second.Tag("time")!), found);
        }
        Assert.Empty((await ana.AskAsync($"CHATHISTORY TARGETS {From} timestamp=2002-01-01T00:00:00.000Z 10")).Inside("draft/chathistory-targets"));
        Assert.Single((await ana.AskAsync($"CHATHISTORY TARGETS {From} {To} 1")).Inside("draft/chathistory-targets"));
    }

    [Theory]
    [InlineData("FROB {0} * 10", "INVALID_PARAMS", "UNKNOWN_COMMAND", "INVALID_SUBCOMMAND")]
    [InlineData("LATEST {0}", "INVALID_PARAMS", "NEED_MORE_PARAMS")]
    [InlineData("BEFORE {0} nonsense 10", "INVALID_PARAMS", "INVALID_MSGREFTYPE")]
    [InlineData("BEFORE {0} timestamp=yesterday 10", "INVALID_PARAMS")]
    [InlineData("BEFORE {0} * 10", "INVALID_PARAMS")]
    [InlineData("LATEST {0} * x", "INVALID_PARAMS")]
    [InlineData("LATEST {0} * -1", "INVALID_PARAMS")]
    [InlineData("BETWEEN {0} timestamp=2001-01-01T00:00:00.000Z 10", "INVALID_PARAMS", "NEED_MORE_PARAMS")]
    public async Task A_malformed_question_is_refused(string question, params string[] codes)
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        (await ana.AskAsync("CHATHISTORY " + string.Format(null, question, room))).Fail("CHATHISTORY", codes);
    }

    [Fact]
    public async Task History_of_what_is_not_there_is_refused_or_empty()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), Caps);
        foreach (var target in new[] { IrcDoor.Room("none"), Fresh.Name("nobody") })
        {
            var lines = await ana.AskAsync($"CHATHISTORY LATEST {target} * 10");
            if (lines.Of("BATCH").Count == 0)
                lines.Fail("CHATHISTORY", "INVALID_TARGET", "MESSAGE_ERROR");
            else
                Assert.Empty(lines.Inside("chathistory"));
        }
    }

    [Theory]
    [InlineData("MODE {0} +i")]
    [InlineData("MODE {0} +k secret")]
    [InlineData("MODE {0} +s")]
    public async Task Those_outside_cannot_read_a_closed_room(string mode)
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        await ana.AskAsync(string.Format(null, mode, room));
        await SayAsync(ana, room, 2);
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"), Caps);
        Assert.Empty((await bob.AskAsync($"CHATHISTORY LATEST {room} * 10")).Texts());
        Assert.DoesNotContain(room, IrcLines.Show(await bob.AskAsync("CHATHISTORY TARGETS timestamp=2001-01-01T00:00:00.000Z timestamp=2101-01-01T00:00:00.000Z 100")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_nobody_knows_is_refused_or_finds_nothing()
    {
        var (room, ana) = await RoomAsync();
        await using var _ = ana;
        await SayAsync(ana, room, 2);
        var lines = await ana.AskAsync($"CHATHISTORY BEFORE {room} msgid=no-such-id 10");
        if (lines.Of("BATCH").Count == 0)
            lines.Fail("CHATHISTORY", "INVALID_MSGID", "INVALID_PARAMS", "MESSAGE_ERROR", "UNKNOWN_MSGID");
        else
            Assert.Empty(lines.Inside("chathistory"));
    }

    [Fact]
    public async Task Times_of_a_faster_clock_are_the_times_of_history()
    {
        await using var server = await IrcDoor.StartAsync("test.clock=+1y x30");
        await using var ana = await server.GuestInAsync("#sala", "ana", Caps);
        var said = await SayAsync(ana, "#sala", 3);
        Assert.True(int.Parse(said[0].Tag("time")![..4]) > TimeProvider.System.GetUtcNow().AddMonths(6).Year - 1);
        Assert.Equal(["2", "3"], (await ana.AskAsync($"CHATHISTORY AFTER #sala timestamp={said[0].Tag("time")} 10")).Inside("chathistory").Texts());
    }

    private async Task<IReadOnlyList<(string Target, IrcClient Ana, IrcClient Bob)>> ConversationsAsync()
    {
        var room = IrcDoor.Room();
        var first = await _server.GuestInAsync(room, Fresh.Name("ana"), Caps);
        var second = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await IrcClient.SettleAsync(first, second);
        var other = await _server.MemberAsync(Fresh.Name("eva"), Caps);
        return [(room, first, second), (other.Nick, await _server.MemberAsync(Fresh.Name("leo"), Caps), other)];
    }

    private async Task<(string Room, IrcClient Ana)> RoomAsync()
    {
        var room = IrcDoor.Room();
        return (room, await _server.GuestInAsync(room, Fresh.Name("ana"), Caps));
    }

    /// <summary>Says 1, 2, 3 … each in a millisecond of its own, and returns the echoes.</summary>
    private static async Task<IReadOnlyList<IrcLine>> SayAsync(IrcClient client, string target, int count)
    {
        List<IrcLine> said = [];
        while (said.Count < count)
        {
            var echo = (await client.AskAsync($"PRIVMSG {target} :{said.Count + 1}")).One("PRIVMSG");
            said.Add(echo);
            // No synchronisation: the clock has to go on, so that each message has a time of its own.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
        return said;
    }
}
