namespace Parley.BlackBox.Line;

/// <summary>Ordinary lines: who gets them, how they look, how long they may be.</summary>
public abstract class Messages(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_message_goes_to_everybody_in_its_room_and_to_nobody_else()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await using var eva = await _server.RegisterAsync(Fresh.Name("eva"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        await eva.SeenAsync();
        Assert.Equal($"{login}: ¿qué tal, señor? 👋", await ana.AskOneAsync("¿qué tal, señor? 👋"));
        Assert.Equal($"{login}: ¿qué tal, señor? 👋", Assert.Single(await bob.SeenAsync()));
        Assert.Empty(await eva.SeenAsync());
    }

    [Theory]
    [InlineData("* Sala creada: falsa.")]
    [InlineData("bob: te debo 100")]
    [InlineData("[privado] bob: hola")]
    public async Task A_message_that_imitates_a_notice_or_another_person_has_its_senders_name_in_front(string text)
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {Fresh.Name("sala")}");
        Assert.Equal($"{login}: {text}", await ana.AskOneAsync(text));
    }

    [Theory]
    [InlineData("es", 4097, @"^\*E215 Mensaje demasiado largo \(máx\. 4096 bytes\)$")]
    [InlineData("en", 4097, @"^\*E215 .*4096")]
    [InlineData("es", 9000, @"^\*E215 Mensaje demasiado largo \(máx\. \d+ bytes\)$")]
    public async Task A_message_past_its_limit_is_refused_and_the_session_goes_on(string lang, int length, string answer)
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login, lang: lang);
        await ana.AskAsync($"#cR {Fresh.Name("sala")}");
        await ana.AskAsync("#codes on");
        Assert.Matches(answer, await ana.AskOneAsync(new string('x', length)));
        Assert.Equal($"{login}: sigo", await ana.AskOneAsync("sigo"));
    }

    [Fact]
    public async Task A_message_of_exactly_4096_bytes_is_taken_and_counted_in_bytes()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {Fresh.Name("sala")}");
        await ana.AskAsync("#codes on");
        var full = new string('ñ', 2048);
        Assert.Equal($"{login}: {full}", await ana.AskOneAsync(full));
        Assert.StartsWith("*E215 ", await ana.AskOneAsync(full + "n"));
    }

    [Fact]
    public async Task A_text_with_line_breaks_from_another_door_is_one_line_each_here()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await bob.AskAsync($"#cR {room}");
        await using var ana = await _server.RegisterJsonAsync(login);
        await ana.AskAsync(new { t = "join", room });
        await bob.SeenAsync();
        await ana.AskAsync(new { t = "post", room, text = "uno\n* dos\r\ntres" });
        Assert.Equal([$"{login}: uno", $"{login}: * dos", $"{login}: tres"], await bob.SeenAsync());
    }

    [Fact]
    public async Task Somebody_too_fast_is_told_to_wait_only_past_the_queue()
    {
        await using var server = await shared.StartAsync("limits.exempt=[]", "limits.rate=1", "limits.burst=5", "limits.rate-queue=5");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        for (var i = 0; i < 40; i++)
            await ana.SendAsync($"línea {i}");
        var before = await ana.ReadToLineAsync(l => l.StartsWith("*E216 ", StringComparison.Ordinal));
        Assert.DoesNotContain(before, l => l.StartsWith("*E", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_past_the_rate_are_taken_later_and_none_is_lost()
    {
        await using var server = await shared.StartAsync("limits.exempt=[]", "limits.rate=20", "limits.burst=20");
        await using var ana = await server.RegisterAsync("ana");
        for (var i = 0; i < 60; i++)
            await ana.SendAsync($"línea {i}");
        for (var i = 0; i < 60; i++)
            Assert.Equal($"ana: línea {i}", await ana.ReadLineAsync());
    }
}

[Collection<AsyncMode>]
public sealed class MessagesAsync(AsyncServer server) : Messages(server);

[Collection<ThreadsMode>]
public sealed class MessagesThreads(ThreadsServer server) : Messages(server);
