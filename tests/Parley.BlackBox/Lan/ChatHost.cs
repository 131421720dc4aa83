using System.Diagnostics;
using System.Net;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Somebody with <c>parley chat --plain</c>, on a host of their own or on this one.</summary>
internal sealed class ChatHost : IAsyncDisposable
{
    /// <summary>Of a device's door, where nothing else has it.</summary>
    private const int DoorPort = 7010;

    private readonly TemporaryFolder _home = new();
    private readonly NetNamespace? _space;
    private readonly IPEndPoint _server;
    private readonly List<string> _lines = [];
    private Process? _process;
    private Task _reading = Task.CompletedTask;

    private ChatHost(NetNamespace? space, IPEndPoint server, string name) => (_space, _server, Name) = (space, server, name);

    public string Name { get; }

    /// <summary>What the program keeps from one start to the next.</summary>
    public string Home => _home.Path;

    /// <summary>What it has shown since it was last started.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public static async Task<ChatHost> StartAsync(NetNamespace? space, IPEndPoint server, string name)
    {
        var host = new ChatHost(space, server, name);
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync()
    {
        var start = await ShippedProgram.StartInfoAsync(["chat", $"tcp:{_server}", "--plain", "--peers", "on", "--login", Name, "--lang", "en"], Home, _space?.Prefix);
        start.Environment["PARLEY_PASSWORD"] = "correct-horse";
        lock (_lines)
            _lines.Clear();
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public Task SetLinkAsync(bool up) => _space!.SetLinkAsync(up);

    /// <summary>A program at the device's own door, on a host of its own.</summary>
    public async Task<JsonClient> DoorAsync()
    {
        var client = new JsonClient(await _space!.ConnectAsync(new IPEndPoint(IPAddress.Loopback, DoorPort)));
        await client.AskAsync(new { t = "token-login", token = "own" });
        return client;
    }

    public async Task TypeAsync(string line)
    {
        await _process!.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>What it shows from now on, until something is there.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string line, Func<IReadOnlyList<string>, bool> isWhole)
    {
        var before = Lines.Count;
        await TypeAsync(line);
        await UntilAsync(lines => isWhole([.. lines.Skip(before)]), $"an answer to {line}");
        return [.. Lines.Skip(before)];
    }

    public Task UntilAsync(Func<IReadOnlyList<string>, bool> holds, string what) =>
        Patience.UntilAsync(() => holds(Lines), $"{Name}: {what}", Patience.Long, () => string.Join('\n', Lines));

    public Task ShowsAsync(string text) => UntilAsync(lines => lines.Any(l => l.Contains(text, StringComparison.Ordinal)), text);

    /// <summary>The devices that it is linked with.</summary>
    public async Task<int> LinkedAsync()
    {
        var shown = await AskAsync("#devices", lines => lines.Any(l => l.Contains("#devices", StringComparison.Ordinal) || l.Contains("own", StringComparison.Ordinal) || l.StartsWith("*E", StringComparison.Ordinal) || l.StartsWith("* ", StringComparison.Ordinal)));
        return shown.Count(l => l.Contains("(linked)", StringComparison.Ordinal));
    }

    /// <summary>The end of its input, at which it leaves.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(Patience.Normal);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        await _reading;
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _home.Dispose();
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
        }
    }
}
