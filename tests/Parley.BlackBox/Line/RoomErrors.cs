namespace Parley.BlackBox.Line;

/// <summary>Every refusal about rooms, with its code, in both languages.</summary>
public abstract class RoomErrors(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("es", "#cR", "*E201 Falta el nombre de la sala. Uso: #cR <sala>")]
    [InlineData("en", "#cR", "*E201 Room name missing. Usage: #cR <room>")]
    [InlineData("es", "#dR", "*E201 Falta el nombre de la sala. Uso: #dR <sala>")]
    [InlineData("en", "#dR", "*E201 Room name missing. Usage: #dR <room>")]
    [InlineData("es", "#gR", "*E201 Falta el nombre de la sala. Uso: #gR <sala>")]
    [InlineData("en", "#gR  ", "*E201 Room name missing. Usage: #gR <room>")]
    [InlineData("es", "#cR <>", "*E201 Falta el nombre de la sala. Uso: #cR <sala>")]
    [InlineData("es", "#gR no-hay", "*E204 La sala no-hay no existe. Ver salas: #lR")]
    [InlineData("en", "#gR no-hay", "*E204 No such room no-hay. See rooms: #lR")]
    [InlineData("es", "#dR no-hay", "*E204 La sala no-hay no existe. Ver salas: #lR")]
    [InlineData("en", "#dR no-hay", "*E204 No such room no-hay. See rooms: #lR")]
    [InlineData("es", "#dR principal", "*E208 La sala por defecto no se puede eliminar")]
    [InlineData("en", "#dR default", "*E208 The default room cannot be deleted")]
    [InlineData("en", "#dR GENERAL", "*E208 The default room cannot be deleted")]
    public async Task A_room_command_that_cannot_be_done_says_why(string lang, string command, string answer)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await ana.AskAsync("#codes on");
        Assert.Equal(answer, await ana.AskOneAsync(command));
    }

    [Theory]
    [InlineData("es", "*E202 La sala {0} ya existe. Para entrar: #gR {0}", "*E205 Ya estás en la sala {0}", "*E207 No puedes eliminar la sala {0}: la creó {1}")]
    [InlineData("en", "*E202 Room {0} already exists. To enter: #gR {0}", "*E205 You are already in {0}", "*E207 You cannot delete {0}: {1} created it")]
    public async Task Refusals_about_another_persons_room_name_it(string lang, string exists, string already, string notYours)
    {
        var (room, owner) = (Fresh.Name("sala"), Fresh.Name("eva"));
        await using var eva = await _server.RegisterAsync(owner);
        await eva.AskAsync($"#cR {room}");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await ana.AskAsync("#codes on");
        Assert.Equal(string.Format(null, exists, room), await ana.AskOneAsync($"#cR {room}"));
        await ana.AskAsync($"#gR {room}");
        Assert.Equal(string.Format(null, already, room), await ana.AskOneAsync($"#gR {room}"));
        Assert.Equal(string.Format(null, notYours, room, owner), await ana.AskOneAsync($"#dR {room}"));
    }

    [Theory]
    [InlineData("es", "*E203 Nombre de sala no válido: ")]
    [InlineData("en", "*E203 Invalid room name: ")]
    public async Task A_name_that_no_room_may_have_is_refused(string lang, string start)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await ana.AskAsync("#codes on");
        foreach (var name in new[] { "a/b", new string('x', 64), "uno<dos", "#sala" })
            Assert.StartsWith(start, await ana.AskOneAsync($"#cR {name}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("sistema")]
    [InlineData("Principal")]
    [InlineData("default")]
    [InlineData("general")]
    public async Task A_reserved_name_makes_no_room(string name)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync("#codes on");
        Assert.Matches(@"^\*E20[23] ", await ana.AskOneAsync($"#cR {name}"));
    }

    [Theory]
    [InlineData("es", "*E209 Límite de salas alcanzado (2)")]
    [InlineData("en", "*E209 Room limit reached (2)")]
    public async Task An_account_owns_so_many_rooms_and_no_more(string lang, string answer)
    {
        await using var server = await shared.StartAsync("rooms.max-per-account=2");
        await using var ana = await server.RegisterAsync("ana", lang: lang);
        await ana.AskAsync("#codes on");
        await ana.AskAsync("#cR uno");
        await ana.AskAsync("#cR dos");
        Assert.Equal(answer, await ana.AskOneAsync("#cR tres"));
        await ana.AskAsync("#dR uno");
        Assert.Contains("tres", await ana.AskOneAsync("#cR tres"));
    }
}

[Collection<AsyncMode>]
public sealed class RoomErrorsAsync(AsyncServer server) : RoomErrors(server);

[Collection<ThreadsMode>]
public sealed class RoomErrorsThreads(ThreadsServer server) : RoomErrors(server);
