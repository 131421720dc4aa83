namespace Parley.BlackBox.Line;

/// <summary>The <c>classic</c> profile: the assignment to the letter.</summary>
public abstract class ClassicProfile(SharedServer shared)
{
    [Fact]
    public async Task A_password_may_have_one_character()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Profile = "classic", Lang = "es" });
        await using var ana = await server.RegisterAsync("ana", "a");
        await using var again = await server.LoginAsync("ana", "a");
        Assert.NotEmpty(await again.AskAsync("#lR"));
    }

    [Fact]
    public async Task A_room_goes_at_once_with_its_creator_and_its_people_are_told()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Profile = "classic", Lang = "es" });
        await using var bob = await server.RegisterAsync("bob", lang: "es");
        var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        ana.Wire.Reset();
        await bob.ReadToLineAsync(l => l.StartsWith("* ", StringComparison.Ordinal) && l.Contains("uci", StringComparison.Ordinal) && l.EndsWith("Estás en principal.", StringComparison.Ordinal));
        Assert.Equal(["* Salas (1):", "*   principal 1"], await bob.AskAsync("#lR"));
    }

    [Fact]
    public async Task Spanish_is_spoken_unless_asked_otherwise()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Profile = "classic", Lang = "es" });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("#register ana a Ana | López | 30 | x");
        await client.ReadThroughAsync("* Sesión iniciada: ana. Estás en principal.");
    }
}

[Collection<AsyncMode>]
public sealed class ClassicProfileAsync(AsyncServer server) : ClassicProfile(server);

[Collection<ThreadsMode>]
public sealed class ClassicProfileThreads(ThreadsServer server) : ClassicProfile(server);
