using System.Text.Json.Nodes;

namespace Parley.BlackBox.Irc.Meeting;

/// <summary>IRC people and programs that speak JSON in the same rooms.</summary>
[Collection<IrcTests>]
public sealed class WithJson(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Both_see_the_same_messages_in_the_same_order_at_the_same_times()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"), "server-time", "echo-message", "message-tags");
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await bob.AskAsync(new { t = "join", room });
        await ana.SyncAsync();
        List<IrcLine> irc = [];
        for (var i = 0; i < 5; i++)
        {
            irc.AddRange((await ana.AskAsync($"PRIVMSG #{room} :irc {i}")).Of("PRIVMSG"));
            await bob.AskAsync(new { t = "post", room, text = $"json {i}" });
        }
        irc.AddRange((await ana.SyncAsync()).Of("PRIVMSG"));
        var json = (await bob.SeenAsync()).Where(e => JsonClient.Type(e) == "msg").ToList();
        Assert.Equal(json.Select(e => (Text(e, "text"), Text(e, "time"))), irc.Select(l => (l.Last, l.Tag("time")!)));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), json.Select(e => e["position"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Coming_and_going_is_seen_on_both_sides()
    {
        var (room, login) = (Fresh.Name("uci"), Fresh.Name("bob"));
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterJsonAsync(login);
        await bob.AskAsync(new { t = "join", room });
        Assert.Equal(login, (await ana.SyncAsync()).One("JOIN").Nick);
        await bob.AskAsync(new { t = "leave", room });
        Assert.Equal(login, (await ana.SyncAsync()).One("PART").Nick);
        await bob.AskAsync(new { t = "join", room });
        await ana.AskAsync($"PART #{room}");
        Assert.Equal(ana.Nick, Text(await bob.NextAsync("parted"), "login"));
    }

    [Fact]
    public async Task A_line_break_in_a_text_becomes_several_lines_without_blank_ones()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"));
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await bob.AskAsync(new { t = "join", room });
        await bob.AskAsync(new { t = "post", room, text = "one\n\ntwo\rQUIT :forged" });
        var texts = (await ana.SyncAsync()).Texts();
        Assert.Equal(["one", "two"], texts.Take(2).Select(t => t[..3]));
        Assert.DoesNotContain("", texts);
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task A_message_taken_back_elsewhere_is_a_REDACT_here()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.GuestInAsync($"#{room}", Fresh.Name("ana"), "message-tags", "draft/message-redaction");
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await bob.AskAsync(new { t = "join", room });
        var position = (await bob.AskAsync(new { t = "post", room, text = "oops" }))["position"]!.GetValue<long>();
        var id = (await ana.SyncAsync()).One("PRIVMSG").Tag("msgid");
        await bob.AskAsync(new { t = "redact", room, position });
        Assert.Equal([$"#{room}", id], (await ana.SyncAsync()).One("REDACT").Parameters.Take(2));
    }

    [Fact]
    public async Task A_message_taken_back_here_is_erased_elsewhere()
    {
        var room = Fresh.Name("uci");
        await using var ana = await _server.MemberInAsync($"#{room}", Fresh.Name("ana"), "message-tags", "echo-message", "draft/message-redaction");
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await bob.AskAsync(new { t = "join", room });
        var id = (await ana.AskAsync($"PRIVMSG #{room} :oops")).One("PRIVMSG").Tag("msgid");
        (await ana.AskAsync($"REDACT #{room} {id}")).One("REDACT");
        Assert.Equal(1, (await bob.NextAsync("redact"))["target"]!.GetValue<long>());
        Assert.Equal("", Text((await bob.AskAsync(new { t = "history", room }))["entries"]![0]!.AsObject(), "text"));
    }

    [Fact]
    public async Task Private_messages_between_the_doors_are_one_conversation()
    {
        var login = Fresh.Name("bob");
        await using var bob = await _server.RegisterJsonAsync(login);
        await using var ana = await _server.MemberAsync(Fresh.Name("ana"));
        await ana.AskAsync($"PRIVMSG {login} :one");
        await bob.AskAsync(new { t = "post", to = ana.Nick, text = "two" });
        Assert.Equal(["two"], (await ana.SyncAsync()).Texts());
        var history = await bob.AskAsync(new { t = "history", to = ana.Nick });
        Assert.Equal(["one", "two"], history["entries"]!.AsArray().Select(e => Text(e!.AsObject(), "text")));
    }

    private static string Text(JsonObject json, string member) => json[member]!.GetValue<string>();
}
