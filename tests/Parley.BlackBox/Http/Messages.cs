using System.Net;
using System.Text.Json.Nodes;
using Parley.BlackBox.Irc;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Messages(WebServer web)
{
    [Fact]
    public async Task A_retry_under_an_id_gets_the_first_answer_again_and_another_text_is_refused()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var room = await ana.MakeRoomAsync();
        var first = await ana.PostToAsync(room, "once", "k1");
        var again = await ana.SendJsonAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/messages", new { text = "once", id = "k1" });

        Assert.Equal(first["position"]!.GetValue<long>(), again["position"]!.GetValue<long>());
        Assert.True(again["duplicate"]!.GetValue<bool>());
        Assert.Equal(228, await ana.RefusedAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/messages", new { text = "twice", id = "k1" }, HttpStatusCode.Conflict));
        Assert.Equal((1, "once"), Assert.Single(await ana.ReadAsync(room)));
    }

    [Fact]
    public async Task Participants_of_all_doors_see_the_same_order()
    {
        const int each = 25;
        var (name, nick) = (Fresh.Name("ana"), Fresh.Name("irc"));
        using var http = await web.Server.RegisterHttpAsync(name);
        var room = await http.MakeRoomAsync();
        await using var json = await web.Server.RegisterJsonAsync(Fresh.Name("bob"));
        await json.AskAsync(new { t = "join", room });
        await using var irc = await web.Server.GuestInAsync($"#{room}", nick);

        await Task.WhenAll(
            Task.Run(async () => { for (var i = 0; i < each; i++) await http.PostToAsync(room, $"h{i}"); }),
            Task.Run(async () => { for (var i = 0; i < each; i++) await json.SendAsync(new { t = "post", room, text = $"j{i}" }); }),
            Task.Run(async () => { for (var i = 0; i < each; i++) await irc.SendAsync($"PRIVMSG #{room} :i{i}"); }));

        await Patience.UntilAsync(async () => (await http.ReadAsync(room)).Count == 3 * each, "all posts are in the log");
        var order = (await http.ReadAsync(room)).ToList();
        Assert.Equal(Enumerable.Range(1, 3 * each).Select(i => (long)i), order.Select(e => e.Position));
        var seen = new List<(long, string)>();
        while (seen.Count < 3 * each)
        {
            var msg = await json.NextAsync("msg");
            seen.Add((msg["position"]!.GetValue<long>(), msg["text"]!.GetValue<string>()));
        }
        Assert.Equal(order, seen);
        foreach (var prefix in "hji")
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{prefix}{i}"), order.Where(e => e.Text[0] == prefix).Select(e => e.Text));
    }

    [Fact]
    public async Task Nobody_sees_who_reads_and_writes_by_HTTP_come_go_or_be_online()
    {
        var name = Fresh.Name("unseen");
        await using var bob = await web.Server.RegisterJsonAsync(Fresh.Name("bob"));
        using var http = await web.Server.RegisterHttpAsync(name);
        var room = await http.MakeRoomAsync();
        await bob.AskAsync(new { t = "join", room });
        await bob.SeenAsync();

        await http.PostToAsync(room, "hello");
        await http.ReadAsync(room);
        await http.GetJsonAsync($"/api/v1/search?q=hello&room={room}");

        Assert.Equal(["msg"], (await bob.SeenAsync()).Select(JsonClient.Type));
        var online = (await bob.AskAsync(new { t = "users" }))["users"]!.AsArray().Select(u => u!["login"]!.GetValue<string>());
        Assert.DoesNotContain(name, online);
        var people = (await http.GetJsonAsync("/api/v1/rooms?limit=1000"))["rooms"]!.AsArray().Single(r => r!["room"]!.GetValue<string>() == room)!["people"]!.GetValue<int>();
        Assert.Equal(1, people);
    }

    [Fact]
    public async Task The_rules_for_coming_in_hold_for_every_request()
    {
        var name = Fresh.Name("out");
        await using var owner = await web.Server.RegisterJsonAsync(Fresh.Name("owner"));
        var room = Fresh.Name("strict");
        await owner.AskAsync(new { t = "create", room });
        using var http = await web.Server.RegisterHttpAsync(name);
        var messages = $"/api/v1/rooms/{room}/messages";

        async Task RefusedAsync(int code, string rule, string? value)
        {
            await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule, on = true, value } } });
            Assert.Equal(code, await http.RefusedAsync(HttpMethod.Get, messages, null, HttpStatusCode.Forbidden));
            Assert.Equal(code, await http.RefusedAsync(HttpMethod.Post, messages, new { text = "x" }, HttpStatusCode.Forbidden));
            Assert.Equal(code, await http.RefusedAsync(HttpMethod.Get, $"/api/v1/events?rooms={room}", null, HttpStatusCode.Forbidden));
            Assert.Equal(code, await http.RefusedAsync(HttpMethod.Get, $"/api/v1/search?q=x&room={room}", null, HttpStatusCode.Forbidden));
            await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule, on = false, value } } });
        }

        await RefusedAsync(241, "ban", $"a:{name}");
        await RefusedAsync(206, "invite-only", null);
        await RefusedAsync(242, "key", "sesame");

        await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule = "key", on = true, value = "sesame" } } });
        http.DefaultRequestHeaders.Add("X-Parley-Key", "sesame");
        await http.PostToAsync(room, "with the key");
        await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule = "mute", on = true, value = $"a:{name}" } } });
        await http.GetJsonAsync(messages);
        Assert.Equal(244, await http.RefusedAsync(HttpMethod.Post, messages, new { text = "x" }, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_long_poll_answers_with_the_first_entry_and_without_one_when_its_time_is_over()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var bob = await web.Server.RegisterHttpAsync(Fresh.Name("bob"));
        var room = await ana.MakeRoomAsync();

        var waiting = ana.GetJsonAsync($"/api/v1/rooms/{room}/messages?after=0&wait=50");
        await bob.PostToAsync(room, "news");
        Assert.Equal("news", (await waiting)["entries"]![0]!["text"]!.GetValue<string>());
        Assert.Empty((await ana.GetJsonAsync($"/api/v1/rooms/{room}/messages?after=1&wait=1"))["entries"]!.AsArray());
        Assert.Equal(203, await ana.RefusedAsync(HttpMethod.Get, $"/api/v1/rooms/{room}/messages?wait=5", null, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Private_words_go_both_ways_wait_and_are_not_taken_for_delivered_by_reading()
    {
        var (a, b) = (Fresh.Name("ana"), Fresh.Name("bob"));
        using var ana = await web.Server.RegisterHttpAsync(a);
        using var bob = await web.Server.RegisterHttpAsync(b);
        var waiting = bob.GetJsonAsync($"/api/v1/private/{a}/messages?after=0&wait=50");
        var posted = await ana.SendJsonAsync(HttpMethod.Post, $"/api/v1/private/{b}/messages", new { text = "psst" }, HttpStatusCode.Created);
        Assert.False(posted["delivered"]!.GetValue<bool>());
        Assert.Equal("psst", (await waiting)["entries"]![0]!["text"]!.GetValue<string>());

        await using var present = await web.Server.LoginJsonAsync(b);
        Assert.Equal("psst", (await present.NextAsync("msg"))["text"]!.GetValue<string>());
        Assert.Equal(b, (await ana.GetJsonAsync("/api/v1/private"))["conversations"]![0]!["with"]!.GetValue<string>());
        Assert.Equal(211, await ana.RefusedAsync(HttpMethod.Post, "/api/v1/private/nobody-here/messages", new { text = "x" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Search_over_everything_finds_rooms_that_let_one_in_and_no_others()
    {
        var word = Fresh.Name("aguja");
        await using var owner = await web.Server.RegisterJsonAsync(Fresh.Name("owner"));
        foreach (var (room, rule) in new[] { (Fresh.Name("open"), null), (Fresh.Name("closed"), "invite-only"), (Fresh.Name("secret"), "secret") })
        {
            await owner.AskAsync(new { t = "create", room });
            await owner.AskAsync(new { t = "post", room, text = $"{word} {room}" });
            if (rule is not null)
                await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule, on = true } } });
        }
        using var http = await web.Server.RegisterHttpAsync(Fresh.Name("finder"));

        JsonArray Found(JsonObject results) => results["complete"]!.GetValue<bool>() ? results["entries"]!.AsArray() : [];
        JsonArray found = [];
        await Patience.UntilAsync(async () => (found = Found(await http.GetJsonAsync($"/api/v1/search?q={word}"))).Count > 0, "the search follows the log");
        Assert.StartsWith($"{word} open", Assert.Single(found)!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_wait_and_then_are_told_when_to_come_back()
    {
        await using var server = await HttpDoor.StartAsync("limits.exempt=192.0.2.1", "limits.rate=1", "limits.burst=5", "limits.rate-queue=2");
        using var http = await server.RegisterHttpAsync("ana");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var response = await http.GetAsync("/api/v1/rooms");
            return (response.StatusCode, response.Headers.RetryAfter?.Delta);
        }));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.OK), a =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, a.StatusCode);
            Assert.True(a.Delta > TimeSpan.Zero);
        });
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.TooManyRequests);
    }
}
