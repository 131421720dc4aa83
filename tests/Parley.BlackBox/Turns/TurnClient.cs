namespace Parley.BlackBox.Turns;

/// <summary><c>parley turn</c> in terminals, against a server that ends and comes back. docs/turn-taking.md.</summary>
public sealed class TurnClient
{
    private const int Turns = 20;

    [Fact]
    public async Task Two_hold_a_conversation_of_twenty_turns_over_ends_of_the_server_and_of_a_client()
    {
        using var data = new TemporaryFolder();
        var options = new ServerOptions { Data = data.Path, Unix = true };
        var server = await ServerProcess.StartAsync(options);
        await (await server.RegisterJsonAsync("ana")).DisposeAsync();
        await (await server.RegisterJsonAsync("bob")).DisposeAsync();
        var socket = $"unix:{server.Ready.Doors["unix"]}";
        var ana = await OpenAsync("ana", "bob");
        await ana.SeesAsync("Anybody may speak.");
        var bob = await OpenAsync("bob", "ana");
        await bob.SeesAsync("Anybody may speak.");
        try
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                var (speaker, listener) = turn % 2 == 0 ? (ana, bob) : (bob, ana);
                var name = turn % 2 == 0 ? "ana" : "bob";
                if (turn == 10)
                {
                    await server.KillAsync();
                    await speaker.TypeAsync($"m{turn}");
                    server = await ServerProcess.StartAsync(options);
                }
                else
                {
                    await speaker.TypeAsync($"m{turn}");
                }
                await listener.SeesAsync($"{name}: m{turn}");
                await listener.SeesAsync("It is your turn.");
                await speaker.SeesAsync($"It is {(name == "ana" ? "bob" : "ana")}'s turn.");
                if (turn == 5)
                {
                    // Not one's turn: nothing is sent.
                    await speaker.TypeAsync("demasiado pronto");
                    await speaker.SeesAsync("Not sent.");
                }
                if (turn == 13)
                {
                    await ana.DisposeAsync();
                    ana = await OpenAsync("ana", "bob");
                    await ana.SeesAsync("bob: m13");
                    await ana.SeesAsync("It is your turn.");
                }
            }
            await using var check = await server.LoginJsonAsync("ana");
            var said = (await check.AskAsync(new { t = "history", to = "bob", limit = 100 }))["entries"]!.AsArray()
                .Where(e => e!["t"]!.GetValue<string>() == "msg")
                .Select(e => (e!["from"]!.GetValue<string>(), e["text"]!.GetValue<string>()))
                .ToList();
            Assert.Equal(Enumerable.Range(0, Turns).Select(n => (n % 2 == 0 ? "ana" : "bob", $"m{n}")), said);
        }
        catch (Exception fault) when (fault is TimeoutException)
        {
            throw new InvalidOperationException($"ana:\n{ana}\nbob:\n{bob}", fault);
        }
        finally
        {
            await ana.DisposeAsync();
            await bob.DisposeAsync();
            await server.DisposeAsync();
        }

        Task<Terminal> OpenAsync(string login, string partner) => Terminal.OpenAsync(data.Path, "correct-horse", "turn", login, partner, socket, "--lang", "en");
    }

    [Fact]
    public async Task What_waited_is_shown_once_and_counts_as_read()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path, Unix = true });
        await (await server.RegisterJsonAsync("bob")).DisposeAsync();
        await using var ana = await server.RegisterJsonAsync("ana");
        await ana.AskAsync(new { t = "turn", to = "bob", action = "start" });
        var waits = (await ana.AskAsync(new { t = "post", to = "bob", text = "te espera" }))["position"]!.GetValue<long>();

        await using var bob = await Terminal.OpenAsync(data.Path, "correct-horse", "turn", "bob", "ana", $"unix:{server.Ready.Doors["unix"]}", "--lang", "en");
        await bob.SeesAsync("It is your turn.");
        await bob.TypeAsync("ya voy");
        await bob.SeesAsync("It is ana's turn.");
        Assert.Equal(2, bob.ToString().Split("te espera").Length);

        await using var phone = await server.LoginJsonAsync("bob");
        await Patience.UntilAsync(async () => (await phone.AskAsync(new { t = "mark-read", to = "ana" }))["position"]!.GetValue<long>() > waits, "it is read");
    }

    [Fact]
    public async Task Nobody_asks_for_anything_while_they_wait()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        await using var ana = await server.RegisterJsonAsync("ana");
        await using var bob = await server.RegisterJsonAsync("bob");
        await ana.AskAsync(new { t = "turn", to = "bob", action = "start" });
        await ana.AskAsync(new { t = "post", to = "bob", text = "hola" });
        // Pushed: bob has sent nothing since his registration.
        Assert.Equal("hola", (await bob.NextAsync("msg"))["text"]!.GetValue<string>());
        Assert.Equal("bob", (await bob.NextAsync("turn-state"))["turn"]!.GetValue<string>());
        Assert.Equal(256, await ana.RefusedAsync(new { t = "post", to = "bob", text = "otra" }));
    }
}
