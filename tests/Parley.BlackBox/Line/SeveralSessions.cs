namespace Parley.BlackBox.Line;

/// <summary>One account on several connections (A15): messages go to each, people are counted once.</summary>
public abstract class SeveralSessions(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_message_comes_to_both_sessions_and_the_person_counts_once()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var one = await _server.RegisterAsync(login);
        await using var two = await _server.LoginAsync(login);
        await one.AskAsync($"#cR {room}");
        await two.AskAsync($"#gR {room}");
        await one.SeenAsync();
        await one.AskAsync("hola");
        Assert.Equal($"{login}: hola", Assert.Single(await two.SeenAsync()));
        Assert.Contains($"*   {room} 1 (yours)", await one.AskAsync("#lR"));
    }

    [Fact]
    public async Task Arrival_and_departure_are_told_for_the_person_not_for_each_session()
    {
        var (login, room) = (Fresh.Name("bob"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: "es");
        await ana.AskAsync($"#cR {room}");
        await using var one = await _server.RegisterAsync(login);
        await using var two = await _server.LoginAsync(login);
        await one.AskAsync($"#gR {room}");
        await two.AskAsync($"#gR {room}");
        Assert.Equal([$"* {login} entró en {room}."], await ana.SeenAsync());
        await one.AskAsync("#eR");
        Assert.Empty(await ana.SeenAsync());
        await two.AskAsync("#eR");
        Assert.Equal([$"* {login} salió de {room}."], await ana.SeenAsync());
    }

    [Fact]
    public async Task A_room_lives_until_the_last_session_of_its_owner_ends()
    {
        await using var server = await shared.StartAsync("rooms.owner-grace=0");
        await using var bob = await server.RegisterAsync("bob");
        await using var one = await server.RegisterAsync("ana");
        await using var two = await server.LoginAsync("ana");
        await one.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        await one.SendAsync("#exit");
        await bob.ReadToLineAsync(l => l.StartsWith("* ana ", StringComparison.Ordinal));
        Assert.Contains("*   uci 1", await bob.AskAsync("#lR"));
        await two.SendAsync("#exit");
        await two.ReadToEndAsync();
        await bob.ReadToLineAsync(l => l.Contains("default", StringComparison.Ordinal));
        Assert.DoesNotContain(await bob.AskAsync("#lR"), l => l.Contains("uci", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_message_comes_to_all_sessions_of_its_receiver()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(from);
        await using var one = await _server.RegisterAsync(to);
        await using var two = await _server.LoginAsync(to);
        await ana.AskAsync($"#\\private<{to}> hola");
        Assert.Contains($"[private] {from}: hola", await one.SeenAsync());
        Assert.Contains($"[private] {from}: hola", await two.SeenAsync());
    }
}

[Collection<AsyncMode>]
public sealed class SeveralSessionsAsync(AsyncServer server) : SeveralSessions(server);

[Collection<ThreadsMode>]
public sealed class SeveralSessionsThreads(ThreadsServer server) : SeveralSessions(server);
