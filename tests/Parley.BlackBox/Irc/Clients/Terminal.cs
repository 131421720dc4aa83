using System.Diagnostics;

namespace Parley.BlackBox.Irc.Clients;

/// <summary>One program in one terminal (tmux), with a tmux server of its own.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly string _name = "parley-irc-" + Guid.NewGuid().ToString("N")[..8];

    private Terminal()
    {
    }

    public static async Task<Terminal> OpenAsync(params string[] command)
    {
        var terminal = new Terminal();
        await terminal.RunAsync(["-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "60", "-s", "w", .. command]);
        return terminal;
    }

    public async Task TypeAsync(string text)
    {
        await RunAsync("send-keys", "-t", "w", "-l", "--", text);
        await RunAsync("send-keys", "-t", "w", "Enter");
    }

    public async Task<string> ScreenAsync() => await RunAsync("capture-pane", "-p", "-t", "w");

    /// <summary>Waits until the screen shows a text.</summary>
    public async Task SeesAsync(string text)
    {
        try
        {
            await Patience.UntilAsync(async () => (await ScreenAsync()).Contains(text, StringComparison.Ordinal), $"the screen shows {text}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"the screen never showed \"{text}\":\n{await ScreenAsync()}", e);
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _name, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8", ["TERM"] = "xterm-256color" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)}: {errors}");
    }
}
