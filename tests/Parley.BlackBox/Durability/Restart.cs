namespace Parley.BlackBox.Durability;

/// <summary>What outlives the server, however it ended.</summary>
public abstract class Restart(SharedServer shared)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accounts_kept_rooms_history_and_tokens_outlive_the_server(bool killed)
    {
        using var data = new TemporaryFolder();
        string token;
        await using (var server = await ServerProcess.StartAsync(shared.Options with { Data = data.Path }))
        {
            await using var ana = await server.ConnectJsonAsync();
            token = (await ana.AskAsync(new { t = "register", login = "ana", password = "correct-horse", age = 30, gender = "x", token = true }))["token"]!.GetValue<string>();
            await ana.AskAsync(new { t = "create", room = "uci" });
            await ana.AskAsync(new { t = "keep", room = "uci" });
            await ana.AskAsync(new { t = "post", room = "uci", text = "en la sala", id = "k1" });
            await ana.AskAsync(new { t = "join", room = "default" });
            await ana.AskAsync(new { t = "post", room = "default", text = "en principal" });
            await EndAsync(server, killed);
        }
        await using (var server = await ServerProcess.StartAsync(shared.Options with { Data = data.Path }))
        {
            await using var ana = await server.ConnectJsonAsync();
            await ana.AskAsync(new { t = "token-login", token });
            var entered = await ana.AskAsync(new { t = "join", room = "uci" });
            Assert.Equal((1L, true, "ana"), (entered["head"]!.GetValue<long>(), entered["kept"]!.GetValue<bool>(), entered["owner"]!.GetValue<string>()));
            Assert.Equal("en la sala", (await ana.AskAsync(new { t = "history", room = "uci" }))["entries"]![0]!["text"]!.GetValue<string>());
            Assert.True((await ana.AskAsync(new { t = "post", room = "uci", text = "en la sala", id = "k1" }))["duplicate"]!.GetValue<bool>());
            await ana.AskAsync(new { t = "join", room = "principal" });
            Assert.Equal("en principal", (await ana.AskAsync(new { t = "history", room = "default" }))["entries"]![0]!["text"]!.GetValue<string>());
            await using var line = await server.LoginAsync("ana");
            Assert.NotEmpty(await line.AskAsync("#lR"));
        }
    }

    [Fact]
    public async Task A_room_without_grace_does_not_outlive_the_server()
    {
        using var data = new TemporaryFolder();
        var options = shared.Options with { Data = data.Path, Profile = "classic", Lang = "es" };
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.RegisterAsync("ana");
            await ana.AskAsync("#cR uci");
            await server.KillAsync();
        }
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var bob = await server.RegisterAsync("bob", lang: "es");
            Assert.Equal(["* Salas (1):", "*   principal 1"], await bob.AskAsync("#lR"));
        }
    }

    [Fact]
    public async Task A_private_message_to_somebody_away_outlives_the_server()
    {
        using var data = new TemporaryFolder();
        var options = shared.Options with { Data = data.Path };
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await (await server.RegisterJsonAsync("bob")).DisposeAsync();
            await using var ana = await server.RegisterJsonAsync("ana");
            await Patience.UntilAsync(async () => (await ana.AskAsync(new { t = "users" }))["online"]!.GetValue<int>() == 1, "bob is seen to be gone");
            await ana.AskAsync(new { t = "post", to = "bob", text = "para luego" });
            await server.KillAsync();
        }
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var bob = await server.LoginJsonAsync("bob");
            Assert.Equal("para luego", (await bob.NextAsync("msg"))["text"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_line_that_was_echoed_is_there_after_a_kill()
    {
        using var data = new TemporaryFolder();
        var options = shared.Options with { Data = data.Path };
        var echoed = 0;
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.RegisterAsync("ana");
            for (var i = 0; i < 500; i++)
                await ana.SendAsync($"línea {i}");
            while (echoed < 100)
            {
                Assert.Equal($"ana: línea {echoed}", await ana.ReadLineAsync());
                echoed++;
            }
            await server.KillAsync();
            echoed += (await ana.ReadToEndAsync()).Count(l => l.StartsWith("ana: ", StringComparison.Ordinal));
        }
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.LoginJsonAsync("ana");
            await ana.AskAsync(new { t = "join", room = "default" });
            var texts = (await ana.AskAsync(new { t = "history", room = "default", after = 0, limit = 1000 }))["entries"]!.AsArray().Select(e => e!["text"]!.GetValue<string>()).ToList();
            Assert.True(texts.Count >= echoed - 1, $"{echoed} lines were echoed (the last perhaps in part), {texts.Count} are there");
            Assert.Equal(Enumerable.Range(0, texts.Count).Select(i => $"línea {i}"), texts);
        }
    }

    [Fact]
    public async Task Two_servers_never_share_a_data_folder()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(shared.Options with { Data = data.Path });
        var second = await Verb.RunAsync(["serve", "--data", data.Path, "--line", "127.0.0.1:0"], data.Path);
        Assert.Equal(2, second.ExitCode);
        Assert.Single(second.ErrorLines);
    }

    private static Task EndAsync(ServerProcess server, bool killed) => killed ? server.KillAsync() : server.StopAsync();
}

[Collection<AsyncMode>]
public sealed class RestartAsync(AsyncServer server) : Restart(server);

[Collection<ThreadsMode>]
public sealed class RestartThreads(ThreadsServer server) : Restart(server);
