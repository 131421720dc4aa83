namespace Parley.BlackBox.Line;

/// <summary><c>#cR #gR #eR #dR</c>: what they do, and what they say in both languages.</summary>
public abstract class RoomCommands(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("es", "* Sala creada: {0}. Ahora estás en {0}.")]
    [InlineData("en", "* Room created: {0}. You are now in {0}.")]
    public async Task Creating_a_room_moves_its_creator_into_it(string lang, string answer)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        Assert.Equal(string.Format(null, answer, room), await ana.AskOneAsync($"#cR {room}"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        Assert.EndsWith(": aquí", await ana.AskOneAsync("aquí"));
        Assert.EndsWith(": aquí", Assert.Single(await bob.SeenAsync()));
    }

    [Theory]
    [InlineData("es", "* Conectado a {0} (2 personas).")]
    [InlineData("en", "* Joined {0} (2 people).")]
    public async Task Entering_a_room_says_how_many_people_are_there(string lang, string answer)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"), lang: lang);
        Assert.Equal(string.Format(null, answer, room), await bob.AskOneAsync($"#gR {room}"));
    }

    [Theory]
    [InlineData("es", "* Saliste de {0}. Estás en principal.", "* Ya estás en la sala por defecto.")]
    [InlineData("en", "* You left {0}. You are in default.", null)]
    public async Task Leaving_goes_to_the_default_room_and_there_does_nothing(string lang, string left, string? hint)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        Assert.Equal(string.Format(null, left, room), (await ana.AskAsync("#eR"))[0]);
        await bob.SeenAsync();
        var again = await ana.AskOneAsync("#eR");
        Assert.StartsWith("* ", again);
        if (hint is not null)
            Assert.Equal(hint, again);
        Assert.Empty(await bob.SeenAsync());
    }

    [Theory]
    [InlineData("es", "* Sala {0} eliminada.", "* La sala {0} fue eliminada por {1}. Estás en principal.")]
    [InlineData("en", "* Room {0} deleted.", "* Room {0} was deleted by {1}. You are in default.")]
    public async Task Deleting_a_room_moves_its_people_to_the_default_room_and_tells_them(string lang, string deleted, string moved)
    {
        var (room, owner) = (Fresh.Name("sala"), Fresh.Name("ana"));
        await using var ana = await _server.RegisterAsync(owner, lang: lang);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"), lang: lang);
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.AskAsync("#eR");
        Assert.Contains(string.Format(null, deleted, room), await ana.AskAsync($"#dR {room}"));
        Assert.Contains(string.Format(null, moved, room, owner), await bob.SeenAsync());
        await ana.SeenAsync();
        await bob.AskAsync("de vuelta");
        Assert.EndsWith(": de vuelta", (await ana.SeenAsync())[^1]);
        Assert.DoesNotContain(await ana.AskAsync("#lR"), l => l.Contains(room, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_rooms_are_told_when_somebody_moves()
    {
        var (room, mover) = (Fresh.Name("sala"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: "es");
        await using var eva = await _server.RegisterAsync(Fresh.Name("eva"), lang: "es");
        await using var bob = await _server.RegisterAsync(mover);
        await ana.AskAsync($"#cR {room}");
        await ana.SeenAsync();
        await eva.SeenAsync();
        await bob.AskAsync($"#gR {room}");
        Assert.Equal([$"* {mover} entró en {room}."], await ana.SeenAsync());
        Assert.Equal([$"* {mover} salió de principal."], await eva.SeenAsync());
        await bob.AskAsync("#eR");
        Assert.Equal([$"* {mover} salió de {room}."], await ana.SeenAsync());
        Assert.Equal([$"* {mover} entró en principal."], await eva.SeenAsync());
    }

    [Fact]
    public async Task The_owner_may_delete_the_room_he_is_in()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        Assert.Contains($"* Room {room} deleted.", await ana.AskAsync($"#dR {room}"));
        Assert.StartsWith("* Joined ", await AfterDeletionAsync(ana));
    }

    [Fact]
    public async Task A_room_stays_while_its_creator_is_elsewhere_but_connected()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        await ana.AskAsync("#eR");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        Assert.Equal($"* Joined {room} (1 people).", (await bob.AskOneAsync($"#gR {room}")).Replace("(1 person)", "(1 people)", StringComparison.Ordinal));
    }

    private static async Task<string> AfterDeletionAsync(LineClient ana)
    {
        var room = Fresh.Name("sala");
        await ana.AskAsync($"#cR {room}");
        await ana.AskAsync("#eR");
        return await ana.AskOneAsync($"#gR {room}");
    }
}

[Collection<AsyncMode>]
public sealed class RoomCommandsAsync(AsyncServer server) : RoomCommands(server);

[Collection<ThreadsMode>]
public sealed class RoomCommandsThreads(ThreadsServer server) : RoomCommands(server);
