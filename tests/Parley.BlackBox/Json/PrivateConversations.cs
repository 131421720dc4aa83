namespace Parley.BlackBox.Json;

/// <summary>Private conversations by the JSON protocol: numbered, kept, delivered at the next login.</summary>
public abstract class PrivateConversations(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task Every_session_of_both_people_gets_the_message()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(from);
        await using var bob = await _server.RegisterJsonAsync(to);
        await using var anaElsewhere = await _server.LoginJsonAsync(from);
        await using var bobElsewhere = await _server.LoginJsonAsync(to);
        var posted = await ana.AskAsync(new { t = "post", to, text = "ven", id = "p1" });
        Assert.True(posted["delivered"]!.GetValue<bool>());
        Assert.Equal(to, posted["to"]!.GetValue<string>());
        foreach (var client in new[] { ana, bob, anaElsewhere, bobElsewhere })
        {
            var message = await client.NextAsync("msg");
            Assert.Equal((from, to, "ven", 1L), (message["from"]!.GetValue<string>(), message["to"]!.GetValue<string>(), message["text"]!.GetValue<string>(), message["position"]!.GetValue<long>()));
            Assert.Null(message["room"]);
        }
    }

    [Fact]
    public async Task Both_directions_are_one_conversation()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(from);
        await using var bob = await _server.RegisterJsonAsync(to);
        var there = await ana.AskAsync(new { t = "post", to, text = "¿estás?" });
        var back = await bob.AskAsync(new { t = "post", to = from, text = "sí" });
        Assert.Equal(there["conversation"]!.GetValue<long>(), back["conversation"]!.GetValue<long>());
        Assert.Equal(2, back["position"]!.GetValue<long>());
        var history = await ana.AskAsync(new { t = "history", to });
        Assert.Equal(["¿estás?", "sí"], history["entries"]!.AsArray().Select(e => e!["text"]!.GetValue<string>()));
        var shown = Assert.Single((await bob.AskAsync(new { t = "conversations" }))["conversations"]!.AsArray())!;
        Assert.Equal((from, 2L), (shown["with"]!.GetValue<string>(), shown["head"]!.GetValue<long>()));
    }

    /// <summary>What the server's operating system took for a client that is lost did not reach anybody.</summary>
    [Theory]
    [InlineData(1500)]
    [InlineData(40)]
    public async Task What_a_client_had_not_got_when_it_was_lost_comes_at_the_next_login(int count)
    {
        await using var server = await shared.StartAsync("limits.send-bytes=65536", "limits.stall-seconds=5");
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await server.RegisterJsonAsync(from);
        var bob = await server.RegisterJsonAsync(to);
        bob.Wire.ShrinkReceiveBuffer();
        var text = new string('x', 4000);
        for (var i = 1; i <= count; i++)
            await ana.AskAsync(new { t = "post", to, text, id = $"p{i}" });
        await using var back = await server.LoginJsonAsync(to);
        var seen = new HashSet<long>();
        while (await bob.TryReadAsync() is { } news && seen.Count < count)
        {
            if (JsonClient.Type(news) == "msg")
                seen.Add(news["position"]!.GetValue<long>());
            if (count < 100 && seen.Count == 3)
                break;
        }
        bob.Wire.Reset();
        foreach (var news in (await back.SeenAsync()).Where(e => JsonClient.Type(e) == "msg"))
            seen.Add(news["position"]!.GetValue<long>());
        Assert.Equal(count, seen.Count);
    }

    [Fact]
    public async Task What_was_written_to_somebody_away_comes_once_at_the_next_login_before_anything_newer()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using (var bob = await _server.RegisterJsonAsync(to))
            await bob.AskAsync(new { t = "exit" });
        await using var ana = await _server.RegisterJsonAsync(from);
        foreach (var text in new[] { "uno", "dos", "tres" })
            Assert.False((await ana.AskAsync(new { t = "post", to, text }))["delivered"]!.GetValue<bool>());
        await using (var back = await _server.LoginJsonAsync(to))
        {
            await ana.AskAsync(new { t = "post", to, text = "cuatro" });
            var seen = (await back.SeenAsync()).Where(e => JsonClient.Type(e) == "msg").ToList();
            Assert.Equal(["uno", "dos", "tres", "cuatro"], seen.Select(e => e["text"]!.GetValue<string>()));
            Assert.Equal([1L, 2L, 3L, 4L], seen.Select(e => e["position"]!.GetValue<long>()));
            await back.AskAsync(new { t = "exit" });
        }
        await using var again = await _server.LoginJsonAsync(to);
        Assert.DoesNotContain(await again.SeenAsync(), e => JsonClient.Type(e) == "msg");
    }

    [Fact]
    public async Task A_third_person_sees_nothing_of_it()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(from);
        await using var bob = await _server.RegisterJsonAsync(to);
        await using var eva = await _server.RegisterJsonAsync(Fresh.Name("eva"));
        await ana.AskAsync(new { t = "post", to, text = "palabra-oculta" });
        Assert.Empty(await eva.SeenAsync());
        Assert.Empty((await eva.AskAsync(new { t = "search", query = "palabra-oculta" }))["entries"]!.AsArray());
        Assert.Empty((await eva.AskAsync(new { t = "conversations" }))["conversations"]!.AsArray());
    }

    [Fact]
    public async Task Refusals_have_the_codes_of_the_page()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterJsonAsync(login);
        Assert.Equal(211, await ana.RefusedAsync(new { t = "post", to = "nobody-here", text = "x" }));
        Assert.Equal(213, await ana.RefusedAsync(new { t = "post", to = login, text = "x" }));
        Assert.Equal(211, await ana.RefusedAsync(new { t = "history", to = "nobody-here" }));
    }

    [Fact]
    public async Task Private_messages_cross_between_the_doors()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(from);
        await using var bob = await _server.RegisterAsync(to, lang: "es");
        await ana.AskAsync(new { t = "post", to, text = "de JSON" });
        Assert.Contains($"[privado] {from}: de JSON", await bob.SeenAsync());
        await bob.AskAsync($"#\\private<{from}> de nc");
        var own = await ana.NextAsync("msg");
        Assert.Equal("de JSON", own["text"]!.GetValue<string>());
        Assert.Equal("de nc", (await ana.NextAsync("msg"))["text"]!.GetValue<string>());
    }
}

[Collection<AsyncMode>]
public sealed class PrivateConversationsAsync(AsyncServer server) : PrivateConversations(server);

[Collection<ThreadsMode>]
public sealed class PrivateConversationsThreads(ThreadsServer server) : PrivateConversations(server);
