using System.Net;
using System.Text.Json.Nodes;
using Parley.BlackBox.Http;
using Parley.BlackBox.Operating;

namespace Parley.BlackBox.Cluster;

/// <summary>What stands beside the conversations holds over nodes as well: the key and value page, webhooks, turns, figures.</summary>
[Collection(typeof(ClusterTests))]
public sealed class SharedDoors(Engines engines)
{
    [Fact]
    public async Task A_wait_at_one_node_is_answered_by_a_write_at_another()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        using var here = nodes[0].Http();
        using var there = nodes[1].Http();
        await ConnectedAsync(here, there);
        // Between nodes that hear each other the store is asked again only after ten seconds: these waits would be over before.
        for (var round = 1; round <= 5; round++)
        {
            var revision = Revision(await here.GetAsync("/team/IMserver.php?action=set&key=a&value=old"));
            var waits = Enumerable.Range(0, 5).Select(_ => there.GetStringAsync($"/team/IMserver.php?action=wait&key=a&since={revision}&timeout=9")).ToList();
            var any = there.GetStringAsync($"/team/IMserver.php?action=wait&since={revision}&timeout=9");
            // They have been asked for by now, if not answered: what comes before them would be answered at once.
            await there.GetStringAsync("/team/IMserver.php?action=keys");
            await here.GetAsync($"/team/IMserver.php?action=set&key=a&value={round}");
            Assert.All(await Task.WhenAll(waits), body => Assert.Equal($"{round}\n", body));
            Assert.NotEqual($"{revision}\n", await any);
        }
    }

    [Fact]
    public async Task A_wait_is_answered_also_while_the_broker_is_away()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        using var here = nodes[0].Http();
        using var there = nodes[1].Http();
        await ConnectedAsync(here, there);
        await engines.KillBrokerAsync();
        await Patience.UntilAsync(async () => (await Figures.ReadAsync(there))["parley_bus_connected"] == 0, "the loss is noticed");
        var revision = Revision(await here.GetAsync("/team/IMserver.php?action=set&key=a&value=old"));
        var wait = there.GetStringAsync($"/team/IMserver.php?action=wait&key=a&since={revision}&timeout=60");
        await here.GetAsync("/team/IMserver.php?action=set&key=a&value=new");
        Assert.Equal("new\n", await wait);
        await engines.StartBrokerAsync();
        await ConnectedAsync(here, there);
    }

    [Fact]
    public async Task Writers_at_two_nodes_at_once_lose_nothing()
    {
        const int each = 60;
        await using var nodes = await Nodes.StartAsync(engines, 2);
        using var one = nodes[0].Http();
        using var other = nodes[1].Http();
        HttpClient[] writers = [one, other, one, other];
        await Task.WhenAll(writers.Select((http, n) => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                Assert.Equal("\n", await http.GetStringAsync($"/team/IMserver.php?action=append&key=log&value={n}.{i};"));
                while (true)
                {
                    var before = (await http.GetStringAsync("/team/IMserver.php?action=get&key=count")).TrimEnd('\n');
                    var old = before.Length == 0 ? "" : $"&old={before}";
                    if (await http.GetStringAsync($"/team/IMserver.php?action=cas&key=count&value={(before.Length == 0 ? 1 : int.Parse(before) + 1)}{old}") == "1\n")
                        break;
                }
            }
        })));
        var log = (await one.GetStringAsync("/team/IMserver.php?action=get&key=log")).TrimEnd('\n').Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(writers.Length * each, log.Length);
        foreach (var n in Enumerable.Range(0, writers.Length))
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{n}.{i}"), log.Where(l => l.StartsWith($"{n}.", StringComparison.Ordinal)));
        Assert.Equal($"{writers.Length * each}\n", await other.GetStringAsync("/team/IMserver.php?action=get&key=count"));
    }

    [Fact]
    public async Task What_a_webhook_posts_at_either_node_is_seen_once_by_members_at_the_other()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        using var ana = await nodes[0].RegisterHttpAsync("ana");
        var room = await ana.MakeRoomAsync();
        await using var bob = await nodes[1].RegisterJsonAsync("bob");
        await Patience.UntilAsync(async () => JsonClient.Type(await bob.AnswerAsync(await bob.SendAsync(new { t = "join", room }))) == "entered", "the room is known there");
        var hook = await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, name = "lab" }, HttpStatusCode.Created);
        var path = new Uri(hook["url"]!.GetValue<string>()).PathAndQuery;
        using var here = nodes[0].Http();
        using var there = nodes[1].Http();

        await here.SendJsonAsync(HttpMethod.Post, path, new { text = "one", id = "1" }, HttpStatusCode.Created);
        Assert.Equal(("lab", "one", 1L), Of(await bob.NextAsync("msg")));
        // A retry by way of another node, once that knows the webhook.
        await Patience.UntilAsync(async () => await StatusAsync(there, path, new { text = "one", id = "1" }) == HttpStatusCode.OK, "the webhook is known there");
        await there.SendJsonAsync(HttpMethod.Post, path, new { text = "two", id = "2" }, HttpStatusCode.Created);
        Assert.Equal(("lab", "two", 2L), Of(await bob.NextAsync("msg")));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/api/v1/webhooks/{hook["id"]}", null, HttpStatusCode.NoContent);
        await Patience.UntilAsync(async () => await StatusAsync(there, path, new { text = "two", id = "2" }) == HttpStatusCode.NotFound, "nor is it any more");
        Assert.DoesNotContain(await bob.SeenAsync(), e => JsonClient.Type(e) == "msg");
    }

    [Fact]
    public async Task Outgoing_webhooks_are_sent_once_also_when_the_node_that_sends_dies()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2, "http.webhook-targets=127.0.0.1");
        using var ana = await nodes[0].RegisterHttpAsync("ana");
        using var other = nodes[1].Http(ana.Token());
        var taking = true;
        await using var receiver = new WebhookReceiver(_ => Volatile.Read(ref taking) ? 200 : 500);
        var room = await ana.MakeRoomAsync();
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, url = receiver.Url }, HttpStatusCode.Created);
        await KnownAsync(other, room);
        for (var i = 1; i <= 10; i++)
            await (i % 2 == 0 ? ana : other).PostToAsync(room, $"{i}");
        await DeliveredAsync(other, receiver, 10);

        // It tries one that is not taken, and dies.
        Volatile.Write(ref taking, false);
        var tries = receiver.Tries;
        await other.PostToAsync(room, "11");
        await Patience.UntilAsync(() => receiver.Tries > tries, "it is tried");
        await nodes[0].KillAsync();
        Volatile.Write(ref taking, true);
        await DeliveredAsync(other, receiver, 11);
        for (var i = 12; i <= 20; i++)
            await other.PostToAsync(room, $"{i}");
        await DeliveredAsync(other, receiver, 20);
    }

    [Fact]
    public async Task A_node_that_stood_still_while_another_took_its_webhooks_over_does_not_send_them_too()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2, "http.webhook-targets=127.0.0.1");
        using var ana = await nodes[0].RegisterHttpAsync("ana");
        using var other = nodes[1].Http(ana.Token());
        await using var receiver = new WebhookReceiver(_ => 200);
        var room = await ana.MakeRoomAsync();
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, url = receiver.Url }, HttpStatusCode.Created);
        await KnownAsync(other, room);
        await other.PostToAsync(room, "1");
        await DeliveredAsync(other, receiver, 1);

        nodes[0].Send(Signal.Stop);
        await other.PostToAsync(room, "2");
        await DeliveredAsync(other, receiver, 2);
        nodes[0].Send(Signal.Continue);
        await using var here = await nodes[0].LoginJsonAsync("ana");
        await here.AskAsync(new { t = "join", room, after = 0 });
        for (var i = 3; i <= 12; i++)
        {
            await other.PostToAsync(room, $"{i}");
            await DeliveredAsync(other, receiver, i);
        }
        await Patience.UntilAsync(async () => (await here.NextAsync("msg"))["text"]!.GetValue<string>() == "12", "the node goes on, and has it all");
        await DeliveredAsync(other, receiver, 12);
        // It logged that it could not renew its life.
        await nodes[0].KillAsync();
    }

    [Fact]
    public async Task Turns_of_two_begun_at_one_node_hold_at_the_other()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        await using var ana = await nodes[0].RegisterJsonAsync("ana");
        await using var bob = await nodes[1].RegisterJsonAsync("bob");
        await Patience.UntilAsync(async () => (await ana.AskAsync(new { t = "users" }))["users"]!.AsArray().Count == 2, "both are known");
        await ana.AskAsync(new { t = "turn", action = "start", to = "bob" });
        await ana.AskAsync(new { t = "post", to = "bob", text = "1" });
        for (var i = 2; i <= 20; i++)
        {
            var (speaker, waiter, to, from) = i % 2 == 0 ? (bob, ana, "ana", "bob") : (ana, bob, "bob", "ana");
            Assert.Equal(256, await waiter.RefusedAsync(new { t = "post", to = from, text = "out of turn" }));
            while ((await speaker.NextAsync("turn-state"))["turn"]?.GetValue<string>() != from)
            {
            }
            await speaker.AskAsync(new { t = "post", to, text = $"{i}" });
        }
        // Somebody who comes to a node where nobody was.
        await ana.DisposeAsync();
        await using var again = await nodes[1].LoginJsonAsync("ana");
        Assert.Equal("ana", (await again.AskAsync(new { t = "turn", action = "show", to = "bob" }))["turn"]!.GetValue<string>());
        Assert.Equal(256, await bob.RefusedAsync(new { t = "post", to = "ana", text = "out of turn" }));
        await again.AskAsync(new { t = "post", to = "bob", text = "21" });
    }

    [Fact]
    public async Task A_private_conversation_begun_while_the_broker_is_away_reaches_the_other_when_it_is_back()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        await using var ana = await nodes[0].RegisterJsonAsync("ana");
        await using var bob = await nodes[1].RegisterJsonAsync("bob");
        await Patience.UntilAsync(async () => (await ana.AskAsync(new { t = "users" }))["users"]!.AsArray().Count == 2, "both are known");
        using var here = nodes[0].Http();
        await engines.KillBrokerAsync();
        await Patience.UntilAsync(async () => (await Figures.ReadAsync(here))["parley_bus_connected"] == 0, "the loss is noticed");
        await ana.AskAsync(new { t = "post", to = "bob", text = "psst" });
        await engines.StartBrokerAsync();
        Assert.Equal(("ana", "psst", 1L), Of(await bob.NextAsync("msg")));
        await ana.AskAsync(new { t = "post", to = "bob", text = "more" });
        Assert.Equal(("ana", "more", 2L), Of(await bob.NextAsync("msg")));
    }

    [Fact]
    public async Task The_figures_tell_whether_the_broker_is_there_and_readiness_does_not_depend_on_it()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        using var here = nodes[0].Http();
        using var there = nodes[1].Http();
        await ConnectedAsync(here, there);
        Assert.Equal("gauge", (await Figures.ReadAsync(here)).Types["parley_bus_connected"]);
        await engines.KillBrokerAsync();
        foreach (var node in new[] { here, there })
        {
            await Patience.UntilAsync(async () => (await Figures.ReadAsync(node))["parley_bus_connected"] == 0, "the loss is told");
            Assert.Equal("ready\n", await node.GetStringAsync("/readyz"));
        }
        await engines.StartBrokerAsync();
        await ConnectedAsync(here, there);
    }

    private static async Task ConnectedAsync(params HttpClient[] nodes)
    {
        foreach (var node in nodes)
            await Patience.UntilAsync(async () => (await Figures.ReadAsync(node))["parley_bus_connected"] == 1, "the bus is there");
    }

    private static string Revision(HttpResponseMessage answer)
    {
        using (answer)
            return Assert.Single(answer.Headers.GetValues("X-IM-Revision"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsync(path, System.Net.Http.Json.JsonContent.Create(body));
        return response.StatusCode;
    }

    private static Task KnownAsync(HttpClient node, string room) => Patience.UntilAsync(
        async () => (await node.GetAsync($"/api/v1/rooms/{room}/messages")).StatusCode == HttpStatusCode.OK && (await node.GetJsonAsync("/api/v1/webhooks"))["webhooks"]!.AsArray().Count == 1,
        "room and webhook are known there");

    /// <summary>Waits until the receiver has got so far and that is noted, and checks that it has got each entry once, in order.</summary>
    private static async Task DeliveredAsync(HttpClient node, WebhookReceiver receiver, int count)
    {
        await Patience.UntilAsync(async () => (await node.GetJsonAsync("/api/v1/webhooks"))["webhooks"]![0]!["delivered"]?.GetValue<long>() >= count, $"{count} are taken");
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"{i}"), receiver.Taken.Select(d => JsonNode.Parse(d.Body)!["text"]!.GetValue<string>()));
    }

    private static (string? From, string? Text, long Position) Of(JsonObject message) =>
        (message["from"]!.GetValue<string>(), message["text"]!.GetValue<string>(), message["position"]!.GetValue<long>());
}
