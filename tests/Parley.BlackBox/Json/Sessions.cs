using System.Text.Json.Nodes;

namespace Parley.BlackBox.Json;

/// <summary>The JSON protocol's session requests: welcome, the four ways in, tokens, profile, time, exit.</summary>
public abstract class Sessions(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task Hello_is_answered_by_what_the_server_can_do()
    {
        await using var client = await _server.ConnectJsonAsync();
        var welcome = await client.AskAsync(new { t = "hello", lang = "es", client = "black-box/1" });
        Assert.Equal("welcome", JsonClient.Type(welcome));
        Assert.Equal(1, welcome["protocol"]!.GetValue<int>());
        Assert.Equal("es", welcome["lang"]!.GetValue<string>());
        Assert.Equal(4096, welcome["limits"]!["message"]!.GetValue<int>());
        Assert.Equal(65536, welcome["limits"]!["frame"]!.GetValue<int>());
        var capabilities = welcome["capabilities"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        foreach (var capability in new[] { "scram-sha-256", "token", "history", "search", "resume", "time" })
            Assert.Contains(capability, capabilities);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", welcome["time"]!.GetValue<string>());
    }

    [Fact]
    public async Task Registering_logs_in_and_puts_nobody_in_a_room()
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.ConnectJsonAsync();
        var answer = await client.AskAsync(new { t = "register", login, password = "correct-horse", givenNames = "Ana", surnames = "López", age = 33, gender = "mujer" });
        Assert.Equal("logged-in", JsonClient.Type(answer));
        Assert.True(answer["registered"]!.GetValue<bool>());
        Assert.Equal(login, answer["login"]!.GetValue<string>());
        Assert.Null(answer["room"]);
        Assert.Null(answer["token"]);
        Assert.Contains(await client.RefusedAsync(new { t = "post", text = "¿dónde?" }), new[] { 231, 236 });
    }

    [Theory]
    [InlineData("rooms")]
    [InlineData("users")]
    [InlineData("tokens")]
    [InlineData("conversations")]
    [InlineData("profile")]
    public async Task Before_the_login_there_is_226(string type)
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(226, await client.RefusedAsync(new { t = type }));
        Assert.Equal("pong", JsonClient.Type(await client.AskAsync(new { t = "ping" })));
    }

    [Fact]
    public async Task A_second_login_on_a_connection_is_refused()
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.RegisterJsonAsync(login);
        Assert.Equal(227, await client.RefusedAsync(new { t = "login", login, password = "correct-horse" }));
    }

    [Fact]
    public async Task Unknown_user_and_wrong_password_are_the_same_refusal()
    {
        var login = Fresh.Name("ana");
        await using (await _server.RegisterJsonAsync(login))
        {
        }
        await using var client = await _server.ConnectJsonAsync();
        var wrong = await client.AnswerAsync(await client.SendAsync(new { t = "login", login, password = "wrong-horse" }));
        var unknown = await client.AnswerAsync(await client.SendAsync(new { t = "login", login = "nobody-here", password = "wrong-horse" }));
        Assert.Equal(222, wrong["code"]!.GetValue<int>());
        wrong.Remove("ref");
        unknown.Remove("ref");
        Assert.Equal(wrong.ToJsonString(), unknown.ToJsonString());
    }

    [Fact]
    public async Task Scram_logs_in_without_sending_the_password_and_the_server_proves_itself()
    {
        var login = Fresh.Name("ana");
        await using (await _server.RegisterJsonAsync(login))
        {
        }
        await using var client = await _server.ConnectJsonAsync();
        var scram = new ScramLogin(login, "correct-horse");
        var challenge = await client.AskAsync(new { t = "scram-start", data = scram.First });
        Assert.StartsWith($"r={scram.Nonce}", challenge["data"]!.GetValue<string>());
        var answer = await client.AskAsync(new { t = "scram-finish", data = scram.Final(challenge["data"]!.GetValue<string>()) });
        Assert.Equal("logged-in", JsonClient.Type(answer));
        Assert.Equal(scram.ServerProof, answer["scram"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scram_refuses_a_wrong_password_as_it_refuses_an_unknown_user(bool known)
    {
        var login = Fresh.Name("ana");
        if (known)
            await (await _server.RegisterJsonAsync(login)).DisposeAsync();
        await using var client = await _server.ConnectJsonAsync();
        var scram = new ScramLogin(login, "wrong-horse");
        var challenge = await client.AskAsync(new { t = "scram-start", data = scram.First });
        Assert.Equal(222, await client.RefusedAsync(new { t = "scram-finish", data = scram.Final(challenge["data"]!.GetValue<string>()) }));
    }

    [Fact]
    public async Task The_salt_shown_for_an_unknown_user_is_always_the_same()
    {
        var login = Fresh.Name("nobody");
        Assert.Equal(await SaltAsync(login), await SaltAsync(login));
    }

    [Fact]
    public async Task A_token_logs_in_until_it_is_revoked()
    {
        var login = Fresh.Name("ana");
        await using var first = await _server.ConnectJsonAsync();
        await first.AskAsync(new { t = "hello", client = "black-box/1" });
        var token = (await first.AskAsync(new { t = "register", login, password = "correct-horse", age = 30, gender = "x", token = true }))["token"]!.GetValue<string>();
        await using var second = await _server.ConnectJsonAsync();
        Assert.Equal(login, (await second.AskAsync(new { t = "token-login", token }))["login"]!.GetValue<string>());
        var listed = Assert.Single((await second.AskAsync(new { t = "tokens" }))["tokens"]!.AsArray())!;
        Assert.Equal("black-box/1", listed["client"]?.GetValue<string>());
        Assert.True(listed["current"]!.GetValue<bool>());
        Assert.Equal("done", JsonClient.Type(await first.AskAsync(new { t = "revoke", id = listed["id"]!.GetValue<string>() })));
        await using var third = await _server.ConnectJsonAsync();
        Assert.Equal(237, await third.RefusedAsync(new { t = "token-login", token }));
    }

    [Fact]
    public async Task A_revoked_tokens_session_ends_with_the_reason()
    {
        var login = Fresh.Name("ana");
        await using var first = await _server.ConnectJsonAsync();
        var token = (await first.AskAsync(new { t = "register", login, password = "correct-horse", age = 30, gender = "x", token = true }))["token"]!.GetValue<string>();
        await using var second = await _server.ConnectJsonAsync();
        await second.AskAsync(new { t = "token-login", token });
        await using var third = await _server.LoginJsonAsync(login);
        await third.AskAsync(new { t = "revoke" });
        var closing = await second.NextAsync("closing");
        Assert.Equal("Revoked", closing["reason"]!.GetValue<string>());
        Assert.Null(await second.TryReadAsync());
    }

    [Fact]
    public async Task A_new_password_revokes_the_tokens_of_other_sessions()
    {
        var login = Fresh.Name("ana");
        await using var first = await _server.ConnectJsonAsync();
        var token = (await first.AskAsync(new { t = "register", login, password = "correct-horse", age = 30, gender = "x", token = true }))["token"]!.GetValue<string>();
        await using var second = await _server.LoginJsonAsync(login);
        Assert.Equal(222, await second.RefusedAsync(new { t = "passwd", old = "wrong-horse", @new = "battery-staple" }));
        Assert.Equal(225, await second.RefusedAsync(new { t = "passwd", old = "correct-horse", @new = "short" }));
        await second.AskAsync(new { t = "passwd", old = "correct-horse", @new = "battery-staple" });
        await using var third = await _server.ConnectJsonAsync();
        Assert.Equal(237, await third.RefusedAsync(new { t = "token-login", token }));
        await third.AskAsync(new { t = "login", login, password = "battery-staple" });
    }

    [Fact]
    public async Task Age_and_gender_are_for_oneself_only()
    {
        var (login, other) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(login);
        await ana.AskAsync(new { t = "set-profile", givenNames = "Ana", age = 44, gender = "mujer" });
        var own = await ana.AskAsync(new { t = "profile" });
        Assert.Equal(44, own["age"]!.GetValue<int>());
        Assert.Equal("mujer", own["gender"]!.GetValue<string>());
        Assert.Equal("Person", own["surnames"]!.GetValue<string>());
        await using var bob = await _server.RegisterJsonAsync(other);
        var seen = await bob.AskAsync(new { t = "profile", login });
        Assert.Equal("Ana", seen["givenNames"]!.GetValue<string>());
        Assert.Null(seen["age"]);
        Assert.Null(seen["gender"]);
        Assert.Equal(211, await bob.RefusedAsync(new { t = "profile", login = "nobody-here" }));
        Assert.Equal(203, await bob.RefusedAsync(new { t = "set-profile", age = 151 }));
    }

    [Fact]
    public async Task Time_has_arrival_and_departure()
    {
        await using var client = await _server.ConnectJsonAsync();
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var answer = await client.AskAsync(new { t = "time", t0 = 12.5 });
        Assert.Equal(12.5, answer["t0"]!.GetValue<double>());
        Assert.InRange(answer["t1"]!.GetValue<double>(), before - 1, before + 5000);
        Assert.True(answer["t2"]!.GetValue<double>() >= answer["t1"]!.GetValue<double>());
    }

    [Fact]
    public async Task Exit_is_answered_and_then_the_connection_ends()
    {
        await using var client = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        var closing = await client.AskAsync(new { t = "exit" });
        Assert.Equal(("closing", "Quit"), (JsonClient.Type(closing), closing["reason"]!.GetValue<string>()));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task An_account_is_deleted_by_its_password()
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.RegisterJsonAsync(login);
        Assert.Equal(222, await client.RefusedAsync(new { t = "del-account", password = "wrong-horse" }));
        var closing = await client.AskAsync(new { t = "del-account", password = "correct-horse" });
        Assert.Equal("Revoked", closing["reason"]!.GetValue<string>());
        await using var again = await _server.ConnectJsonAsync();
        Assert.Equal(222, await again.RefusedAsync(new { t = "login", login, password = "correct-horse" }));
    }

    [Fact]
    public async Task A_client_that_promised_a_heartbeat_and_is_silent_is_closed()
    {
        await using var client = await _server.ConnectJsonAsync();
        await client.AskAsync(new { t = "hello", heartbeat = 5 });
        var closing = await client.TryReadAsync(TimeSpan.FromSeconds(25));
        Assert.Equal("PingTimeout", closing!["reason"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{\"login\":\"", 203)]
    [InlineData("bad login!", 203)]
    [InlineData("server", 224)]
    public async Task A_login_nobody_may_have_is_refused(string login, int code)
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(code, await client.RefusedAsync(new { t = "register", login, password = "correct-horse", age = 30, gender = "x" }));
    }

    [Fact]
    public async Task Registration_checks_password_and_age()
    {
        await using var client = await _server.ConnectJsonAsync();
        Assert.Equal(225, await client.RefusedAsync(new { t = "register", login = Fresh.Name("ana"), password = "1234567", age = 30, gender = "x" }));
        Assert.Equal(225, await client.RefusedAsync(new { t = "register", login = Fresh.Name("ana"), password = new string('x', 1025), age = 30, gender = "x" }));
        Assert.Equal(203, await client.RefusedAsync(new { t = "register", login = Fresh.Name("ana"), password = "correct-horse", age = 0 }));
        Assert.Equal(203, await client.RefusedAsync(new { t = "register", login = Fresh.Name("ana"), password = "correct-horse", age = 151 }));
    }

    private async Task<string> SaltAsync(string login)
    {
        await using var client = await _server.ConnectJsonAsync();
        JsonObject challenge = await client.AskAsync(new { t = "scram-start", data = new ScramLogin(login, "x").First });
        return challenge["data"]!.GetValue<string>().Split(',').Single(i => i.StartsWith("s=", StringComparison.Ordinal));
    }
}

[Collection<AsyncMode>]
public sealed class SessionsAsync(AsyncServer server) : Sessions(server);

[Collection<ThreadsMode>]
public sealed class SessionsThreads(ThreadsServer server) : Sessions(server);
