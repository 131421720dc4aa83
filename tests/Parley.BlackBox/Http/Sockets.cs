using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Sockets(WebServer web)
{
    [Fact]
    public async Task The_JSON_protocol_goes_one_object_a_message_and_the_token_of_the_request_logs_in()
    {
        var login = Fresh.Name("ana");
        using var http = await web.Server.RegisterHttpAsync(login);
        using var socket = await web.Server.OpenWebSocketAsync(http.Token());
        Assert.Equal("parley.v1", socket.SubProtocol);

        await SendAsync(socket, "{\n\"t\":\"hello\",\r\n \"ref\":1}");
        Assert.Equal("welcome", Type(await ReadAsync(socket)));
        await SendAsync(socket, new { t = "token-login", @ref = 2 });
        var answer = await ReadAsync(socket);
        Assert.Equal(("logged-in", login, 2), (Type(answer), answer["login"]!.GetValue<string>(), answer["ref"]!.GetValue<int>()));
        await SendAsync(socket, new { t = "exit" });
        Assert.Equal("closing", Type(await ReadAsync(socket)));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await CloseStatusAsync(socket));
    }

    [Fact]
    public async Task The_cookie_of_the_request_counts_and_without_anything_the_login_is_refused()
    {
        using var http = await web.Server.RegisterHttpAsync(Fresh.Name("eva"));
        using var mine = await web.Server.OpenWebSocketAsync(cookie: $"parley={http.Token()}", origin: web.Server.Base().ToString().TrimEnd('/'));
        await SendAsync(mine, new { t = "token-login" });
        Assert.Equal("logged-in", Type(await ReadAsync(mine)));

        using var nobody = await web.Server.OpenWebSocketAsync();
        await SendAsync(nobody, new { t = "token-login" });
        Assert.Equal(226, (await ReadAsync(nobody))["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("null", false)]
    [InlineData("https://friend.example", true)]
    [InlineData(null, true)]
    public async Task Pages_of_other_origins_are_refused(string? origin, bool may)
    {
        if (may)
        {
            using var socket = await web.Server.OpenWebSocketAsync(origin: origin);
            Assert.Equal(WebSocketState.Open, socket.State);
            return;
        }
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => web.Server.OpenWebSocketAsync(origin: origin));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_upgrade_or_another_protocol_is_refused_by_a_problem()
    {
        using var http = web.Server.Http();
        Assert.Equal(232, await http.RefusedAsync(HttpMethod.Get, "/ws", null, HttpStatusCode.UpgradeRequired));
        await Assert.ThrowsAsync<WebSocketException>(() => web.Server.OpenWebSocketAsync(subprotocol: "mqtt"));
    }

    [Fact]
    public async Task Broken_messages_close_with_the_code_that_says_why()
    {
        using var binary = await web.Server.OpenWebSocketAsync();
        await binary.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        Assert.Equal((WebSocketCloseStatus)1003, await CloseStatusAsync(binary));

        using var long_ = await web.Server.OpenWebSocketAsync();
        await SendAsync(long_, new string('x', 65_537));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await CloseStatusAsync(long_));

        using var broken = await web.Server.OpenWebSocketAsync();
        await broken.SendAsync(new byte[] { 0xff, 0xfe }, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        Assert.Equal((WebSocketCloseStatus)1007, await CloseStatusAsync(broken));
    }

    [Fact]
    public async Task Members_by_WebSocket_and_by_TCP_meet_and_the_longest_message_passes()
    {
        var text = new string('ñ', 2048);
        using var http = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var room = await http.MakeRoomAsync();
        using var socket = await web.Server.OpenWebSocketAsync(http.Token());
        await SendAsync(socket, new { t = "token-login" });
        await ReadAsync(socket);
        await SendAsync(socket, new { t = "join", room });
        Assert.Equal("entered", Type(await ReadAsync(socket)));
        await using var bob = await web.Server.RegisterJsonAsync(Fresh.Name("bob"));
        await bob.AskAsync(new { t = "join", room });
        Assert.Equal("joined", Type(await ReadAsync(socket)));

        await SendAsync(socket, new { t = "post", room, text });
        Assert.Equal(text, (await bob.NextAsync("msg"))["text"]!.GetValue<string>());
        Assert.Equal(text, (await ReadAsync(socket))["text"]!.GetValue<string>());
        Assert.Equal("posted", Type(await ReadAsync(socket)));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.True((await bob.NextAsync("parted"))["disconnected"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_and_nobody_else_notices()
    {
        await using var server = await HttpDoor.StartAsync("limits.stall-seconds=5");
        using var ana = await server.RegisterHttpAsync("ana");
        using var slow = await server.OpenWebSocketAsync(ana.Token());
        await SendAsync(slow, new { t = "token-login" });
        await ReadAsync(slow);
        await SendAsync(slow, new { t = "join", room = "default" });
        await ReadAsync(slow);
        await using var bob = await server.RegisterJsonAsync("bob");
        await bob.AskAsync(new { t = "join", room = "default" });

        var text = new string('x', 4000);
        // Until the buffers of both systems on the way are full, some megabytes.
        var gone = false;
        await Patience.UntilAsync(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                    await bob.SendAsync(new { t = "post", room = "default", text });
                gone |= (await bob.SeenAsync()).Any(e => JsonClient.Type(e) == "gone" && e["login"]!.GetValue<string>() == "ana");
                return gone && server.Log.Contains("SlowReader", StringComparison.Ordinal) || server.Log.Contains("Stalled", StringComparison.Ordinal);
            },
            "the slow reader is cut");
        using var collector = server.Http();
        await Patience.UntilAsync(async () => await EndsAsync(collector, "SlowReader") + await EndsAsync(collector, "Stalled") == 1, "it is counted");
        Assert.Equal(0, await EndsAsync(collector, "PeerClosed"));
    }

    [Fact]
    public async Task Each_end_is_counted_by_its_reason()
    {
        await using var server = await HttpDoor.StartAsync("limits.login-seconds=5");
        using var collector = server.Http();
        using var ana = await server.RegisterHttpAsync("ana");
        using var late = await server.OpenWebSocketAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await CloseStatusAsync(late));
        using var quitter = await server.OpenWebSocketAsync();
        await SendAsync(quitter, new { t = "exit" });
        await CloseStatusAsync(quitter);
        using var binary = await server.OpenWebSocketAsync();
        await binary.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await CloseStatusAsync(binary);
        using var closer = await server.OpenWebSocketAsync();
        await closer.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        using var revoked = await server.OpenWebSocketAsync(ana.Token());
        await SendAsync(revoked, new { t = "token-login" });
        await ReadAsync(revoked);
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/logout", new { }, HttpStatusCode.NoContent);
        await CloseStatusAsync(revoked);

        foreach (var reason in (string[])["LoginTimeout", "Quit", "ProtocolError", "PeerClosed", "Revoked"])
            await Patience.UntilAsync(async () => await EndsAsync(collector, reason) == 1, $"{reason} is counted once");
    }

    [Fact]
    public async Task A_server_that_stops_says_so_to_sockets_streams_and_long_polls()
    {
        var server = await HttpDoor.StartAsync();
        await using (server)
        {
            using var ana = await server.RegisterHttpAsync("ana");
            using var socket = await server.OpenWebSocketAsync(ana.Token());
            await using var events = await EventReader.OpenAsync(ana, "rooms=default");
            await events.NextAsync("entered");
            var poll = ana.GetJsonAsync("/api/v1/rooms/default/messages?after=0&wait=60");

            await server.StopAsync();

            Assert.Equal("ServerStopping", (await ReadAsync(socket))["reason"]!.GetValue<string>());
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await CloseStatusAsync(socket));
            Assert.Equal("ServerStopping", (await events.NextAsync("closing"))!.Value.Data["reason"]!.GetValue<string>());
            await ((Task)poll).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static Task SendAsync(ClientWebSocket socket, object message) => SendAsync(socket, JsonSerializer.Serialize(message));

    private static async Task SendAsync(ClientWebSocket socket, string text)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    private static async Task<JsonObject> ReadAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        var (buffer, length) = (new byte[512 * 1024], 0);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            length += received.Count;
            if (received.EndOfMessage)
                return JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
        }
    }

    private static async Task<WebSocketCloseStatus?> CloseStatusAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        var buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), limit.Token)).MessageType != WebSocketMessageType.Close)
        {
        }
        return socket.CloseStatus;
    }

    private static async Task<double> EndsAsync(HttpClient collector, string reason) =>
        (await Operating.Figures.ReadAsync(collector)).Sum($"parley_connections_closed_total{{reason=\"{reason}\"}}");

    private static string Type(JsonObject json) => json["t"]!.GetValue<string>();
}
