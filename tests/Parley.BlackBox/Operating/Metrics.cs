using System.Net;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

public sealed class Metrics
{
    [Fact]
    public async Task Figures_follow_what_people_do()
    {
        await using var server = await HttpDoor.StartAsync();
        using var collector = server.Http();
        var before = await Figures.ReadAsync(collector);
        await using var ana = await server.RegisterAsync("ana");
        await using (var bob = await server.RegisterJsonAsync("bob"))
        {
            for (var i = 0; i < 20; i++)
                await ana.SendAsync($"line {i}");
            await ana.AskAsync("#\\private<bob> hola");
            using var nobody = server.Http();
            await nobody.RefusedAsync(HttpMethod.Post, "/api/v1/login", new { login = "ana", password = "wrong password" }, HttpStatusCode.Unauthorized);

            var meanwhile = await Figures.ReadAsync(collector);
            Assert.Equal(20, meanwhile["parley_messages_accepted_total{where=\"room\"}"] - before["parley_messages_accepted_total{where=\"room\"}"]);
            Assert.Equal(1, meanwhile["parley_messages_accepted_total{where=\"private\"}"]);
            Assert.Equal(2, meanwhile["parley_connections{door=\"line\"}"]);
            Assert.Equal(2, meanwhile["parley_people"]);
            Assert.Equal(2, meanwhile["parley_logins_total{by=\"registration\"}"]);
            Assert.Equal(1, meanwhile["parley_logins_total{by=\"refused\"}"]);
            Assert.True(meanwhile["parley_store_commit_duration_seconds_count"] > before["parley_store_commit_duration_seconds_count"]);
            Assert.True(meanwhile["parley_store_commit_duration_seconds_sum"] > 0);
            Assert.True(meanwhile["parley_store_commit_rows_sum"] >= 21);
            Assert.True(meanwhile["parley_delivery_duration_seconds_count"] > before["parley_delivery_duration_seconds_count"]);
            Assert.Equal(meanwhile["parley_store_commit_rows_count"], meanwhile["parley_store_commit_rows_bucket{le=\"+Inf\"}"]);
            Assert.True(meanwhile["process_memory_usage_bytes"] > 1_000_000);
            Assert.Equal(0, meanwhile["parley_output_queued_bytes"]);
            await bob.AskAsync(new { t = "exit" });
        }
        await Patience.UntilAsync(async () => (await Figures.ReadAsync(collector)).Sum("parley_connections_closed_total") >= 1, "a close is counted");
        var after = await Figures.ReadAsync(collector);
        Assert.Equal(1, after["parley_connections_closed_total{reason=\"Quit\"}"] + after["parley_connections_closed_total{reason=\"PeerClosed\"}"]);
        Assert.Equal("counter", after.Types["parley_messages_accepted_total"]);
        Assert.Equal("histogram", after.Types["parley_store_commit_duration_seconds"]);
        Assert.Equal("gauge", after.Types["parley_connections"]);
    }

    [Fact]
    public async Task Output_that_waits_is_shown()
    {
        await using var server = await HttpDoor.StartAsync();
        using var collector = server.Http();
        await using var ana = await server.RegisterAsync("ana");
        await using var slow = await server.RegisterAsync("lento");
        slow.Wire.ShrinkReceiveBuffer();
        // Less than its budget, more than the system's buffers take.
        for (var i = 0; i < 200; i++)
            await ana.SendAsync(new string('x', 4000));
        await Patience.UntilAsync(
            async () =>
            {
                await ana.SendAsync(new string('x', 4000));
                var figures = await Figures.ReadAsync(collector);
                return figures["parley_output_queued_bytes"] > 0 || figures.Sum("parley_connections_closed_total") > 0;
            },
            "output waits");
        var shown = await Figures.ReadAsync(collector);
        Assert.True(shown["parley_output_queued_bytes"] >= shown["parley_output_queued_most_bytes"]);
    }

    [Fact]
    public async Task Only_listed_addresses_and_administrators_read_them()
    {
        await using var server = await HttpDoor.StartAsync("metrics.allow=192.0.2.1");
        using var nobody = server.Http();
        Assert.Equal(226, await nobody.RefusedAsync(HttpMethod.Get, "/metrics", null, HttpStatusCode.Unauthorized));
        using var user = await server.RegisterHttpAsync("ana");
        Assert.Equal(235, await user.RefusedAsync(HttpMethod.Get, "/metrics", null, HttpStatusCode.Forbidden));
        using var moderator = await server.MakeAsync("mod", "moderator");
        Assert.Equal(235, await moderator.RefusedAsync(HttpMethod.Get, "/metrics", null, HttpStatusCode.Forbidden));
        using var root = await server.MakeAsync("keeper", "administrator");
        Assert.NotEmpty((await Figures.ReadAsync(root)).Series);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Via", "1.1 proxy")]
    public async Task What_comes_by_a_proxy_of_this_machine_is_not_this_machine(string name, string value)
    {
        await using var server = await HttpDoor.StartAsync();
        using var http = server.Http();
        http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        Assert.Equal(226, await http.RefusedAsync(HttpMethod.Get, "/metrics", null, HttpStatusCode.Unauthorized));
    }
}
