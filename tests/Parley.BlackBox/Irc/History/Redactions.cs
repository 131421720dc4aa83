namespace Parley.BlackBox.Irc.History;

/// <summary>REDACT (ircv3.net, draft/message-redaction).</summary>
[Collection<IrcTests>]
public sealed class Redactions(IrcServer door)
{
    private static readonly string[] Caps = ["draft/message-redaction", "message-tags", "echo-message", "batch", "server-time", "draft/chathistory"];
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Ones_own_message_is_taken_back_before_everybody_who_can_see_it()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"), Caps);
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await IrcClient.SettleAsync(ana, bob, plain);
        var id = (await ana.AskAsync($"PRIVMSG {room} :oops", $"PRIVMSG {room} :stays")).Of("PRIVMSG")[0].Tag("msgid")!;
        await IrcClient.SettleAsync(bob, plain);
        var own = (await ana.AskAsync($"REDACT {room} {id} :typo")).One("REDACT");
        var seen = (await bob.SyncAsync()).One("REDACT");
        foreach (var line in new[] { own, seen })
        {
            Assert.Equal(ana.Nick, line.Nick);
            Assert.Equal([room, id!, "typo"], line.Parameters);
        }
        (await plain.SyncAsync()).None("REDACT");
        Assert.DoesNotContain("oops", IrcLines.Show(await bob.AskAsync($"CHATHISTORY LATEST {room} * 10")), StringComparison.Ordinal);
        Assert.Contains("stays", (await bob.AskAsync($"CHATHISTORY LATEST {room} * 10")).Inside("chathistory").Texts());
    }

    [Fact]
    public async Task A_private_message_is_taken_back_on_both_sides()
    {
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"), Caps);
        await using var bob = await _server.MemberAsync(Fresh.Name("bob"), Caps);
        var id = (await ana.AskAsync($"PRIVMSG {bob.Nick} :oops")).One("PRIVMSG").Tag("msgid");
        await bob.SyncAsync();
        (await ana.AskAsync($"REDACT {bob.Nick} {id}")).One("REDACT");
        Assert.Equal(id, (await bob.SyncAsync()).One("REDACT")[1]);
        Assert.DoesNotContain("oops", IrcLines.Show(await bob.AskAsync($"CHATHISTORY LATEST {ana.Nick} * 10")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_peoples_messages_are_taken_back_by_operators_only()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        await using var bob = await _server.MemberInAsync(room, Fresh.Name("bob"), Caps);
        await IrcClient.SettleAsync(ana, bob);
        var ofAna = (await ana.AskAsync($"PRIVMSG {room} :by ana")).One("PRIVMSG").Tag("msgid");
        var ofBob = (await bob.AskAsync($"PRIVMSG {room} :by bob")).Of("PRIVMSG")[^1].Tag("msgid");
        await ana.SyncAsync();
        (await bob.AskAsync($"REDACT {room} {ofAna}")).Fail("REDACT", "REDACT_FORBIDDEN");
        Assert.Empty(await ana.SyncAsync());
        (await ana.AskAsync($"REDACT {room} {ofBob} :spam")).One("REDACT");
        Assert.Equal((ana.Nick, ofBob), ((await bob.SyncAsync()).One("REDACT") is var line ? line.Nick : "", line[1]));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_taken_back()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"), Caps);
        (await ana.AskAsync($"REDACT {room} no-such-id")).Fail("REDACT", "UNKNOWN_MSGID");
        (await ana.AskAsync($"REDACT {IrcDoor.Room("none")} no-such-id")).Fail("REDACT", "INVALID_TARGET", "UNKNOWN_MSGID");
        (await ana.AskAsync("REDACT")).One("FAIL", "461");
    }

    [Fact]
    public async Task An_id_of_another_room_is_not_known_here()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.MemberInAsync(one, Fresh.Name("ana"), Caps);
        await ana.JoinAsync(two);
        var id = (await ana.AskAsync($"PRIVMSG {one} :hola")).One("PRIVMSG").Tag("msgid");
        (await ana.AskAsync($"REDACT {two} {id}")).Fail("REDACT", "UNKNOWN_MSGID", "REDACT_FORBIDDEN");
        Assert.Equal(["hola"], (await ana.AskAsync($"CHATHISTORY LATEST {one} * 10")).Inside("chathistory").Texts());
    }

    [Fact]
    public async Task Taking_back_ones_own_can_be_forbidden()
    {
        await using var server = await IrcDoor.StartAsync("history.allow-redact-own=false");
        await using var owner = await server.MemberInAsync("#sala", "eva", Caps);
        await using var ana = await server.MemberInAsync("#sala", "ana", Caps);
        var id = (await ana.AskAsync("PRIVMSG #sala :hola")).One("PRIVMSG").Tag("msgid");
        (await ana.AskAsync($"REDACT #sala {id}")).Fail("REDACT", "REDACT_FORBIDDEN");
    }
}
