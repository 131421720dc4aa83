using System.Diagnostics;

namespace Parley.BlackBox.Cli;

/// <summary><c>parley chat --plain</c>: a person's client on standard input and output.</summary>
public sealed class Chat
{
    [Fact]
    public async Task A_plain_client_writes_each_event_as_one_line()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        await using var bob = await server.RegisterAsync("bob");
        await using (await server.RegisterAsync("ana"))
        {
        }
        using var home = new TemporaryFolder();
        var start = await ShippedProgram.StartInfoAsync(["chat", $"127.0.0.1:{server.Line.Port}", "--plain", "--login", "ana"], home.Path);
        start.Environment["PARLEY_PASSWORD"] = "correct-horse";
        using var chat = Process.Start(start)!;
        await bob.ReadToLineAsync(l => l.StartsWith("* ana ", StringComparison.Ordinal));
        await bob.AskAsync("hola ana");
        await ReadToAsync(chat.StandardOutput, "bob: hola ana");
        await chat.StandardInput.WriteLineAsync("hola bob");
        await bob.ReadToLineAsync("ana: hola bob");
        chat.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience.Normal);
        await chat.WaitForExitAsync(limit.Token);
        Assert.Equal(0, chat.ExitCode);
    }

    private static async Task ReadToAsync(StreamReader output, string wanted)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        List<string> seen = [];
        while (await output.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(wanted, StringComparison.Ordinal))
                return;
            seen.Add(line);
        }
        Assert.Fail($"\"{wanted}\" never came; seen:\n{string.Join('\n', seen)}");
    }
}
