namespace Parley.BlackBox.Line;

/// <summary><c>#\private</c>: delivery, waiting for the next login, the text on the next line, and its refusals.</summary>
public abstract class PrivateMessages(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("es", "* Privado para {0}: entregado ✓", "[privado] {0}: ven")]
    [InlineData("en", "* Private to {0}: delivered ✓", "[private] {0}: ven")]
    public async Task A_private_message_reaches_its_receiver_in_any_room(string lang, string confirmed, string received)
    {
        var (from, to, room) = (Fresh.Name("ana"), Fresh.Name("bob"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(from, lang: lang);
        await using var bob = await _server.RegisterAsync(to, lang: lang);
        await using var eva = await _server.RegisterAsync(Fresh.Name("eva"));
        await bob.AskAsync($"#cR {room}");
        await ana.SeenAsync();
        await eva.SeenAsync();
        Assert.Equal(string.Format(null, confirmed, to), await ana.AskOneAsync($"#\\private<{to}> ven"));
        Assert.Equal(string.Format(null, received, from), Assert.Single(await bob.SeenAsync()));
        Assert.Empty(await eva.SeenAsync());
    }

    [Fact]
    public async Task The_text_may_come_on_the_next_line()
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(from);
        await using var bob = await _server.RegisterAsync(to);
        await ana.SeenAsync();
        await ana.SendAsync($"#/private {to}");
        await ana.ReadThroughAsync($"* private to {to}>");
        Assert.EndsWith($"* Private to {to}: delivered ✓", (await ana.AskAsync("#no es un comando"))[^1]);
        Assert.Equal($"[private] {from}: #no es un comando", Assert.Single(await bob.SeenAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#cancel")]
    public async Task A_private_message_without_text_yet_can_be_cancelled(string answer)
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(from, lang: "es");
        await using var bob = await _server.RegisterAsync(to);
        await ana.SeenAsync();
        await ana.SendAsync($"#\\private<{to}>");
        await ana.ReadThroughAsync($"* privado para {to}>");
        await ana.AskAsync(answer);
        Assert.Empty(await bob.SeenAsync());
        Assert.Equal($"{from}: hola", await ana.AskOneAsync("hola"));
    }

    [Theory]
    [InlineData("es", "* {0} no está conectado: lo recibirá al entrar", "[privado] {0}: ")]
    [InlineData("en", "* {0} is offline: it will be delivered at login", "[private] {0}: ")]
    public async Task A_private_message_to_somebody_away_comes_once_at_the_next_login(string lang, string waiting, string start)
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using (var bob = await _server.RegisterAsync(to, lang: lang))
        {
            await bob.SendAsync("#exit");
            await bob.ReadToEndAsync();
        }
        await using var ana = await _server.RegisterAsync(from, lang: lang);
        Assert.Equal(string.Format(null, waiting, to), await ana.AskOneAsync($"#\\private<{to}> uno"));
        await ana.AskAsync($"#\\private<{to}> dos");
        Assert.Equal(["uno", "dos"], await PrivateTextsAtLoginAsync(to, string.Format(null, start, from)));
        Assert.Empty(await PrivateTextsAtLoginAsync(to, string.Format(null, start, from)));
    }

    [Theory]
    [InlineData("es", "nadie-hay", "*E211 El usuario nadie-hay no existe")]
    [InlineData("en", "nadie-hay", "*E211 No such user nadie-hay")]
    public async Task A_private_message_to_nobody_is_refused(string lang, string to, string answer)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await ana.AskAsync("#codes on");
        Assert.Equal(answer, await ana.AskOneAsync($"#\\private<{to}> hola"));
    }

    [Theory]
    [InlineData("es", "*E213 No puedes enviarte un privado a ti mismo")]
    [InlineData("en", "*E213 ")]
    public async Task A_private_message_to_oneself_is_refused(string lang, string answer)
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login, lang: lang);
        await ana.AskAsync("#codes on");
        Assert.StartsWith(answer, await ana.AskOneAsync($"#\\private<{login}> hola"));
    }

    [Theory]
    [InlineData("#\\private")]
    [InlineData("#\\private<>")]
    [InlineData("#\\private <> hola")]
    public async Task A_private_message_without_a_receiver_is_refused_and_not_broadcast(string typed)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        await ana.AskAsync("#codes on");
        Assert.Matches("^\\*E2", await ana.AskOneAsync(typed));
        Assert.Empty(await bob.SeenAsync());
    }

    private async Task<IEnumerable<string>> PrivateTextsAtLoginAsync(string login, string start)
    {
        await using var client = await _server.ConnectAsync();
        await client.SendAsync($"#login {login} correct-horse");
        await client.ReadToLoggedInAsync(login);
        return (await client.SeenAsync()).Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..]).ToList();
    }
}

[Collection<AsyncMode>]
public sealed class PrivateMessagesAsync(AsyncServer server) : PrivateMessages(server);

[Collection<ThreadsMode>]
public sealed class PrivateMessagesThreads(ThreadsServer server) : PrivateMessages(server);
