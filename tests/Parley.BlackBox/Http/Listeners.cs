using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

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
