namespace Parley.BlackBox.Endings;

/// <summary>However a session ends, the others see exactly one notice.</summary>
public abstract class Departures(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("exit")]
    [InlineData("fin")]
    [InlineData("rst")]
    [InlineData("close")]
    [InlineData("json-exit")]
    [InlineData("json-rst")]
    public async Task Others_see_exactly_one_notice(string ending)
    {
        var (login, room) = (Fresh.Name("bob"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: "es");
        await ana.AskAsync($"#cR {room}");
        await EndSessionAsync(login, room, ending);
        var lines = new List<string>(await ana.ReadToLineAsync(l => l.StartsWith($"* {login} salió de {room}", StringComparison.Ordinal)));
        Assert.Equal([$"* {login} entró en {room}."], lines);
        await Patience.UntilAsync(
            async () =>
            {
                var shown = await ana.AskAsync("#show users");
                lines.AddRange(shown.TakeWhile(l => !l.StartsWith("* Usuarios", StringComparison.Ordinal)));
                return !shown.Any(l => l.Contains(login, StringComparison.Ordinal));
            },
            $"{login} is gone from the list");
        Assert.Single(lines);
    }

    [Fact]
    public async Task Output_on_its_way_is_flushed_before_a_goodbye()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {Fresh.Name("sala")}");
        await ana.SendRawAsync(string.Concat(Enumerable.Range(0, 500).Select(i => $"m{i}\n")) + "#exit\n");
        Assert.Equal([.. Enumerable.Range(0, 500).Select(i => $"{login}: m{i}"), $"* Goodbye, {login}."], await ana.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_ends_its_side_still_gets_its_answers()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {Fresh.Name("sala")}");
        await ana.SendRawAsync("uno\ndos\n");
        ana.Wire.FinishSending();
        Assert.Equal([$"{login}: uno", $"{login}: dos"], (await ana.ReadToEndAsync()).Take(2));
    }

    private async Task EndSessionAsync(string login, string room, string ending)
    {
        if (ending.StartsWith("json", StringComparison.Ordinal))
        {
            var json = await _server.RegisterJsonAsync(login);
            await json.AskAsync(new { t = "join", room });
            if (ending == "json-rst")
                json.Wire.Reset();
            else
                await json.AskAsync(new { t = "exit" });
            return;
        }
        var line = await _server.RegisterAsync(login);
        await line.AskAsync($"#gR {room}");
        switch (ending)
        {
            case "exit":
                await line.SendAsync("#exit");
                await line.ReadToEndAsync();
                break;
            case "fin":
                line.Wire.FinishSending();
                await line.ReadToEndAsync();
                break;
            case "rst":
                line.Wire.Reset();
                break;
            default:
                await line.DisposeAsync();
                break;
        }
    }
}

[Collection<AsyncMode>]
public sealed class DeparturesAsync(AsyncServer server) : Departures(server);

[Collection<ThreadsMode>]
public sealed class DeparturesThreads(ThreadsServer server) : Departures(server);
