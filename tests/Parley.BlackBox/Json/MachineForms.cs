using System.Text.Json.Nodes;

namespace Parley.BlackBox.Json;

/// <summary>How a program gets to speak JSON, and what happens to input that is none.</summary>
public abstract class MachineForms(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task The_banner_comes_first_and_is_skipped_by_programs()
    {
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendRawAsync("{\"t\":\"ping\",\"ref\":7}\n");
        var before = await client.ReadThroughAsync("{\"t\":\"pong\"");
        Assert.DoesNotContain('{', before);
    }

    [Fact]
    public async Task A_line_session_switches_with_its_login_and_room_kept()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        var line = await _server.RegisterAsync(login);
        await line.AskAsync($"#cR {room}");
        await line.SendAsync("#proto json");
        await using var client = new JsonClient(line.Wire);
        var posted = await client.AskAsync(new { t = "post", text = "hola", id = "a" });
        Assert.Equal((room, 1L), (posted["room"]!.GetValue<string>(), posted["position"]!.GetValue<long>()));
        Assert.Equal(login, (await client.NextAsync("msg"))["from"]!.GetValue<string>());
        Assert.Equal("left", JsonClient.Type(await client.AskAsync(new { t = "home" })));
    }

    [Fact]
    public async Task Students_requests_are_understood()
    {
        var room = Fresh.Name("sala");
        var line = await _server.RegisterAsync(Fresh.Name("ana"));
        await line.SendAsync("#proto json");
        await using var client = new JsonClient(line.Wire);
        await client.SendRawAsync($"{{\"Tipo\":\"#cR\",\"Nombre\":\"{room}\"}}\n");
        Assert.Equal(room, (await client.NextAsync("created"))["room"]!.GetValue<string>());
        await client.SendRawAsync("{\"Tipo\":\"#eR\"}\n");
        Assert.Equal(room, (await client.NextAsync("left"))["room"]!.GetValue<string>());
        await client.SendRawAsync($"{{\"Tipo\":\"#gR\",\"Nombre\":\"{room}\"}}\n");
        await client.NextAsync("entered");
        await client.SendRawAsync("{\"Tipo\":\"#lR\"}\n");
        Assert.Contains(room, (await client.NextAsync("rooms")).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{not json", 232)]
    [InlineData("[1,2]", 232)]
    [InlineData("{\"t\":5}", 232)]
    [InlineData("{}", 232)]
    [InlineData("{\"t\":\"ping\",\"ref\":\"x\"}", 203)]
    public async Task Input_that_is_no_object_of_the_protocol_is_refused_and_the_session_goes_on(string frame, int code)
    {
        await using var client = await _server.ConnectJsonAsync();
        await client.AskAsync(new { t = "ping" });
        await client.SendRawAsync(frame + "\n");
        Assert.Equal(code, (await client.NextAsync("error"))["code"]!.GetValue<int>());
        await client.AskAsync(new { t = "ping" });
    }

    [Fact]
    public async Task An_unknown_type_is_error_200_with_its_ref_and_unknown_members_are_ignored()
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(200, await client.RefusedAsync(new { t = "teleport" }));
        Assert.Equal("pong", JsonClient.Type(await client.AskAsync(new { t = "ping", colour = "red", deep = new { x = new[] { 1, 2 } } })));
    }

    [Fact]
    public async Task A_frame_past_its_limit_is_refused_with_the_reason_and_closes()
    {
        await using var client = await _server.ConnectJsonAsync();
        await client.AskAsync(new { t = "ping" });
        await client.SendRawAsync("{\"t\":\"ping\",\"x\":\"" + new string('x', 70_000) + "\"}\n");
        JsonObject? last = null;
        while (await client.TryReadAsync() is { } json)
            last = json;
        Assert.Equal(("closing", "ProtocolError"), (JsonClient.Type(last!), last!["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Objects_end_with_LF_only_and_CRLF_is_read_too()
    {
        await using var client = await _server.ConnectAsync();
        await client.SendRawAsync("{\"t\":\"ping\",\"ref\":1}\r\n{\"t\":\"ping\",\"ref\":2}\n");
        var lines = new[] { await NextObjectAsync(client), await client.ReadLineAsync() };
        Assert.Equal(["{\"t\":\"pong\",\"ref\":1}", "{\"t\":\"pong\",\"ref\":2}"], lines);
    }

    [Fact]
    public async Task A_frame_may_come_byte_by_byte()
    {
        await using var client = await _server.ConnectJsonAsync();
        foreach (var c in "{\"t\":\"ping\",\"ref\":99}\n")
            await client.SendRawAsync(c.ToString());
        Assert.Equal("pong", JsonClient.Type(await client.AnswerAsync(99)));
    }

    [Theory]
    [InlineData("es", "La sala no-hay no existe")]
    [InlineData("en", "No such room no-hay")]
    public async Task An_error_has_code_text_and_arguments(string lang, string text)
    {
        await using var client = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await client.AskAsync(new { t = "lang", lang });
        var error = await client.AnswerAsync(await client.SendAsync(new { t = "join", room = "no-hay" }));
        Assert.Equal(204, error["code"]!.GetValue<int>());
        Assert.Equal(text, error["text"]!.GetValue<string>());
        Assert.Equal("no-hay", error["args"]!["room"]!.GetValue<string>());
    }

    private static async Task<string> NextObjectAsync(LineClient client)
    {
        while (true)
        {
            var line = await client.ReadLineAsync();
            var at = line.IndexOf('{', StringComparison.Ordinal);
            if (at >= 0)
                return line[at..];
        }
    }
}

[Collection<AsyncMode>]
public sealed class MachineFormsAsync(AsyncServer server) : MachineForms(server);

[Collection<ThreadsMode>]
public sealed class MachineFormsThreads(ThreadsServer server) : MachineForms(server);
