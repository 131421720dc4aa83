using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Webhooks(WebServer web)
{
    [Fact]
    public async Task Who_has_the_secret_path_posts_as_a_program_in_JSON_or_plain_text()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var (room, name) = (await ana.MakeRoomAsync(), Fresh.Name("lab"));
        var hook = await MakeAsync(ana, new { room, name });
        using var program = web.Server.Http();
        var path = new Uri(hook["url"]!.GetValue<string>()).PathAndQuery;

        await program.SendJsonAsync(HttpMethod.Post, path, new { text = "one", id = "1" }, HttpStatusCode.Created);
        await program.SendJsonAsync(HttpMethod.Post, path, new { text = "one", id = "1" }, HttpStatusCode.OK);
        using var plain = await program.PostAsync(path, new StringContent("dos\n", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.Created, plain.StatusCode);

        var entries = (await ana.GetJsonAsync($"/api/v1/rooms/{room}/messages"))["entries"]!.AsArray();
        Assert.Equal([("one", name, true), ("dos", name, true)], entries.Select(e => (e!["text"]!.GetValue<string>(), e["from"]!.GetValue<string>(), e["notice"]!.GetValue<bool>())));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/api/v1/webhooks/{hook["id"]}", null, HttpStatusCode.NoContent);
        Assert.Equal(255, await program.RefusedAsync(HttpMethod.Post, path, new { text = "late" }, HttpStatusCode.NotFound));
        Assert.DoesNotContain(path.Split('/')[^1], web.Server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_rulers_of_a_room_give_it_webhooks_and_only_their_makers_remove_them()
    {
        var victim = Fresh.Name("victim");
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var bob = await web.Server.RegisterHttpAsync(victim);
        var room = await ana.MakeRoomAsync();
        var hook = await MakeAsync(ana, new { room });
        Assert.Equal(245, await bob.RefusedAsync(HttpMethod.Post, "/api/v1/webhooks", new { room }, HttpStatusCode.Forbidden));
        Assert.Equal(245, await bob.RefusedAsync(HttpMethod.Post, "/api/v1/webhooks", new { room = "default" }, HttpStatusCode.Forbidden));
        Assert.Equal(255, await bob.RefusedAsync(HttpMethod.Delete, $"/api/v1/webhooks/{hook["id"]}", null, HttpStatusCode.NotFound));
        Assert.Equal(224, await ana.RefusedAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, name = victim }, HttpStatusCode.Conflict));
        Assert.DoesNotContain("/hooks/", (await ana.GetJsonAsync("/api/v1/webhooks")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_sent_signed_in_order_and_each_until_it_is_taken()
    {
        await using var server = await HttpDoor.StartAsync("http.webhook-targets=127.0.0.1");
        using var ana = await server.RegisterHttpAsync("ana");
        var room = await ana.MakeRoomAsync();
        await ana.PostToAsync(room, "before");
        await using var receiver = new WebhookReceiver(n => n is 0 or 2 or 3 ? 500 : 200);
        var hook = await MakeAsync(ana, new { room, url = receiver.Url });
        for (var i = 0; i < 5; i++)
            await ana.PostToAsync(room, $"{i}");

        await Patience.UntilAsync(() => receiver.Taken.Count == 5, "all entries are taken");
        Assert.Equal(["0", "1", "2", "3", "4"], receiver.Taken.Select(d => JsonNode.Parse(d.Body)!["text"]!.GetValue<string>()));
        Assert.Equal(8, receiver.Tries);
        Assert.All(receiver.Taken, d =>
        {
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(hook["secret"]!.GetValue<string>()), Encoding.UTF8.GetBytes($"{d.Timestamp}.{d.Body}"));
            Assert.Equal($"sha256={Convert.ToHexStringLower(mac)}", d.Signature);
        });
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_receiver_has_got_to_and_410_ends_it()
    {
        using var folder = new TemporaryFolder();
        var options = HttpDoor.Options with { Data = folder.Path, Settings = ["http.webhook-targets=127.0.0.1"] };
        var gone = false;
        await using var receiver = new WebhookReceiver(_ => Volatile.Read(ref gone) ? 410 : 200);
        string token, room;
        await using (var server = await ServerProcess.StartAsync(options))
        {
            using var ana = await server.RegisterHttpAsync("ana");
            (token, room) = (ana.Token(), await ana.MakeRoomAsync());
            await MakeAsync(ana, new { room, url = receiver.Url });
            await ana.PostToAsync(room, "1");
            await Patience.UntilAsync(async () => (await ana.GetJsonAsync("/api/v1/webhooks"))["webhooks"]![0]!["delivered"]!.GetValue<long>() == 1, "the first is noted");
        }
        await using var again = await ServerProcess.StartAsync(options);
        using var back = again.Http(token);
        await back.PostToAsync(room, "2");
        await Patience.UntilAsync(() => receiver.Taken.Count == 2, "the second is taken");
        Assert.Equal(["1", "2"], receiver.Taken.Select(d => JsonNode.Parse(d.Body)!["text"]!.GetValue<string>()));
        Volatile.Write(ref gone, true);
        await back.PostToAsync(room, "3");
        await Patience.UntilAsync(async () => (await back.GetJsonAsync("/api/v1/webhooks"))["webhooks"]!.AsArray().Count == 0, "the webhook is gone");
    }

    [Fact]
    public async Task The_servers_own_network_is_out_of_reach()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var room = await ana.MakeRoomAsync();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "10.1.2.3", "169.254.169.254", "[fe80::1]" })
            Assert.Equal(264, await ana.RefusedAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, url = $"http://{host}:8080/" }, HttpStatusCode.BadRequest));
        foreach (var url in new[] { "ftp://example.org/", "file:///etc/passwd", "//x", "http://user:pass@example.org/", "x" })
            Assert.Equal(203, await ana.RefusedAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, url }, HttpStatusCode.BadRequest));
        Assert.Empty((await ana.GetJsonAsync("/api/v1/webhooks"))["webhooks"]!.AsArray());
    }

    [Fact]
    public async Task A_target_that_is_closed_later_is_not_called_any_more()
    {
        using var folder = new TemporaryFolder();
        var options = HttpDoor.Options with { Data = folder.Path };
        await using var receiver = new WebhookReceiver(_ => 200);
        string token, room;
        await using (var open = await ServerProcess.StartAsync(options with { Settings = ["http.webhook-targets=127.0.0.1"] }))
        {
            using var ana = await open.RegisterHttpAsync("ana");
            (token, room) = (ana.Token(), await ana.MakeRoomAsync());
            await MakeAsync(ana, new { room, url = receiver.Url });
        }
        await using var closed = await ServerProcess.StartAsync(options);
        using var back = closed.Http(token);
        await back.PostToAsync(room, "secret");
        await Patience.UntilAsync(async () => (await back.GetJsonAsync("/api/v1/webhooks"))["webhooks"]![0]!["failures"]?.GetValue<int>() > 0, "it has been tried");
        Assert.Equal(0, receiver.Tries);
    }

    [Fact]
    public async Task An_account_goes_with_its_webhooks_and_without_a_fault()
    {
        await using var server = await HttpDoor.StartAsync("http.webhook-targets=127.0.0.1");
        using var ana = await server.RegisterHttpAsync("ana");
        using var bob = await server.RegisterHttpAsync("bob");
        await using var receiver = new WebhookReceiver(_ => 200);
        await MakeAsync(bob, new { room = await bob.MakeRoomAsync(), url = receiver.Url });
        var room = await ana.MakeRoomAsync();
        await MakeAsync(ana, new { room, url = receiver.Url });
        await ana.PostToAsync(room, "x");
        await Patience.UntilAsync(() => receiver.Taken.Count == 1, "it is sent");

        await ana.SendJsonAsync(HttpMethod.Delete, "/api/v1/me", new { password = HttpDoor.Password }, HttpStatusCode.NoContent);

        Assert.Single((await bob.GetJsonAsync("/api/v1/webhooks"))["webhooks"]!.AsArray());
        await server.StopAsync();
        Assert.DoesNotContain("Exception", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await HttpDoor.StartAsync("http.webhook-targets=127.0.0.1");
        using var ana = await server.RegisterHttpAsync("ana");
        var room = await ana.MakeRoomAsync();
        await using var receiver = new WebhookReceiver(n => n == 0 ? 302 : 200);
        await MakeAsync(ana, new { room, url = receiver.Url });
        await ana.PostToAsync(room, "x");
        await Patience.UntilAsync(() => receiver.Tries >= 2, "it is tried again");
        Assert.Single(receiver.Taken);
    }

    private static Task<JsonObject> MakeAsync(HttpClient client, object webhook) => client.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", webhook, HttpStatusCode.Created);
}
