using System.Net;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Cluster;

/// <summary>Three processes on PostgreSQL and RabbitMQ are one chat, also when one of the parts dies.</summary>
[Collection(typeof(ClusterTests))]
public sealed class OneChat(Engines engines)
{
    private const int Posts = 100;

    private static readonly Uri Ready = new("/readyz", UriKind.Relative);

    [Fact]
    public async Task Everybody_at_every_node_sees_one_order_without_gap_or_double()
    {
        await using var nodes = await Nodes.StartAsync(engines, 3);
        var people = await ComeAsync(nodes, 3);
        await Task.WhenAll(people.Select((person, n) => PostAsync(person, n, 0, Posts)));
        await EverybodySawAsync(people, people.Count * Posts);
        await LeaveAsync(people);
    }

    [Fact]
    public async Task A_node_that_is_killed_takes_nothing_accepted_along_and_its_people_are_gone_within_ten_seconds()
    {
        await using var nodes = await Nodes.StartAsync(engines, 3);
        var people = await ComeAsync(nodes, 3);
        await Task.WhenAll(people.Select((person, n) => PostAsync(person, n, 0, Posts)));
        await nodes[2].KillAsync();
        var started = TimeProvider.System.GetTimestamp();
        await Patience.UntilAsync(async () => await OnlineAsync(people[0]) == 2, "the dead node's person is gone");
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 15);
        // Whoever was there comes back at another node, and finds everything.
        var back = await nodes[0].LoginJsonAsync("p2");
        await back.AskAsync(new { t = "join", room = "default", after = 0 });
        List<JsonClient> living = [people[0], people[1], back];
        await Task.WhenAll(people.Take(2).Select((person, n) => PostAsync(person, n, Posts, Posts)));
        await EverybodySawAsync(living, 5 * Posts);
        await LeaveAsync(living);
        await people[2].DisposeAsync();
    }

    [Fact]
    public async Task While_the_broker_is_away_each_node_goes_on_and_afterwards_nobody_lacks_anything()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        var people = await ComeAsync(nodes, 2);
        await engines.KillBrokerAsync();
        await Task.WhenAll(people.Select((person, n) => PostAsync(person, n, 0, Posts)));
        await engines.StartBrokerAsync();
        await EverybodySawAsync(people, 2 * Posts);
        await LeaveAsync(people);
    }

    [Fact]
    public async Task While_the_database_is_away_posts_are_refused_and_connections_stay()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        var people = await ComeAsync(nodes, 2);
        await PostAsync(people[0], 0, 0, 1);
        await engines.StopDatabaseAsync();
        Assert.Equal(221, await people[0].RefusedAsync(new { t = "post", room = "default", text = "lost?", id = "again" }));
        await people[1].AskAsync(new { t = "ping" });
        await engines.StartDatabaseAsync();
        await Patience.UntilAsync(
            async () => JsonClient.Type(await people[0].AnswerAsync(await people[0].SendAsync(new { t = "post", room = "default", text = "lost?", id = "again" }))) == "posted",
            "posts are taken again");
        await EverybodySawAsync(people, 2);
        await LeaveAsync(people);
        // What they logged of the database is in its place: no clean end is asked for.
        await nodes[0].KillAsync();
        await nodes[1].KillAsync();
    }

    [Fact]
    public async Task While_the_database_hangs_everything_is_refused_in_time_and_afterwards_each_post_exists_once()
    {
        const int count = 40;
        await using var nodes = await Nodes.StartAsync(engines, 2);
        var people = await ComeAsync(nodes, 2);
        using var http = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", nodes[0].Ready.EndPoint("http").Port).Uri };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(Ready)).StatusCode);
        await engines.HangDatabaseAsync();
        var asked = new List<long>();
        foreach (var i in Enumerable.Range(0, count))
            asked.Add(await people[0].SendAsync(new { t = "post", room = "default", text = $"{i}", id = $"{i}" }));
        foreach (var number in asked)
            Assert.Equal(221, (await people[0].AnswerAsync(number))["code"]!.GetValue<int>());
        await Patience.UntilAsync(async () => (await http.GetAsync(Ready)).StatusCode == HttpStatusCode.ServiceUnavailable, "the balancer is told");
        await people[1].AskAsync(new { t = "ping" });
        await engines.DatabaseGoesOnAsync();
        await Patience.UntilAsync(async () => (await http.GetAsync(Ready)).StatusCode == HttpStatusCode.OK, "the balancer is told again");
        foreach (var i in Enumerable.Range(0, count))
        {
            await Patience.UntilAsync(
                async () => JsonClient.Type(await people[0].AnswerAsync(await people[0].SendAsync(new { t = "post", room = "default", text = $"{i}", id = $"{i}" }))) == "posted",
                "posts are taken again");
        }
        await EverybodySawAsync(people, count);
        await LeaveAsync(people);
        await nodes[0].KillAsync();
        await nodes[1].KillAsync();
    }

    [Fact]
    public async Task A_node_that_joins_gets_its_share_of_those_who_can_move()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        var clients = new List<JsonClient>();
        for (var n = 0; n < 10; n++)
        {
            var client = await nodes[0].ConnectJsonAsync();
            await client.AskAsync(new { t = "hello", moves = true });
            await client.AskAsync(new { t = "register", login = $"p{n}", password = "correct-horse", givenNames = "Test", surnames = "Person", age = 30, gender = "x" });
            clients.Add(client);
        }
        var moved = new List<JsonClient>();
        await Task.WhenAny(Task.WhenAll(clients.Select(ReadToTheEndAsync)), Patience.UntilAsync(() => moved.Count >= 4, "four have moved"));
        // Five here, five there is even; one more here is not worth a move.
        Assert.InRange(moved.Count, 4, 5);
        await LeaveAsync(clients);

        async Task ReadToTheEndAsync(JsonClient client, int n)
        {
            Assert.Equal("Moved", (await client.NextAsync("closing"))["reason"]!.GetValue<string>());
            lock (moved)
                moved.Add(client);
            await nodes[1].LoginJsonAsync($"p{n}");
        }
    }

    [Fact]
    public async Task People_rooms_and_private_words_cross_nodes()
    {
        await using var nodes = await Nodes.StartAsync(engines, 2);
        var people = await ComeAsync(nodes, 2);
        await people[0].AskAsync(new { t = "create", room = "uci" });
        await Patience.UntilAsync(async () => JsonClient.Type(await people[1].AnswerAsync(await people[1].SendAsync(new { t = "join", room = "uci" }))) == "entered", "the room is known there");
        Assert.Equal("p1", (await people[0].NextAsync("joined"))["login"]!.GetValue<string>());
        var posted = await people[0].AskAsync(new { t = "post", to = "p1", text = "ven" });
        Assert.True(posted["delivered"]!.GetValue<bool>());
        JsonObject message;
        do
            message = await people[1].NextAsync("msg");
        while (message["to"] is null);
        Assert.Equal(("p0", "ven", 1L), (message["from"]!.GetValue<string>(), message["text"]!.GetValue<string>(), message["position"]!.GetValue<long>()));
        await LeaveAsync(people);
    }

    /// <summary>One person a node, all in the default room, each seen by all.</summary>
    private static async Task<List<JsonClient>> ComeAsync(Nodes nodes, int count)
    {
        var people = new List<JsonClient>();
        for (var n = 0; n < count; n++)
        {
            people.Add(await nodes[n].RegisterJsonAsync($"p{n}"));
            await people[n].AskAsync(new { t = "join", room = "default" });
        }
        foreach (var person in people)
            await Patience.UntilAsync(async () => await OnlineAsync(person) == count, "everybody is seen");
        return people;
    }

    private static async Task<int> OnlineAsync(JsonClient person) => (await person.AskAsync(new { t = "users" }))["users"]!.AsArray().Count;

    private static async Task PostAsync(JsonClient person, int n, int from, int count)
    {
        for (var i = from; i < from + count; i++)
            await person.AskAsync(new { t = "post", room = "default", text = $"{n}.{i}", id = $"{n}.{i}" });
    }

    private static async Task EverybodySawAsync(IReadOnlyList<JsonClient> people, int count)
    {
        List<(long Position, string Text)>? first = null;
        foreach (var person in people)
        {
            var seen = new List<(long, string)>();
            while (seen.Count < count)
            {
                var message = await person.NextAsync("msg");
                if (message["to"] is null)
                    seen.Add((message["position"]!.GetValue<long>(), message["text"]!.GetValue<string>()));
            }
            Assert.Equal(Enumerable.Range(1, count).Select(p => (long)p), seen.Select(m => m.Item1));
            first ??= seen;
            Assert.Equal(first, seen);
        }
    }

    private static async Task LeaveAsync(IReadOnlyList<JsonClient> people)
    {
        foreach (var person in people)
            await person.DisposeAsync();
    }
}
