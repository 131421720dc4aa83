using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

/// <summary>Servers with a web door, and programs that speak HTTP, written from docs/protocol/http.md alone.</summary>
public static class HttpDoor
{
    public const string Password = "correct-horse";

    public static ServerOptions Options { get; } = new() { More = ["--http", "127.0.0.1:0", "--irc", "127.0.0.1:0"] };

    public static Task<ServerProcess> StartAsync(params string[] settings) => ServerProcess.StartAsync(Options with { Settings = settings });

    public static Uri Base(this ServerProcess server) => new($"http://{server.Ready.EndPoint("http")}");

    /// <summary>Without cookies of its own, follows nothing.</summary>
    public static HttpClient Http(this ServerProcess server, string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = server.Base(), Timeout = Patience.Normal };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A new account, and a client that is logged in to it.</summary>
    public static async Task<HttpClient> RegisterHttpAsync(this ServerProcess server, string login)
    {
        using var anybody = server.Http();
        var answer = await anybody.SendJsonAsync(HttpMethod.Post, "/api/v1/register", new { login, password = Password }, HttpStatusCode.Created);
        return server.Http(answer["token"]!.GetValue<string>());
    }

    public static string Token(this HttpClient client) => client.DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>Asks, and fails on another status than the expected one.</summary>
    public static async Task<JsonObject> SendJsonAsync(this HttpClient client, HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public static Task<JsonObject> GetJsonAsync(this HttpClient client, string path) => client.SendJsonAsync(HttpMethod.Get, path);

    /// <summary>Asks for what must be refused; checks that it is a problem, and returns its code.</summary>
    public static async Task<int> RefusedAsync(this HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        var problem = await client.SendJsonAsync(method, path, body, expected);
        Assert.Equal((int)expected, problem["status"]!.GetValue<int>());
        return problem["code"]!.GetValue<int>();
    }

    public static Task<JsonObject> PostToAsync(this HttpClient client, string room, string text, string? id = null) =>
        client.SendJsonAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/messages", new { text, id }, HttpStatusCode.Created);

    public static async Task<string> MakeRoomAsync(this HttpClient client, string stem = "sala")
    {
        var room = Fresh.Name(stem);
        await client.SendJsonAsync(HttpMethod.Post, "/api/v1/rooms", new { room }, HttpStatusCode.Created);
        return room;
    }

    /// <summary>Positions and texts of a room, from one past a position on.</summary>
    public static async Task<IReadOnlyList<(long Position, string Text)>> ReadAsync(this HttpClient client, string room, long after = 0)
    {
        var page = await client.GetJsonAsync($"/api/v1/rooms/{room}/messages?after={after}&limit=1000");
        return [.. page["entries"]!.AsArray().Select(e => (e!["position"]!.GetValue<long>(), e["text"]?.GetValue<string>() ?? ""))];
    }

    public static async Task<ClientWebSocket> OpenWebSocketAsync(this ServerProcess server, string? token = null, string? origin = null, string? subprotocol = "parley.v1", string? cookie = null)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
            socket.Options.AddSubProtocol(subprotocol);
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (cookie is not null)
            socket.Options.SetRequestHeader("Cookie", cookie);
        using var limit = new CancellationTokenSource(Patience.Normal);
        await socket.ConnectAsync(new Uri($"ws://{server.Ready.EndPoint("http")}/ws"), limit.Token);
        return socket;
    }
}

/// <summary>One server for all tests of the web door that need no settings of their own.</summary>
public sealed class WebServer : IAsyncLifetime
{
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _server = await HttpDoor.StartAsync("http.origins=https://friend.example");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

[CollectionDefinition]
public sealed class WebTests : ICollectionFixture<WebServer>;
