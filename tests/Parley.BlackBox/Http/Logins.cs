using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Logins(WebServer web)
{
    [Fact]
    public async Task Refusals_say_what_is_wrong_in_words_of_this_door()
    {
        using var anybody = web.Server.Http();
        anybody.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        async Task<JsonNode> AskAsync(string path, string body)
        {
            using var response = await anybody.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }
        static (int Code, string Detail) Of(JsonNode problem) => (problem["code"]!.GetValue<int>(), problem["detail"]!.GetValue<string>());

        Assert.Equal((232, "Invalid input: json"), Of(await AskAsync("/api/v1/login", """{"login":"ana","password":"correct ho""")));
        Assert.Equal((232, "Invalid input: json"), Of(await AskAsync("/api/v1/login", """{"login":"ana","password":""")));
        Assert.Equal((203, "Invalid value: age"), Of(await AskAsync("/api/v1/register", """{"login":"ana","password":"correct horse","age":"x"}""")));
        Assert.Equal((222, "Wrong user or password"), Of(await AskAsync("/api/v1/login", $$"""{"login":"{{Fresh.Name("x")}}","password":"wrong horse"}""")));
        Assert.Equal((261, "Too large: at most 65536 bytes"), Of(await AskAsync("/api/v1/login", $$"""{"login":"{{new string('a', 70_000)}}"}""")));
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        Assert.Equal(262, await ana.RefusedAsync(HttpMethod.Delete, "/api/v1/sessions/none-such", null, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_registration_gives_a_token_that_logs_in_at_every_door()
    {
        var login = Fresh.Name("ana");
        using var http = web.Server.Http();
        var made = await http.SendJsonAsync(HttpMethod.Post, "/api/v1/register", new { login, password = HttpDoor.Password, givenNames = "Ana", age = 30, lang = "es" }, HttpStatusCode.Created);
        Assert.Equal((login, "user", "es"), (made["login"]!.GetValue<string>(), made["role"]!.GetValue<string>(), made["lang"]!.GetValue<string>()));
        var token = made["token"]!.GetValue<string>();

        using var mine = web.Server.Http(token);
        var me = await mine.GetJsonAsync("/api/v1/me");
        Assert.Equal(("Ana", 30, "es"), (me["profile"]!["givenNames"]!.GetValue<string>(), me["profile"]!["age"]!.GetValue<int>(), me["lang"]!.GetValue<string>()));
        await using var json = await web.Server.ConnectJsonAsync();
        Assert.Equal(login, (await json.AskAsync(new { t = "token-login", token }))["login"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_a_good_token_the_answer_is_401_and_with_a_wrong_password_too()
    {
        using var nobody = web.Server.Http();
        Assert.Equal(226, await nobody.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized));
        using var wrong = web.Server.Http("parley_nonsense");
        Assert.Equal(237, await wrong.RefusedAsync(HttpMethod.Get, "/api/v1/rooms", null, HttpStatusCode.Unauthorized));
        Assert.Equal(222, await nobody.RefusedAsync(HttpMethod.Post, "/api/v1/login", new { login = Fresh.Name("x"), password = "wrong password" }, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_login_with_a_cookie_shows_no_token_and_the_cookie_is_out_of_scripts_reach()
    {
        var (login, cookie) = (Fresh.Name("eva"), "");
        using var http = web.Server.Http();
        using var response = await http.PostAsJsonAsync("/api/v1/register", new { login, password = HttpDoor.Password, cookie = true });
        Assert.DoesNotContain("token", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("parley=parley_", cookie, StringComparison.Ordinal);
        foreach (var word in new[] { "httponly", "samesite=strict", "path=/", "max-age=31536000" })
            Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var me = await http.SendAsync(request);
        Assert.Contains(login, await me.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>What a browser says of the page that sends.</summary>
    public static TheoryData<string?, string?, bool> Senders => new()
    {
        { null, null, false },
        { "OWN", null, true },
        { "https://evil.example", null, false },
        { "https://friend.example", null, true },
        { "null", null, false },
        { null, "same-origin", true },
        { null, "cross-site", false },
        { "https://evil.example", "same-origin", false },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task With_the_cookie_only_pages_of_this_server_may_change_something(string? origin, string? site, bool may)
    {
        using var http = web.Server.Http();
        using var login = await http.PostAsJsonAsync("/api/v1/register", new { login = Fresh.Name("csrf"), password = HttpDoor.Password, cookie = true });
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/rooms") { Headers = { { "Cookie", cookie } }, Content = JsonContent.Create(new { room = Fresh.Name("csrf") }) };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "OWN" ? web.Server.Base().ToString().TrimEnd('/') : origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);

        using var response = await http.SendAsync(request);

        Assert.Equal(may ? HttpStatusCode.Created : HttpStatusCode.Forbidden, response.StatusCode);
        if (!may)
            Assert.Contains("\"code\":252", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_can_log_nobody_in()
    {
        using var http = web.Server.Http();
        http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.Equal(252, await http.RefusedAsync(HttpMethod.Post, "/api/v1/login", new { login = "ana", password = HttpDoor.Password, cookie = true }, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_logout_ends_what_the_token_opened()
    {
        using var http = await web.Server.RegisterHttpAsync(Fresh.Name("logout"));
        await using var json = await web.Server.ConnectJsonAsync();
        await json.AskAsync(new { t = "token-login", token = http.Token() });

        await http.SendJsonAsync(HttpMethod.Post, "/api/v1/logout", null, HttpStatusCode.NoContent);

        Assert.Equal("Revoked", (await json.NextAsync("closing"))["reason"]!.GetValue<string>());
        Assert.Equal(237, await http.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Texts_come_in_the_language_that_is_asked_for_and_codes_stay()
    {
        using var http = web.Server.Http();
        http.DefaultRequestHeaders.Add("Accept-Language", "fr, es-MX;q=0.8, en;q=0.5");
        var problem = await http.SendJsonAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized);
        Assert.Equal(("Primero inicia sesión", "Login first", 226), (problem["detail"]!.GetValue<string>(), problem["title"]!.GetValue<string>(), problem["code"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_revoked_session_ends_and_the_others_stay()
    {
        var login = Fresh.Name("many");
        using var first = await web.Server.RegisterHttpAsync(login);
        var second = await first.SendJsonAsync(HttpMethod.Post, "/api/v1/login", new { login, password = HttpDoor.Password });
        using var other = web.Server.Http(second["token"]!.GetValue<string>());
        var sessions = (await first.GetJsonAsync("/api/v1/sessions"))["tokens"]!.AsArray();
        Assert.Equal(2, sessions.Count);
        var id = sessions.Single(s => s!["current"]?.GetValue<bool>() != true)!["id"]!.GetValue<string>();

        await first.SendJsonAsync(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, HttpStatusCode.NoContent);

        Assert.Equal(237, await other.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized));
        await first.GetJsonAsync("/api/v1/me");
        await first.RefusedAsync(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Export_has_all_that_one_wrote_and_erasure_takes_it()
    {
        var login = Fresh.Name("erase");
        using var http = await web.Server.RegisterHttpAsync(login);
        using var reader = await web.Server.RegisterHttpAsync(Fresh.Name("stays"));
        var room = await reader.MakeRoomAsync();
        await http.PostToAsync(room, "mine");
        using var file = await http.PostAsync("/api/v1/files?name=mine.txt", new StringContent("bytes"));
        var url = (await file.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>())!["url"]!.GetValue<string>();

        var export = await http.GetJsonAsync("/api/v1/export");
        Assert.Equal("mine", export["entries"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("mine.txt", export["files"]!["files"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(222, await http.RefusedAsync(HttpMethod.Delete, "/api/v1/me", new { password = "wrong password" }, HttpStatusCode.Unauthorized));
        await http.SendJsonAsync(HttpMethod.Delete, "/api/v1/me", new { password = HttpDoor.Password }, HttpStatusCode.NoContent);

        Assert.Equal((1, ""), Assert.Single(await reader.ReadAsync(room)));
        Assert.Equal(253, await reader.RefusedAsync(HttpMethod.Get, new Uri(url).PathAndQuery, null, HttpStatusCode.NotFound));
        await http.RefusedAsync(HttpMethod.Get, "/api/v1/me", null, HttpStatusCode.Unauthorized);
    }
}
