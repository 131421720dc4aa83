using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

public sealed class Administration
{
    [Fact]
    public async Task No_endpoint_of_administrators_answers_anybody_else()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var moderator = await server.MakeAsync("mod", "moderator");
        using var user = await server.RegisterHttpAsync("ana");
        using var nobody = server.Http();
        var walked = 0;
        foreach (var (path, methods) in (await root.GetJsonAsync("/openapi/v1.json"))["paths"]!.AsObject().Where(p => p.Key.StartsWith("/api/v1/admin/", StringComparison.Ordinal)))
        {
            foreach (var (verb, _) in methods!.AsObject())
            {
                var method = new HttpMethod(verb.ToUpperInvariant());
                var place = path.Replace("{login}", "ana", StringComparison.Ordinal).Replace("{room}", "default", StringComparison.Ordinal).Replace("{id}", "999999", StringComparison.Ordinal);
                object? body = method == HttpMethod.Get || method == HttpMethod.Delete ? null : new { login = "new", password = "a long password", role = "administrator" };
                Assert.Equal(226, await nobody.RefusedAsync(method, place, body, HttpStatusCode.Unauthorized));
                Assert.Equal(235, await user.RefusedAsync(method, place, body, HttpStatusCode.Forbidden));
                Assert.Equal(235, await moderator.RefusedAsync(method, place, body, HttpStatusCode.Forbidden));
                walked++;
            }
        }
        Assert.True(walked >= 15, $"{walked} endpoints");
        Assert.Equal("user", (await root.GetJsonAsync("/api/v1/admin/accounts/ana"))["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_administrator_changes_what_others_may_do_and_it_holds_at_once()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var ana = await server.RegisterHttpAsync("ana");
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { role = "administrator" }, HttpStatusCode.NoContent);
        var list = await ana.GetJsonAsync("/api/v1/admin/accounts");
        Assert.Equal(["ana", "keeper"], list["accounts"]!.AsArray().Select(a => a!["login"]!.GetValue<string>()));
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { role = "user" }, HttpStatusCode.NoContent);
        Assert.Equal(235, await ana.RefusedAsync(HttpMethod.Get, "/api/v1/admin/accounts", null, HttpStatusCode.Forbidden));
        Assert.Equal(203, await root.RefusedAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { role = "king" }, HttpStatusCode.BadRequest));
        Assert.Equal(211, await root.RefusedAsync(HttpMethod.Patch, "/api/v1/admin/accounts/nobody", new { role = "user" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Nobody_locks_themselves_out()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        Assert.Equal(235, await root.RefusedAsync(HttpMethod.Patch, "/api/v1/admin/accounts/keeper", new { role = "user" }, HttpStatusCode.Forbidden));
        Assert.Equal(235, await root.RefusedAsync(HttpMethod.Patch, "/api/v1/admin/accounts/keeper", new { suspended = true }, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_suspended_account_is_out_at_every_door_until_it_is_restored()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var ana = await server.RegisterHttpAsync("ana");
        await using var line = await server.LoginAsync("ana");
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { suspended = true }, HttpStatusCode.NoContent);
        await line.ReadToEndAsync();
        Assert.Equal(260, await ana.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Forbidden));
        using var anybody = server.Http();
        Assert.Equal(260, await anybody.RefusedAsync(HttpMethod.Post, "/api/v1/login", new { login = "ana", password = HttpDoor.Password }, HttpStatusCode.Forbidden));
        Assert.True((await root.GetJsonAsync("/api/v1/admin/accounts"))["accounts"]![0]!["suspended"]!.GetValue<bool>());
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { suspended = false }, HttpStatusCode.NoContent);
        await ana.GetJsonAsync("/api/v1/me");
        Assert.Contains("RestoreAccount", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_set_ends_what_the_old_one_opened()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var ana = await server.RegisterHttpAsync("ana");
        Assert.Equal(225, await root.RefusedAsync(HttpMethod.Put, "/api/v1/admin/accounts/ana/password", new { password = "x" }, HttpStatusCode.BadRequest));
        await root.SendJsonAsync(HttpMethod.Put, "/api/v1/admin/accounts/ana/password", new { password = "another long one" }, HttpStatusCode.NoContent);
        Assert.Equal(237, await ana.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized));
        using var again = await server.LogInHttpAsync("ana", "another long one");
        await again.GetJsonAsync("/api/v1/me");
        await root.SendJsonAsync(HttpMethod.Delete, "/api/v1/admin/accounts/ana/sessions", null, HttpStatusCode.NoContent);
        Assert.Equal(237, await again.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Rooms_are_kept_and_ended_and_their_people_are_told_by_whom()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        var uci = Room(await root.GetJsonAsync("/api/v1/admin/rooms"), "uci")!;
        Assert.Equal(("ana", 1), (uci["owner"]!.GetValue<string>(), uci["people"]!.GetValue<int>()));
        await root.SendJsonAsync(HttpMethod.Put, "/api/v1/admin/rooms/uci/kept", null, HttpStatusCode.NoContent);
        Assert.Equal("kept", Room(await root.GetJsonAsync("/api/v1/admin/rooms"), "uci")!["lifetime"]!.GetValue<string>());
        await root.SendJsonAsync(HttpMethod.Delete, "/api/v1/admin/rooms/uci", null, HttpStatusCode.NoContent);
        Assert.Null(Room(await root.GetJsonAsync("/api/v1/admin/rooms"), "uci"));
        await ana.ReadToLineAsync(line => line.Contains("uci", StringComparison.Ordinal) && line.Contains("keeper", StringComparison.Ordinal));
        Assert.Equal(208, await root.RefusedAsync(HttpMethod.Delete, "/api/v1/admin/rooms/default", null, HttpStatusCode.Conflict));
        Assert.Equal(204, await root.RefusedAsync(HttpMethod.Delete, "/api/v1/admin/rooms/nowhere", null, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task One_session_can_be_ended_and_the_others_stay()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        await using var first = await server.RegisterAsync("ana");
        await using var second = await server.LoginAsync("ana");
        var sessions = (await root.GetJsonAsync("/api/v1/admin/sessions"))["sessions"]!.AsArray().Where(s => s!["login"]?.GetValue<string>() == "ana").ToList();
        Assert.Equal(2, sessions.Count);
        Assert.All(sessions, s => Assert.Equal("line", s!["door"]!.GetValue<string>()));
        await root.SendJsonAsync(HttpMethod.Delete, $"/api/v1/admin/sessions/{sessions[0]!["id"]}", null, HttpStatusCode.NoContent);
        await first.ReadToEndAsync();
        await second.AskAsync("#ping");
    }

    [Fact]
    public async Task Acts_refusals_erasures_exports_and_reloads_are_in_the_audit()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var ana = await server.RegisterHttpAsync("ana");
        using var bob = await server.RegisterHttpAsync("bob");
        using var nobody = server.Http();
        await nobody.RefusedAsync(HttpMethod.Post, "/api/v1/login", new { login = "ana", password = "wrong password" }, HttpStatusCode.Unauthorized);
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/admin/accounts/ana", new { role = "moderator" }, HttpStatusCode.NoContent);
        await ana.GetJsonAsync("/api/v1/export");
        await bob.SendJsonAsync(HttpMethod.Delete, "/api/v1/me", new { password = HttpDoor.Password }, HttpStatusCode.NoContent);
        server.Send(Signal.Hangup);
        JsonArray entries = [];
        await Patience.UntilAsync(
            async () =>
            {
                entries = (await root.GetJsonAsync("/api/v1/admin/audit"))["entries"]!.AsArray();
                return Acts(entries).Contains("settings-reloaded") && Acts(entries).Contains("login-refused");
            },
            "the reload is in the audit");
        Assert.Equal(["account-erased", "account-exported", "account-made", "login-refused", "role-changed", "settings-reloaded"], Acts(entries).Order(StringComparer.Ordinal));
        var role = entries.Single(e => e!["act"]!.GetValue<string>() == "role-changed")!;
        Assert.Equal(("keeper", "ana", "user → moderator", "127.0.0.1"), (Of(role, "by"), Of(role, "account"), Of(role, "detail"), Of(role, "address")));
        var refused = entries.Single(e => e!["act"]!.GetValue<string>() == "login-refused")!;
        Assert.Equal((null, "ana", "http"), (Of(refused, "by"), Of(refused, "account"), Of(refused, "detail")));
        Assert.StartsWith("erased-", Of(entries.Single(e => e!["act"]!.GetValue<string>() == "account-erased")!, "account"), StringComparison.Ordinal);
        Assert.Equal("operator", Of(entries.Single(e => e!["act"]!.GetValue<string>() == "account-made")!, "by"));
        Assert.DoesNotContain("wrong password", entries.ToJsonString(), StringComparison.Ordinal);

        using var home = new TemporaryFolder();
        var verb = await Verb.RunAsync(["audit", "--data", server.Data], home.Path);
        Assert.Contains("role-changed", verb.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_shown_with_their_values_and_no_secret()
    {
        await using var server = await HttpDoor.StartAsync("irc.password=SESAME", "irc.opers.ana.password=SESAME", "rooms.owner-grace=7", "http.origins=https://a.example,https://b.example");
        using var root = await server.MakeAsync("keeper", "administrator");
        var page = await root.GetJsonAsync("/api/v1/admin/settings");
        var settings = page["settings"]!.AsArray().ToDictionary(s => s!["key"]!.GetValue<string>(), s => s!.AsObject(), StringComparer.Ordinal);
        Assert.Equal(("7", true), (settings["rooms.owner-grace"]["value"]!.GetValue<string>(), settings["rooms.owner-grace"]["changed"]!.GetValue<bool>()));
        Assert.Equal("""["https://a.example","https://b.example"]""", settings["http.origins"]["value"]!.GetValue<string>());
        Assert.False(settings["limits.rate"]["changed"]!.GetValue<bool>());
        foreach (var secret in new[] { "irc.password", "irc.opers" })
            Assert.True(settings[secret]["secret"]!.GetValue<bool>() && settings[secret]["value"] is null, secret);
        Assert.DoesNotContain("SESAME", page.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_administers_nothing_with_the_cookie()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        using var ana = await server.RegisterHttpAsync("ana");
        using var http = server.Http();
        foreach (var origin in new[] { null, "https://evil.example" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/admin/accounts/ana") { Content = JsonContent.Create(new { role = "administrator" }) };
            request.Headers.Add("Cookie", $"parley={root.Token()}");
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
        Assert.Equal("user", (await root.GetJsonAsync("/api/v1/admin/accounts/ana"))["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task Figures_are_those_of_the_metrics()
    {
        await using var server = await HttpDoor.StartAsync();
        using var root = await server.MakeAsync("keeper", "administrator");
        var figures = (await root.GetJsonAsync("/api/v1/admin/figures"))["figures"]!.AsArray();
        var commits = figures.Single(f => f!["name"]!.GetValue<string>() == "parley.store.commit.duration")!;
        Assert.Equal(commits["count"]!.GetValue<long>(), commits["counts"]!.AsArray().Sum(c => c!.GetValue<long>()));
        Assert.Equal("+Inf", commits["bounds"]!.AsArray()[^1]!.GetValue<string>());
        Assert.Contains(figures, f => f!["name"]!.GetValue<string>() == "parley.people");
        Assert.True((await root.GetJsonAsync("/api/v1/admin/inspection"))["running"]!.GetValue<bool>());
    }

    private static JsonNode? Room(JsonObject page, string name) => page["rooms"]!.AsArray().SingleOrDefault(r => r!["name"]!.GetValue<string>() == name);

    private static IReadOnlyList<string> Acts(JsonArray entries) => [.. entries.Select(e => e!["act"]!.GetValue<string>())];

    private static string? Of(JsonNode entry, string member) => entry[member]?.GetValue<string>();
}
