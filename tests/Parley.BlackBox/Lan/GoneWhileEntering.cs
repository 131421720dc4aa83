using System.Text;

namespace Parley.BlackBox.Lan;

/// <summary>A server that dies or freezes while somebody enters who was there before: the chat goes on among the peers, with all that was typed.</summary>
public sealed class GoneWhileEntering : IAsyncLifetime
{
    /// <summary>Commands of the client in their order, up to the room that it enters.</summary>
    private static readonly string[] Entering = ["hello", "time", "scram-start", "scram-finish", "conversations", "join"];

    /// <summary>Those that follow while people can type.</summary>
    private static readonly string[] Entered = ["show-rules", "rooms", "users", "device"];

    private ServerProcess? _server;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerOptions());

    [Fact]
    public async Task Wherever_it_dies_what_was_piped_is_written_among_the_peers_and_reaches_the_server_later()
    {
        await using var proxy = new CuttingProxy(_server!.Line);
        await using var ana = await OnceLoggedInAsync("ana", proxy);
        foreach (var command in Entering)
        {
            proxy.CutsAt = From(command);
            var chat = await Verb.RunAsync(
                ["chat", $"tcp:{proxy.EndPoint}", "--plain", "--peers", "on", "--login", "ana", "--lang", "en"],
                ana.Home,
                $"one at {command}\ntwo at {command}\n",
                new Dictionary<string, string> { ["PARLEY_PASSWORD"] = "correct-horse" });
            Assert.True(chat.ExitCode == 0, $"{command}: {chat.ExitCode}\n{chat.All}");
            Assert.Contains("The server is out of reach. As ana, you begin", chat.Output, StringComparison.Ordinal);
            Assert.Contains($"\nana: one at {command}\nana: two at {command}\n", chat.Output, StringComparison.Ordinal);
        }
        foreach (var command in Entered)
        {
            proxy.CutsAt = From(command);
            await ana.StartAsync();
            await ana.TypeAsync($"one at {command}");
            await ana.ShowsAsync($"ana: one at {command}");
            Assert.Contains(ana.Lines, l => l.Contains("The server is out of reach", StringComparison.Ordinal));
            await ana.StopAsync();
        }

        proxy.CutsAt = _ => false;
        await ana.StartAsync();
        await ana.ShowsAsync("without the server) one at device");
        await using var eva = await _server.RegisterAsync("eva");
        var history = ChatSite.MessagesOf(await eva.AskAsync("#last 100"));
        Assert.Equal([.. Entering.SelectMany(c => (string[])[$"ana: one at {c}", $"ana: two at {c}"]), .. Entered.Select(c => $"ana: one at {c}")], history);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("time")]
    [InlineData("scram-start")]
    [InlineData("join")]
    public async Task One_that_accepts_and_says_nothing_more_is_given_up(string command)
    {
        await using var proxy = new CuttingProxy(_server!.Line);
        await using var ana = await OnceLoggedInAsync("ana", proxy);
        var from = From(command);
        proxy.CutsAt = sent => (proxy.IsFrozen |= from(sent)) && false;
        await ana.StartAsync();
        await ana.TypeAsync($"typed at {command}");
        await ana.ShowsAsync($"ana: typed at {command}");
        Assert.Contains(ana.Lines, l => l.Contains("The server is out of reach. As ana, you begin", StringComparison.Ordinal));
        // Nobody sits before an empty screen meanwhile.
        Assert.Contains(ana.Lines, l => l == (command is "hello" or "time" ? $"parley: Connecting to tcp:{proxy.EndPoint} …" : $"* tcp:{proxy.EndPoint} does not answer yet …"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>With the server's word on this computer.</summary>
    private async Task<ChatHost> OnceLoggedInAsync(string name, CuttingProxy proxy)
    {
        await (await _server!.RegisterAsync(name)).DisposeAsync();
        var host = await ChatHost.StartAsync(space: null, proxy.EndPoint, name);
        await Patience.UntilAsync(() => Directory.EnumerateFiles(host.Home, "membership-*", SearchOption.AllDirectories).Any(), "the server's word is kept", Patience.Long, () => string.Join('\n', host.Lines));
        await host.StopAsync();
        return host;
    }

    /// <summary>Nothing that a client sends from this command on, on any connection.</summary>
    private static Func<ReadOnlySpan<byte>, bool> From(string command)
    {
        var name = Encoding.ASCII.GetBytes($"\"{command}\"");
        var isGone = false;
        return sent => isGone |= sent.IndexOf(name) >= 0;
    }
}
