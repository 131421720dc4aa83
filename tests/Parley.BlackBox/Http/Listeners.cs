using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Listeners(WebServer web)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/me")]
    [InlineData("/room/uci")]
    [InlineData("/nowhere.js")]
    [InlineData("/healthz")]
    public async Task Every_answer_tells_browsers_to_be_strict(string path)
    {
        using var http = web.Server.Http();
        using var response = await http.GetAsync(path);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        foreach (var (name, value) in new[] { ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin") })
            Assert.Equal(value, response.Headers.GetValues(name).Single());
        Assert.True(response.Headers.Contains("Permissions-Policy"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    public async Task On_loopback_only_its_own_names_are_answered(string host, bool may)
    {
        await using var server = await HttpDoor.StartAsync();
        Assert.Equal(may ? null : 263, await AskForAsync(server, "/readyz", host));
        Assert.Equal(may ? null : 263, await AskForAsync(server, "/metrics", host));
    }

    [Fact]
    public async Task Names_of_the_server_are_settings_and_what_a_trusted_proxy_passes_on_may_have_any()
    {
        await using (var named = await HttpDoor.StartAsync("http.hosts=chat.example"))
        {
            Assert.Null(await AskForAsync(named, "/readyz", "Chat.example:8443"));
            Assert.Equal(263, await AskForAsync(named, "/readyz", "evil.example"));
        }
        await using (var proxied = await HttpDoor.StartAsync("http.trusted-proxies=127.0.0.1"))
        {
            Assert.Null(await AskForAsync(proxied, "/readyz", "chat.example", "192.0.2.7"));
            Assert.Equal(263, await AskForAsync(proxied, "/readyz", "chat.example"));
        }
        await using var both = await HttpDoor.StartAsync("http.trusted-proxies=127.0.0.1", "http.hosts=chat.example");
        Assert.Equal(263, await AskForAsync(both, "/readyz", "evil.example", "192.0.2.7"));
        await using var open = await ServerProcess.StartAsync(new ServerOptions { More = ["--http", "0.0.0.0:0"] });
        Assert.Null(await AskForAsync(open, "/readyz", "server.lan"));
    }

    /// <returns>The code of the refusal, or null.</returns>
    private static async Task<int?> AskForAsync(ServerProcess server, string path, string host, string? forwardedFor = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{server.Ready.EndPoint("http").Port}") };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (forwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var response = await http.SendAsync(request);
        if (response.IsSuccessStatusCode)
            return null;
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<int>();
    }

    [Fact]
    public async Task The_client_comes_compressed_and_its_first_paint_is_less_than_100_kB_in_all()
    {
        using var http = web.Server.Http();
        var paths = new List<string> { "/" };
        paths.AddRange(System.Text.RegularExpressions.Regex.Matches(await http.GetStringAsync("/"), "(src|href)=\"(?<path>/assets/[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, Patience.Normal).Select(m => m.Groups["path"].Value));
        Assert.True(paths.Count >= 3, string.Join(' ', paths));
        var bytes = 0L;
        foreach (var path in paths)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("br") } } };
            using var answer = await http.SendAsync(asked);
            Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }
        Assert.InRange(bytes, 1, 100_000);
    }

    [Fact]
    public async Task A_place_in_the_client_is_its_page_and_the_page_is_not_sent_twice()
    {
        using var http = web.Server.Http();
        using var page = await http.GetAsync("/");
        using var deep = await http.GetAsync("/room/uci");
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal(await page.Content.ReadAsStringAsync(), await deep.Content.ReadAsStringAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        using var known = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(200, await http.RefusedAsync(HttpMethod.Get, "/api/v2/rooms", null, HttpStatusCode.NotFound));
        Assert.Equal(200, await http.RefusedAsync(HttpMethod.Get, "/assets/nothing-abc.js", null, HttpStatusCode.NotFound));
        Assert.Equal(200, await http.RefusedAsync(HttpMethod.Put, "/api/v1/rooms", null, HttpStatusCode.MethodNotAllowed));
    }

    [Fact]
    public async Task By_TLS_the_servers_certificate_is_shown_the_cookie_is_secure_and_HSTS_is_told()
    {
        await using var server = await ServerProcess.StartAsync(HttpDoor.Options with { More = ["--https", "127.0.0.1:0"] });
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = new Uri($"https://{server.Ready.EndPoint("https")}") };
        using var response = await http.PostAsJsonAsync("/api/v1/register", new { login = "ana", password = HttpDoor.Password, cookie = true });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains("secure", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.True(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task What_a_proxy_says_of_its_clients_counts_only_from_listed_proxies()
    {
        await using var listed = await HttpDoor.StartAsync("http.trusted-proxies=127.0.0.1");
        Assert.Equal(HttpStatusCode.Forbidden, await RegisterAsync(listed, "ana", ("X-Forwarded-For", "203.0.113.7")));
        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(listed, "bob", ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https")));
        await using var unlisted = await HttpDoor.StartAsync();
        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(unlisted, "ana", ("X-Forwarded-For", "203.0.113.7")));
    }

    [Fact]
    public async Task Connections_past_the_limit_are_refused_as_at_the_other_doors()
    {
        await using var server = await HttpDoor.StartAsync("limits.connections=3");
        using var sockets = new CompositeOf();
        for (var i = 0; i < 3; i++)
            sockets.Add(await server.OpenWebSocketAsync());
        using var http = server.Http();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/healthz"));
        sockets.Dispose();
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync("/healthz");
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "there is room again");
    }

    [Fact]
    public async Task Several_places_may_be_named_and_a_taken_one_refuses_the_start()
    {
        await using var server = await ServerProcess.StartAsync(HttpDoor.Options with { More = ["--http", "127.0.0.1:0", "--http", "127.0.0.1:0"] });
        var taken = server.Ready.EndPoint("http");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(HttpDoor.Options with { More = ["--http", $"{taken}"] }));
        Assert.Contains("listen.http", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> RegisterAsync(ServerProcess server, string login, params (string Name, string Value)[] headers)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/register") { Content = JsonContent.Create(new { login, password = HttpDoor.Password }) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class CompositeOf : List<IDisposable>, IDisposable
    {
        public void Dispose()
        {
            ForEach(one => one.Dispose());
            Clear();
        }
    }
}
