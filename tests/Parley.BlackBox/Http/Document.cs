using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

/// <summary>The OpenAPI document is what programs are generated from: what it says of answers must be true of them.</summary>
[Collection(typeof(WebTests))]
public sealed class Document(WebServer web)
{
    [Fact]
    public async Task Numbers_are_numbers()
    {
        using var http = web.Server.Http();
        var document = await http.GetJsonAsync("/openapi/v1.json");
        foreach (var schema in Schemas(document))
        {
            var types = Types(schema);
            Assert.False(types.Contains("string") && (types.Contains("integer") || types.Contains("number")), schema.ToJsonString());
        }
    }

    [Fact]
    public async Task Answers_have_what_is_required_of_them_and_of_the_types_that_are_said()
    {
        var login = Fresh.Name("ana");
        using var anybody = web.Server.Http();
        using var ana = await web.Server.RegisterHttpAsync(login);
        var document = await ana.GetJsonAsync("/openapi/v1.json");
        var room = await ana.MakeRoomAsync();
        void Holds(string operation, JsonNode answer, string status = "200")
        {
            var found = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Single(o => o.Value!["operationId"]!.GetValue<string>() == operation).Value!;
            var faults = Faults(document, found["responses"]![status]!["content"]!["application/json"]!["schema"]!, answer, operation).ToList();
            Assert.True(faults.Count == 0, string.Join('\n', faults) + $"\n{answer.ToJsonString()}");
        }

        Holds("login", await anybody.SendJsonAsync(HttpMethod.Post, "/api/v1/login", new { login, password = HttpDoor.Password }));
        Holds("login", await anybody.SendJsonAsync(HttpMethod.Post, "/api/v1/login", new { login, password = HttpDoor.Password, cookie = true }));
        Holds("me", await ana.GetJsonAsync("/api/v1/me"));
        Holds("readProfile", await ana.GetJsonAsync("/api/v1/profile"));
        Holds("listSessions", await ana.GetJsonAsync("/api/v1/sessions"));
        foreach (var path in Gets(document))
        {
            var (operation, url) = path;
            Holds(operation, await ana.GetJsonAsync(url.Replace("{room}", room, StringComparison.Ordinal)));
        }
        await ana.SendJsonAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/messages", new { text = "uno" }, HttpStatusCode.Created);
        var page = await ana.GetJsonAsync($"/api/v1/rooms/{room}/messages");
        Holds(OperationOf(document, "/api/v1/rooms/{room}/messages"), page);
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", new { room }, HttpStatusCode.Created);
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/webhooks", new { room, url = "https://hooks.example/parley" }, HttpStatusCode.Created);
        Holds("listWebhooks", await ana.GetJsonAsync("/api/v1/webhooks"));
        using var file = await ana.PostAsync("/api/v1/files?name=x.txt", new StringContent("x"));
        Holds(OperationOf(document, "/api/v1/files"), await ana.GetJsonAsync("/api/v1/files"));
    }

    /// <summary>Reads that need nothing but a room.</summary>
    private static IEnumerable<(string Operation, string Path)> Gets(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        where path.Key.StartsWith("/api/v1/", StringComparison.Ordinal) && !path.Key.Contains("admin", StringComparison.Ordinal) && path.Key.Replace("{room}", "", StringComparison.Ordinal).IndexOf('{', StringComparison.Ordinal) < 0
        let get = path.Value!["get"]
        where get?["responses"]!["200"]?["content"]?["application/json"] is not null
            && get["parameters"]?.AsArray().Any(p => p!["in"]!.GetValue<string>() == "query" && p["required"]?.GetValue<bool>() == true) != true
        select (get!["operationId"]!.GetValue<string>(), path.Key);

    private static string OperationOf(JsonObject document, string path) => document["paths"]![path]!["get"]!["operationId"]!.GetValue<string>();

    private static IEnumerable<JsonObject> Schemas(JsonNode? node) => node switch
    {
        JsonObject o => (o.ContainsKey("type") ? [o] : Array.Empty<JsonObject>()).Concat(o.SelectMany(m => Schemas(m.Value))),
        JsonArray a => a.SelectMany(Schemas),
        _ => [],
    };

    private static IReadOnlyList<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
        JsonValue one when one.GetValueKind() == JsonValueKind.String => [one.GetValue<string>()],
        _ => [],
    };

    /// <summary>What of a value is not as its schema says.</summary>
    private static IEnumerable<string> Faults(JsonObject document, JsonNode schema, JsonNode? value, string where)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            schema = reference.Split('/').Skip(1).Aggregate((JsonNode)document, (at, name) => at[name]!);
        if (schema["anyOf"] is JsonArray any)
            return any.Any(one => !Faults(document, one!, value, where).Any()) ? [] : [$"{where}: none of anyOf"];
        if (schema["oneOf"] is JsonArray some)
            return some.Any(one => !Faults(document, one!, value, where).Any()) ? [] : [$"{where}: none of oneOf"];
        var types = Types(schema.AsObject());
        var is_ = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
            _ => "boolean",
        };
        if (types.Count > 0 && !types.Contains(is_) && !(is_ == "integer" && types.Contains("number")))
            return [$"{where}: {is_} and not {string.Join(" or ", types)}"];
        return value switch
        {
            JsonObject o => (schema["required"]?.AsArray().Select(r => r!.GetValue<string>()).Where(r => !o.ContainsKey(r)).Select(r => $"{where}.{r}: absent") ?? [])
                .Concat(o.Where(m => schema["properties"]?[m.Key] is not null).SelectMany(m => Faults(document, schema["properties"]![m.Key]!, m.Value, $"{where}.{m.Key}"))),
            JsonArray a when schema["items"] is { } items => a.SelectMany(item => Faults(document, items, item, $"{where}[]")),
            _ => [],
        };
    }
}
