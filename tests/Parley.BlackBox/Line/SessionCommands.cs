using System.Globalization;

namespace Parley.BlackBox.Line;

/// <summary>Commands about the session and the account itself.</summary>
public abstract class SessionCommands(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task Help_lists_every_command_of_the_assignment()
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        var help = string.Join('\n', await ana.AskAsync("#help"));
        foreach (var command in new[] { "#cR", "#gR", "#eR", "#exit", "#lR", "#dR", "#show users", "#\\private" })
            Assert.Contains(command, help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_for_one_command_is_about_that_command()
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        Assert.All(await ana.AskAsync("#help cR"), l => Assert.StartsWith("* ", l));
        Assert.Contains("#cR", string.Join('\n', await ana.AskAsync("#help #cR")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_machine_form_of_time_has_the_four_timestamps()
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await ana.SendAsync($"#time {before}");
        var answer = await ana.ReadLineAsync();
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var parts = answer["* time ".Length..].Split(' ').Select(p => double.Parse(p[3..], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(before, parts[0]);
        Assert.InRange(parts[1], before - 1, after + 1);
        Assert.InRange(parts[2], parts[1], after + 1);
    }

    [Theory]
    [InlineData("es", "* Hora: ")]
    [InlineData("en", "* Time: ")]
    public async Task Time_is_said_to_people_as_well(string lang, string start)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"), lang: lang);
        Assert.StartsWith(start, (await ana.AskAsync("#time"))[0]);
    }

    [Theory]
    [InlineData("#time ayer")]
    [InlineData("#time NaN")]
    [InlineData("#lang fr")]
    public async Task Values_that_are_none_are_refused(string command)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E203 ", await ana.AskOneAsync(command));
    }

    [Fact]
    public async Task The_language_is_the_accounts_and_stays()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        Assert.Equal("* Idioma: español", await ana.AskOneAsync("#lang es"));
        await using var again = await _server.LoginAsync(login);
        Assert.Equal("* Comando no reconocido: #x. Ayuda: #help", await again.AskOneAsync("#x"));
        Assert.Equal("* Language: English", await again.AskOneAsync("#lang en"));
    }

    [Fact]
    public async Task Codes_are_shown_when_wanted_and_not_otherwise()
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        Assert.Equal("* No such room x. See rooms: #lR", await ana.AskOneAsync("#gR x"));
        await ana.AskAsync("#codes on");
        Assert.Equal("*E204 No such room x. See rooms: #lR", await ana.AskOneAsync("#gR x"));
        await ana.AskAsync("#codes off");
        Assert.Equal("* No such room x. See rooms: #lR", await ana.AskOneAsync("#gR x"));
    }

    [Fact]
    public async Task Echo_off_hides_ones_own_lines_from_oneself_only()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.AskAsync("#echo off");
        Assert.Empty(await ana.AskAsync("hola"));
        Assert.Equal($"{login}: hola", Assert.Single(await bob.SeenAsync()));
        await ana.AskAsync("#echo on");
        Assert.Equal($"{login}: otra", await ana.AskOneAsync("otra"));
    }

    [Fact]
    public async Task Last_shows_positions_times_and_messages_oldest_first()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync($"#cR {room}");
        for (var i = 1; i <= 25; i++)
            await ana.SendAsync($"m{i}");
        await ana.SeenAsync();
        var lines = await ana.AskAsync("#last 3");
        Assert.Equal(4, lines.Count);
        for (var i = 0; i < 3; i++)
            Assert.Matches($@"^\[{i + 23} · \d\d:\d\d:\d\d\] {login}: m{i + 23}$", lines[i]);
        Assert.Matches(@"^\* (fin / end|fin|end)$", lines[3]);
        Assert.Equal(21, (await ana.AskAsync("#last")).Count);
    }

    [Fact]
    public async Task A_kept_room_survives_its_owner()
    {
        var (owner, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var server = await shared.StartAsync("rooms.owner-grace=0");
        await using var bob = await server.RegisterAsync("bob");
        await using var ana = await server.RegisterAsync(owner);
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        Assert.StartsWith("* ", (await ana.AskAsync("#keep"))[^1]);
        await ana.SendAsync("#exit");
        await bob.ReadToLineAsync(l => l.StartsWith($"* {owner} ", StringComparison.Ordinal));
        Assert.Contains(await bob.AskAsync("#lR"), l => l.StartsWith($"*   {room} 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_owner_keeps_a_room()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await bob.AskAsync("#codes on");
        Assert.Matches(@"^\*E240 ", await bob.AskOneAsync("#keep"));
    }

    [Fact]
    public async Task Me_shows_ones_own_profile()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        var me = string.Join('\n', await ana.AskAsync("#me"));
        foreach (var item in new[] { login, "Test", "Person", "30" })
            Assert.Contains(item, me, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_password_is_the_only_one_that_works()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E222 ", await ana.AskOneAsync("#passwd wrong-horse another-horse"));
        Assert.DoesNotMatch(@"^\*E", await ana.AskOneAsync("#passwd correct-horse another-horse"));
        await using var again = await _server.LoginAsync(login, "another-horse");
        Assert.NotEmpty(await again.AskAsync("#lR"));
        await using var old = await _server.ConnectAsync();
        await old.SendAsync($"#login {login} correct-horse");
        await old.ReadThroughAsync("Wrong user or password.");
    }

    [Fact]
    public async Task A_deleted_account_is_gone_and_its_login_free()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.SendAsync("#del-account correct-horse");
        await ana.ReadToEndAsync();
        await using var gone = await _server.ConnectAsync();
        await gone.SendAsync($"#login {login} correct-horse");
        await gone.ReadThroughAsync("Wrong user or password.");
        await using var anew = await _server.RegisterAsync(login, "brand-new-one");
        Assert.NotEmpty(await anew.AskAsync("#lR"));
    }

    [Fact]
    public async Task Search_finds_what_was_said_here()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        await ana.AskAsync("el paciente está estable");
        await ana.AskAsync("otra cosa");
        await Patience.UntilAsync(
            async () => (await ana.AskAsync("#search ESTA paciente")).Any(l => l.Contains("el paciente está estable", StringComparison.Ordinal)),
            "the message is found without its accents");
    }

    [Fact]
    public async Task A_client_id_posts_once_however_often_it_is_sent()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        await ana.AskAsync("#id 6f1c hola");
        await ana.AskAsync("#id 6f1c hola");
        Assert.Equal([$"{login}: hola"], await bob.SeenAsync());
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E228 ", (await ana.AskAsync("#id 6f1c adiós"))[^1]);
        Assert.Empty(await bob.SeenAsync());
    }
}

[Collection<AsyncMode>]
public sealed class SessionCommandsAsync(AsyncServer server) : SessionCommands(server);

[Collection<ThreadsMode>]
public sealed class SessionCommandsThreads(ThreadsServer server) : SessionCommands(server);
