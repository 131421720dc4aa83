using System.Diagnostics;

namespace Parley.BlackBox.Irc.Clients;

/// <summary>weechat-headless: driven through its FIFO, read from its log files.</summary>
internal sealed class WeechatProgram : IAsyncDisposable
{
    private readonly TemporaryFolder _home;
    private readonly Process _process;

    private WeechatProgram(TemporaryFolder home, Process process) => (_home, _process) = (home, process);

    private string Fifo => _home.File("fifo");

    public static async Task<WeechatProgram> StartAsync(ServerProcess server, TemporaryFolder home, string nick, bool account)
    {
        var end = server.Ready.EndPoint("irc");
        File.Delete(home.File("fifo"));
        List<string> commands =
        [
            $"/set fifo.file.path {home.File("fifo")}",
            "/set logger.file.flush_delay 0",
            "/set logger.file.fsync off",
            "/set irc.look.server_buffer independent",
            $"/server add parley {end.Address}/{end.Port} -notls -nicks={nick}",
            "/set irc.server.parley.tls off",
            "/set irc.server.parley.ssl off",
        ];
        if (account)
            commands.AddRange(["/set irc.server.parley.sasl_mechanism plain", $"/set irc.server.parley.sasl_username {nick}", $"/set irc.server.parley.sasl_password {IrcDoor.Password}"]);
        commands.Add("/connect parley");
        var start = new ProcessStartInfo("weechat-headless", ["-d", home.Path, .. commands.SelectMany(c => new[] { "-r", c })])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home.Path, ["LC_ALL"] = "C.UTF-8" },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var weechat = new WeechatProgram(home, process);
        await Patience.UntilAsync(() => File.Exists(weechat.Fifo), "weechat opens its FIFO");
        return weechat;
    }

    /// <summary>Types into a buffer of the server: <c>server</c>, or the name of a room or person.</summary>
    public Task TypeAsync(string buffer, string text)
    {
        var name = buffer == "server" ? "irc.server.parley" : $"irc.parley.{buffer}";
        return File.AppendAllTextAsync(Fifo, $"{name} *{text}\n");
    }

    /// <summary>Waits until the log of a buffer has a line with these texts in it.</summary>
    public async Task LoggedAsync(string buffer, params string[] texts)
    {
        var start = buffer == "server" ? "irc.server.parley" : $"irc.parley.{buffer}";
        try
        {
            await Patience.UntilAsync(() => Lines(start).Any(l => texts.All(t => l.Contains(t, StringComparison.Ordinal))), $"the log of {buffer} has {string.Join(" and ", texts)}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"the log of {buffer} never had {string.Join(" and ", texts)}:\n{string.Join('\n', Lines("irc."))}", e);
        }
    }

    public IReadOnlyList<string> Lines(string start)
    {
        var logs = _home.File("logs");
        return Directory.Exists(logs) ? [.. Directory.EnumerateFiles(logs, $"{start}*").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)] : [];
    }

    public async Task QuitAsync()
    {
        await TypeAsync("server", "/quit");
        using var limit = new CancellationTokenSource(Patience.Normal);
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
