using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

/// <summary>Values that no sound program sends, to every endpoint that the document has. Never a fault of the server's, and always a problem that says what it is.</summary>
public sealed class Hostile
{
    private static readonly JsonNode?[] Values =
    [
        null, true, -1, 0, 1.5, 9_223_372_036_854_775_807, 1e300, "", "x", " ", "\0", "\ud83d\ude00", "..", "../..", "%00", "' OR 1=1 --", "<script>", new string('a', 5000), new string('ñ', 40_000),
        new JsonArray(), new JsonArray(1, "x"), new JsonObject(), new JsonObject { ["t"] = "x" },
    ];

    private static readonly string[] Texts = ["", "0", "-1", "1", "x", "9223372036854775808", "1e9", " ", "\u0000", "ñ", "..", "a/b", "%", "<b>", "default", new string('9', 300)];

    [Fact]
    public async Task Every_endpoint_of_the_document_refuses_what_makes_no_sense_by_a_problem()
    {
        await using var server = await HttpDoor.StartAsync("accounts.registrations-per-hour=100000");
        using var http = await server.RegisterHttpAsync("ana");
        var document = await http.GetJsonAsync("/openapi/v1.json");
        var (tried, ok) = (0, 0);
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                // What would end the account that asks, or never end.
                if (operation!["operationId"]!.GetValue<string>() is "eraseAccount" or "logout")
                    continue;
                foreach (var request in Requests(method, path, operation.AsObject(), document))
                {
                    using (request)
                    using (var limit = new CancellationTokenSource(Patience.Normal))
                    using (var response = await SendAsync(http, request, limit.Token))
                    {
                        tried++;
                        ok += response.IsSuccessStatusCode ? 1 : 0;
                        var where = $"{request.Method} {request.RequestUri}: {(int)response.StatusCode}";
                        Assert.True((int)response.StatusCode < 500, where);
                        if ((int)response.StatusCode >= 400 && request.Method != HttpMethod.Head)
                        {
                            Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", where);
                            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                            Assert.Equal((int)response.StatusCode, problem["status"]!.GetValue<int>());
                            Assert.NotEmpty(problem["detail"]!.GetValue<string>());
                        }
                    }
                }
            }
        }
        Assert.True(tried > 1000 && ok > 50, $"{tried} requests, {ok} of them fine");
    }

    [Fact]
    public async Task Random_bodies_are_refused_and_the_server_goes_on()
    {
        var chance = Chance.Seeded();
        await using var server = await HttpDoor.StartAsync();
        using var http = await server.RegisterHttpAsync("ana");
        string[] paths = ["/api/v1/login", "/api/v1/register", "/api/v1/rooms", "/api/v1/rooms/default/messages", "/api/v1/webhooks", "/api/v1/files?name=x", "/hooks/x"];
        string[] types = ["application/json", "application/json; charset=utf-16", "text/plain", "application/octet-stream", "multipart/form-data; boundary=x"];
        for (var i = 0; i < Amount.Of(1500, 50_000); i++)
        {
            using var content = new ByteArrayContent(Body(chance));
            content.Headers.TryAddWithoutValidation("Content-Type", types[chance.Next(types.Length)]);
            using var response = await http.PostAsync(paths[chance.Next(paths.Length)], content);
            Assert.True((int)response.StatusCode < 500, $"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode}");
        }
        await http.GetJsonAsync("/api/v1/me");
    }

    [Fact]
    public async Task Random_bytes_instead_of_HTTP_end_their_own_connection_only()
    {
        var chance = Chance.Seeded();
        await using var server = await HttpDoor.StartAsync();
        using var http = await server.RegisterHttpAsync("ana");
        string[] heads =
        [
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n", "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "POST /api/v1/files?name=x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", "",
        ];
        for (var i = 0; i < Amount.Of(300, 20_000); i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Ready.EndPoint("http"));
            var bytes = new byte[chance.Next(1, 400)];
            chance.NextBytes(bytes);
            var head = Encoding.ASCII.GetBytes(heads[chance.Next(heads.Length)]);
            if (head.Length > 0 && chance.Next(2) == 0)
                head[chance.Next(head.Length)] = (byte)chance.Next(256);
            await socket.SendAsync((byte[])[.. head, .. bytes]);
            if (chance.Next(2) == 0)
                socket.Shutdown(SocketShutdown.Send);
        }
        await http.GetJsonAsync("/api/v1/me");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A refusal may come before the body was read; its connection takes no further request then.
        request.Headers.ConnectionClose = true;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException broken)
        {
            var body = request.Content is null ? "none" : await request.Content.ReadAsStringAsync(cancellationToken);
            throw new InvalidOperationException($"no answer to {request.Method} {request.RequestUri}, {request.Headers}, body {body.Length}: {body[..Math.Min(100, body.Length)]}", broken);
        }
    }

    private static IEnumerable<HttpRequestMessage> Requests(string method, string path, JsonObject operation, JsonObject document)
    {
        var parameters = operation["parameters"]?.AsArray() ?? [];
        foreach (var parameter in parameters)
        {
            // A path with a NUL is refused by the web server itself, before anything of ours.
            foreach (var text in Texts.Where(t => parameter!["in"]!.GetValue<string>() != "path" || !t.Contains('\0', StringComparison.Ordinal)))
                yield return Make(method, path, parameters, (parameter!["name"]!.GetValue<string>(), text), Plain(operation, document));
        }
        if (operation["requestBody"]?["content"]?.AsObject() is not { } content)
        {
            yield return Make(method, path, parameters, null, null);
            yield break;
        }
        var members = content["application/json"]?["schema"] is { } schema ? Members(schema, document) : [];
        foreach (var member in members)
        {
            foreach (var value in Values)
                yield return Make(method, path, parameters, null, JsonBytes(new JsonObject(members.Select(m => KeyValuePair.Create(m, m == member ? value?.DeepClone() : "x")))));
        }
        foreach (var body in new[] { "", "null", "[]", "1", "\"x\"", "{", "{\"", "{\"a\":}", new string('[', 5000), "{\"text\":\"\\ud800\"}", "{}garbage", "\ufeff{}", new string(' ', 70_000) })
            yield return Make(method, path, parameters, null, Encoding.UTF8.GetBytes(body));
        yield return Make(method, path, parameters, null, [0xff, 0xfe, 0x7b]);
        foreach (var type in new[] { null, "", "x", "text/html", "application/json; charset=\"", "application/problem+json" })
            yield return Make(method, path, parameters, null, "{}"u8.ToArray(), type);
    }

    private static byte[]? Plain(JsonObject operation, JsonObject document) =>
        operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? JsonBytes(new JsonObject(Members(schema, document).Select(m => KeyValuePair.Create(m, (JsonNode?)"x")))) : null;

    private static byte[] JsonBytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);

    private static IReadOnlyList<string> Members(JsonNode schema, JsonObject document)
    {
        var found = schema["$ref"]?.GetValue<string>() is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;
        return [.. found["properties"]!.AsObject().Select(p => p.Key)];
    }

    private static HttpRequestMessage Make(string method, string path, JsonArray parameters, (string Name, string Text)? hostile, byte[]? body, string? type = "application/json")
    {
        var query = new List<string>();
        var headers = new List<(string, string)>();
        foreach (var parameter in parameters)
        {
            var name = parameter!["name"]!.GetValue<string>();
            var isHostile = hostile is { } given && given.Name == name;
            var text = isHostile ? hostile!.Value.Text : name == "rooms" ? "nowhere" : parameter["schema"]!["type"]!.GetValue<string>() == "integer" ? "1" : "x";
            switch (parameter["in"]!.GetValue<string>())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(text.Length == 0 ? "%" : text is ".." ? "..." : text), StringComparison.Ordinal);
                    break;
                case "query" when isHostile || parameter["required"]?.GetValue<bool>() == true:
                    query.Add($"{name}={Uri.EscapeDataString(text)}");
                    break;
                case "header" when isHostile:
                    headers.Add((name, text));
                    break;
            }
        }
        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), $"{path}?{string.Join('&', query)}");
        foreach (var (name, text) in headers)
            request.Headers.TryAddWithoutValidation(name, text.Where(char.IsAscii).Where(c => !char.IsControl(c)).Aggregate("", (s, c) => s + c));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (type is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return request;
    }

    private static byte[] Body(Random chance)
    {
        if (chance.Next(3) == 0)
        {
            var bytes = new byte[chance.Next(300)];
            chance.NextBytes(bytes);
            return bytes;
        }
        var text = new StringBuilder("{");
        for (var i = chance.Next(6); i >= 0; i--)
        {
            string[] names = ["login", "password", "text", "id", "room", "url", "replyTo", "cookie", "age", "t"];
            string[] values = ["\"x\"", "1", "-1", "null", "true", "{}", "[]", "\"\\u0000\"", "1e400", "\"" + new string('y', chance.Next(9000)) + "\"", "\"\\ud83d\"", "tru"];
            text.Append($"\"{names[chance.Next(names.Length)]}\":{values[chance.Next(values.Length)]}").Append(i > 0 ? "," : "}");
        }
        var json = Encoding.UTF8.GetBytes(text.ToString());
        if (chance.Next(4) == 0)
            json[chance.Next(json.Length)] = (byte)chance.Next(256);
        return json;
    }
}
