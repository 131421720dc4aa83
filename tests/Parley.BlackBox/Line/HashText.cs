namespace Parley.BlackBox.Line;

/// <summary>Where a <c>#</c> is a command, where it is text, and that no mistyped command reaches a room.</summary>
public abstract class HashText(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("# of beds", "# of beds")]
    [InlineData("#1", "#1")]
    [InlineData("#", "#")]
    [InlineData("##hashtag", "#hashtag")]
    [InlineData("##cR sala", "#cR sala")]
    [InlineData(" #cR sala", " #cR sala")]
    [InlineData("see #cR", "see #cR")]
    public async Task Text_with_a_hash_is_a_message(string typed, string shown)
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {room}");
        Assert.Equal($"{login}: {shown}", await ana.AskOneAsync(typed));
    }

    [Theory]
    [InlineData("#gracias", "es", "*E200 Comando no reconocido: #gracias. Ayuda: #help")]
    [InlineData("#gracias", "en", "*E200 Unknown command: #gracias. Help: #help")]
    [InlineData("#create x", "en", "*E200 Unknown command: #create. Help: #help")]
    [InlineData("#password secreto", "es", "*E200 Comando no reconocido: #password. Ayuda: #help")]
    public async Task An_unknown_command_is_refused_and_never_broadcast(string typed, string lang, string answer)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.AskAsync("#codes on");
        Assert.Equal(answer, await ana.AskOneAsync(typed));
        Assert.Empty(await bob.SeenAsync());
    }

    [Theory]
    [InlineData("#ack 5")]
    [InlineData("#urgent @bob x")]
    public async Task Commands_of_later_releases_say_that_they_are_not_there_yet(string typed)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E219 ", await ana.AskOneAsync(typed));
    }

    [Fact]
    public async Task Hash_text_is_refused_where_the_setting_says_so()
    {
        await using var server = await shared.StartAsync("line.hash-text=false");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        foreach (var typed in new[] { "# of beds", "#1", "#" })
            Assert.StartsWith("*E200 ", await ana.AskOneAsync(typed));
        Assert.Equal("ana: #1", await ana.AskOneAsync("##1"));
    }
}

[Collection<AsyncMode>]
public sealed class HashTextAsync(AsyncServer server) : HashText(server);

[Collection<ThreadsMode>]
public sealed class HashTextThreads(ThreadsServer server) : HashText(server);
