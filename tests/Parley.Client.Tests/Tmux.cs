using System.Diagnostics;
using System.Net.Sockets;

namespace Parley.Client.Tests;

/// <summary>The real program in a real terminal (tmux), with a server of its own on a Unix socket.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    private readonly string _name = "parley-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _folder = Directory.CreateDirectory(Path.Combine("/tmp", "pt-" + Guid.NewGuid().ToString("N")[..8])).FullName;
    private readonly string _program;
    private Process? _server;

    private Tmux(string program) => _program = program;

    /// <summary><c>PARLEY_EXE</c>, or what the solution built; null: not built here.</summary>
    public static string? Program
    {
        get
        {
            if (Environment.GetEnvironmentVariable("PARLEY_EXE") is { Length: > 0 } named)
                return named;
            var root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];
            var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
            var built = Path.Combine(root, "src", "Parley", "bin", configuration, "net10.0", "parley");
            return File.Exists(built) ? built : null;
        }
    }

    private string Socket => Path.Combine(_folder, "s");

    public static async Task<Tmux> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !File.Exists("/usr/bin/tmux"), "tmux is not installed");
        Assert.SkipWhen(Program is null, "src/Parley is not built and PARLEY_EXE is not set");
        var tmux = new Tmux(Program!);
        var start = new ProcessStartInfo(tmux._program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["serve", "--data", Path.Combine(tmux._folder, "data"), "--unix", tmux.Socket, "--allow-test-settings", "--set", "accounts.password-hash=cheapest"])
            start.ArgumentList.Add(argument);
        tmux._server = Process.Start(start)!;
        tmux._server.OutputDataReceived += static (_, _) => { };
        tmux._server.ErrorDataReceived += static (_, _) => { };
        tmux._server.BeginOutputReadLine();
        tmux._server.BeginErrorReadLine();
        await tmux.WaitAsync(tmux.AnswersAsync, "the server answers");
        return tmux;
    }

    /// <summary>Opens a terminal of the given size with a client in it.</summary>
    /// <param name="profile">Whose configuration folder; null: the window's own.</param>
    public async Task OpenAsync(string window, int width, int height, string lang, string? profile = null)
    {
        var command = $"env -u NO_COLOR XDG_CONFIG_HOME={_folder}/{profile ?? window} '{_program}' chat 'unix:{Socket}' --lang {lang}; echo EXIT $?; exec sleep 1000";
        await RunAsync("new-session", "-d", "-x", $"{width}", "-y", $"{height}", "-s", window, command);
    }

    public async Task TypeAsync(string window, string text, bool enter = true)
    {
        if (text.Length > 0)
            await RunAsync("send-keys", "-t", window, "-l", "--", text);
        if (enter)
            await KeyAsync(window, "Enter");
    }

    public Task KeyAsync(string window, string key) => RunAsync("send-keys", "-t", window, key);

    public Task ResizeAsync(string window, int width, int height) => RunAsync("resize-window", "-t", window, "-x", $"{width}", "-y", $"{height}");

    public async Task PasteAsync(string window, string text)
    {
        await RunAsync("set-buffer", "--", text);
        await RunAsync("paste-buffer", "-p", "-t", window);
    }

    public Task<string> ScreenAsync(string window) => RunAsync("capture-pane", "-p", "-t", window);

    public async Task<string> SeesAsync(string window, string text)
    {
        var screen = "";
        await WaitAsync(async () => (screen = await ScreenAsync(window)).Contains(text, StringComparison.Ordinal), $"{text} on the screen:", () => screen);
        return screen;
    }

    /// <summary>Answers the questions of a new account.</summary>
    public async Task RegisterAsync(string window, string login, bool spanish)
    {
        var questions = spanish
            ? new[] { ("Usuario", "2"), ("Nombres", "Nombre"), ("Apellidos", "Apellido"), ("Login:", login), ("Contraseña", "secreto12"), ("Otra vez", "secreto12"), ("Edad", "30"), ("Género", "x") }
            : [("User (2", "2"), ("iven names", "Name"), ("urname", "Surname"), ("Login:", login), ("Password", "secreto12"), ("Again", "secreto12"), ("Age", "30"), ("Gender", "x")];
        foreach (var (question, answer) in questions)
        {
            await SeesAsync(window, question);
            await TypeAsync(window, answer);
        }
        await SeesAsync(window, "\n>");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("kill-server");
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task WaitAsync(Func<Task<bool>> condition, string what, Func<string>? seen = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"never: {what}\n{seen?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/tmux") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var argument in (string[])["-L", _name, "-f", "/dev/null", "-u", .. arguments])
            start.ArgumentList.Add(argument);
        using var tmux = Process.Start(start)!;
        var output = await tmux.StandardOutput.ReadToEndAsync();
        await tmux.WaitForExitAsync();
        return output;
    }
}
