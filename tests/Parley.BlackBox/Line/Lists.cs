namespace Parley.BlackBox.Line;

/// <summary><c>#lR</c> and <c>#show users</c> on servers of their own, where the whole answer is known.</summary>
public abstract class Lists(SharedServer shared)
{
    [Theory]
    [InlineData("es", "* Salas (1):", "*   principal 1")]
    [InlineData("en", "* Rooms (1):", "*   default 1")]
    public async Task A_fresh_server_has_exactly_one_room(string lang, string heading, string room)
    {
        await using var server = await shared.StartAsync();
        await using var ana = await server.RegisterAsync("ana", lang: lang);
        Assert.Equal([heading, room], await ana.AskAsync("#lR"));
    }

    [Fact]
    public async Task The_default_room_comes_first_and_ones_own_rooms_are_marked()
    {
        await using var server = await shared.StartAsync();
        await using var ana = await server.RegisterAsync("ana", lang: "es");
        await using var bob = await server.RegisterAsync("bob", lang: "es");
        await using var eva = await server.RegisterAsync("eva", lang: "es");
        await bob.AskAsync("#cR abierta");
        await ana.AskAsync("#cR uci");
        await eva.AskAsync("#gR uci");
        await ana.SeenAsync();
        Assert.Equal(["* Salas (3):", "*   principal 0", "*   abierta 1", "*   uci 2 (tuya)"], await ana.AskAsync("#lR"));
        await bob.SeenAsync();
        Assert.Equal(["* Salas (3):", "*   principal 0", "*   abierta 1 (tuya)", "*   uci 2"], await bob.AskAsync("#lR"));
    }

    [Theory]
    [InlineData("es", "* Usuarios (2 conectados de 3 registrados):", "*   ana  principal  activo", "*   bob  uci  activo")]
    [InlineData("en", "* Users (2 online of 3 registered):", "*   ana  default  active", "*   bob  uci  active")]
    public async Task Users_of_the_whole_system_are_shown_with_room_and_state(string lang, string heading, string ana, string bob)
    {
        await using var server = await shared.StartAsync();
        await using (var eva = await server.RegisterAsync("eva"))
            await EndAsync(eva);
        await using var first = await server.RegisterAsync("ana", lang: lang);
        await using var second = await server.RegisterAsync("bob");
        await second.AskAsync("#cR uci");
        await first.SeenAsync();
        Assert.Equal([heading, ana, bob], await first.AskAsync("#show users"));
    }

    [Fact]
    public async Task All_registered_users_are_shown_with_their_state()
    {
        await using var server = await shared.StartAsync();
        await using (var eva = await server.RegisterAsync("eva"))
            await EndAsync(eva);
        await using var ana = await server.RegisterAsync("ana");
        var lines = await ana.AskAsync("#show users all");
        Assert.Contains(lines, l => l.StartsWith("*   ana  ", StringComparison.Ordinal) && l.EndsWith("active", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("*   eva  ", StringComparison.Ordinal) && l.EndsWith("offline", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_all_can_be_kept_from_ordinary_users()
    {
        await using var server = await shared.StartAsync("accounts.list-all=false");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E235 ", await ana.AskOneAsync("#show users all"));
        Assert.Equal("*   ana  default  active", (await ana.AskAsync("#show users"))[^1]);
    }

    [Theory]
    [InlineData("es", "*E210 Uso: #show users [all|room]")]
    [InlineData("en", "*E210 Usage: #show users [all|room]")]
    public async Task Anything_else_to_show_is_answered_by_the_usage(string lang, string answer)
    {
        await using var ana = await shared.Server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await ana.AskAsync("#codes on");
        Assert.Equal(answer, await ana.AskOneAsync("#show users everywhere"));
    }

    private static async Task EndAsync(LineClient client)
    {
        await client.SendAsync("#exit");
        await client.ReadToEndAsync();
    }
}

[Collection<AsyncMode>]
public sealed class ListsAsync(AsyncServer server) : Lists(server);

[Collection<ThreadsMode>]
public sealed class ListsThreads(ThreadsServer server) : Lists(server);
