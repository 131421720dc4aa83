using System.Net;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Somebody with <c>parley lan</c> on a host of their own, and <c>nc</c> on its door.</summary>
internal sealed class LanHost : IAsyncDisposable
{
    private readonly NetNamespace _space;
    private readonly TemporaryFolder _data = new();
    private ServerProcess? _process;
    private LineClient? _client;

    private LanHost(NetNamespace space, string name) => (_space, Name) = (space, name);

    public string Name { get; }

    /// <summary>How far its clock is off from its next start on, as <c>+12h</c>; null: it is right.</summary>
    public string? Clock { get; set; }

    /// <summary>Further options from its next start on.</summary>
    public IReadOnlyList<string> More { get; set; } = [];

    /// <summary>What it keeps, from one start to the next.</summary>
    public string Data => _data.Path;

    public LineClient Client => _client!;

    public static async Task<LanHost> StartAsync(NetNamespace space, string name, string? clock = null)
    {
        var host = new LanHost(space, name) { Clock = clock };
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync()
    {
        IEnumerable<string> clock = Clock is null ? [] : ["--allow-test-settings", $"--test-clock={Clock}"];
        _process = await ServerProcess.StartAsync(new ServerOptions { Data = _data.Path, Prefix = _space.Prefix, Lan = ["--name", Name, .. clock, .. More] });
        _client = await ConnectAsync();
        await _client.ReadToLoggedInAsync(Name);
    }

    public async Task<LineClient> ConnectAsync() => new(await _space.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _process!.Line.Port)));

    public Task SetLinkAsync(bool up) => _space.SetLinkAsync(up);

    public async Task StopAsync()
    {
        await Client.DisposeAsync();
        await _process!.StopAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>How many other devices it is linked with.</summary>
    public async Task<int> LinkedAsync() => (await Client.AskAsync("#devices")).Count(l => l.Contains("(linked)", StringComparison.Ordinal));

    /// <summary>What was said in the room, in everybody's order: without this device's numbers.</summary>
    public async Task<IReadOnlyList<string>> LastAsync() =>
        [.. (await Client.AskAsync("#last 1000")).Where(l => l.StartsWith('[') && !l.StartsWith("[private]", StringComparison.Ordinal)).Select(l => l[(l.IndexOf(']', StringComparison.Ordinal) + 2)..])];

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _data.Dispose();
    }
}
