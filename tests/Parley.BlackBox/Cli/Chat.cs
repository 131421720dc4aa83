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

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    public async Task Without_the_server_and_an_earlier_login_there_it_says_so_and_ends(string peers, bool isTold)
    {
        using var home = new TemporaryFolder();
        var chat = await Verb.RunAsync(["chat", "tcp:127.0.0.1:1", "--peers", peers, "--login", "ana", "--lang", "en"], home.Path, environment: new Dictionary<string, string> { ["PARLEY_PASSWORD"] = "correct-horse" });
        Assert.Equal(1, chat.ExitCode);
        Assert.StartsWith("parley: No connection: no server at tcp:127.0.0.1:1", chat.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(isTold, chat.Errors.Contains("takes one earlier login there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_server_and_with_a_login_of_too_long_ago_it_says_so_and_ends()
    {
        using var home = new TemporaryFolder();
        var folder = Directory.CreateDirectory(home.File("parley/peers/ana")).FullName;
        // Format, organisation, device, said and ending at 0, login, signature.
        byte[] statement = [1, .. new byte[64 + 32 + 8 + 8], 3, .. "ana"u8, .. new byte[64]];
        await File.WriteAllTextAsync(Path.Combine(folder, "membership-0123456789abcdef"), $"statement {Convert.ToBase64String(statement)}\nserver tcp:127.0.0.1:1\n");
        var chat = await Verb.RunAsync(["chat", "tcp:127.0.0.1:1", "--peers", "on", "--login", "ana", "--lang", "en"], home.Path, environment: new Dictionary<string, string> { ["PARLEY_PASSWORD"] = "correct-horse" });
        Assert.Equal(1, chat.ExitCode);
        Assert.Contains("has held until 1970-01-01", chat.Errors, StringComparison.Ordinal);
        var lan = await Verb.RunAsync(["lan", "--no-terminal"], home.Path);
        Assert.Equal(2, lan.ExitCode);
        Assert.Contains("the login of ana at tcp:127.0.0.1:1 was too long ago", lan.Errors, StringComparison.Ordinal);
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
