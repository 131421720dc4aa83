namespace Parley.BlackBox.Failures;

/// <summary>Names and passwords chosen to confuse people, terminals and databases.</summary>
public abstract class OddNames(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("x'\"; -- DROP TABLE accounts")]
    [InlineData("' OR '1'='1")]
    [InlineData("contraseña|con|barras")]
    public async Task A_password_full_of_quotes_is_a_password(string password)
    {
        var login = Fresh.Name("ana");
        await using (var ana = await _server.RegisterJsonAsync(login, password))
        {
        }
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync(login);
        await client.ReadThroughAsync("Contraseña / Password:");
        await client.SendAsync(password);
        await client.ReadThroughAsync($"* Logged in: {login}.");
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("ana'--")]
    public async Task A_login_full_of_quotes_is_nobody(string login)
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(222, await client.RefusedAsync(new { t = "login", login, password = "' OR 1=1 --" }));
    }

    [Theory]
    [InlineData("\u001b[31mroja")]
    [InlineData("abc\u202Edef")]
    [InlineData("abc\u200Bdef")]
    [InlineData("abc\u0007")]
    public async Task A_room_name_with_terminal_or_direction_codes_is_refused_and_shown_harmless(string name)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync("#codes on");
        var answer = await ana.AskOneAsync($"#cR {name}");
        Assert.StartsWith("*E203 ", answer);
        Assert.DoesNotContain(answer, c => char.IsControl(c) || c == '\u202E');
    }

    [Theory]
    [InlineData("\u001b[31mroja")]
    [InlineData("abc\u202Edef")]
    public async Task A_login_with_terminal_or_direction_codes_is_refused(string stem)
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(203, await client.RefusedAsync(new { t = "register", login = Fresh.Name(stem), password = "correct-horse", age = 30, gender = "x" }));
    }

    [Fact]
    public async Task Names_differ_by_more_than_case()
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(223, await client.RefusedAsync(new { t = "register", login = login.ToUpperInvariant(), password = "correct-horse", age = 30, gender = "x" }));
        Assert.Equal(login, (await client.AskAsync(new { t = "login", login = login.ToUpperInvariant(), password = "correct-horse" }))["login"]!.GetValue<string>());
        var room = Fresh.Name("Sala");
        await ana.AskAsync($"#cR {room}");
        await ana.AskAsync("#codes on");
        Assert.Equal($"*E202 Room {room} already exists. To enter: #gR {room}", await ana.AskOneAsync($"#cR {room.ToLowerInvariant()}"));
    }

    [Theory]
    [InlineData("cora", "сora")]
    [InlineData("pablo", "pabl\u043e")]
    public async Task A_login_that_looks_like_anothers_is_refused(string latin, string cyrillic)
    {
        var number = Fresh.Name("");
        await using var ana = await _server.RegisterAsync(latin + number);
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(224, await client.RefusedAsync(new { t = "register", login = cyrillic + number, password = "correct-horse", age = 30, gender = "x" }));
    }

    [Fact]
    public async Task Composed_and_decomposed_spellings_are_one_name()
    {
        var number = Fresh.Name("");
        await using var ana = await _server.RegisterAsync("íñigo" + number);
        await using var client = await _server.ConnectJsonAsync();
        await client.AskAsync(new { t = "login", login = "i\u0301n\u0303igo" + number, password = "correct-horse" });
    }
}

[Collection<AsyncMode>]
public sealed class OddNamesAsync(AsyncServer server) : OddNames(server);

[Collection<ThreadsMode>]
public sealed class OddNamesThreads(ThreadsServer server) : OddNames(server);
