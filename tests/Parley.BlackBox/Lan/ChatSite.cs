using System.Net;
using System.Text.RegularExpressions;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>A server whose cable can be pulled, and people with <c>parley chat</c>, each on a host of their own and linked with all others.</summary>
internal sealed partial class ChatSite : IAsyncDisposable
{
    private const int Port = 7000;
    private const string Password = "correct-horse";

    private readonly List<ChatHost> _hosts = [];
    private readonly NetBridge _bridge;
    private NetNamespace? _serversHost;
    private ServerProcess? _server;

    private ChatSite(NetBridge bridge) => _bridge = bridge;

    public IReadOnlyList<ChatHost> Hosts => _hosts;

    public ServerProcess Server => _server!;

    /// <param name="names">With a chat on a host of their own.</param>
    /// <param name="others">With an account only.</param>
    public static async Task<ChatSite> StartAsync(IReadOnlyList<string> names, params IEnumerable<string> others)
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        var site = new ChatSite(await NetBridge.CreateAsync());
        try
        {
            await site.BeginAsync(names, others);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the server's cable, or puts it back.</summary>
    public Task SetServersLinkAsync(bool up) => _serversHost!.SetLinkAsync(up);

    /// <summary>Pulls the server's cable and waits until everybody is among the peers.</summary>
    public async Task CutOffAsync()
    {
        await SetServersLinkAsync(up: false);
        await Task.WhenAll(_hosts.Select(h => h.ShowsAsync("The server is out of reach. You carry on with")));
    }

    /// <summary>Somebody on the server's own host, whom no cable parts from it.</summary>
    public async Task<LineClient> LoginAsync(string name)
    {
        var client = await ConnectAsync();
        await client.LoginAsync(name, Password);
        return client;
    }

    /// <summary>A program of somebody's on the server's own host.</summary>
    public async Task<JsonClient> OpenAsync(string name)
    {
        var client = new JsonClient(await _serversHost!.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port)));
        await client.AskAsync(new { t = "login", login = name, password = Password });
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await _bridge.DisposeAsync();
    }

    /// <summary>The messages of a page of history, without their numbers and times.</summary>
    public static IReadOnlyList<string> MessagesOf(IEnumerable<string> lines) => [.. lines.Where(l => l.StartsWith('[')).Select(l => Plain(l[(l.IndexOf(']', StringComparison.Ordinal) + 2)..]))];

    /// <summary>Without when it was written, and that it came late.</summary>
    public static string Plain(string line) => Mark().Replace(line, "");

    /// <summary>The line is this message, as it came or on a page of history.</summary>
    public static bool Says(string line, string message) => Plain(line) is var plain && (plain == message || plain.EndsWith($"] {message}", StringComparison.Ordinal));

    private async Task BeginAsync(IReadOnlyList<string> names, IEnumerable<string> others)
    {
        _serversHost = await _bridge.AddHostAsync();
        _server = await ServerProcess.StartAsync(new ServerOptions { Prefix = _serversHost.Prefix, Line = $"0.0.0.0:{Port}" });
        foreach (var name in names.Concat(others))
        {
            await using var client = await ConnectAsync();
            await client.RegisterAsync(name, Password);
        }
        foreach (var name in names)
            _hosts.Add(await ChatHost.StartAsync(await _bridge.AddHostAsync(), new IPEndPoint(_serversHost.Address, Port), name));
        foreach (var host in _hosts)
            await Patience.UntilAsync(async () => await host.LinkedAsync() == names.Count - 1, $"{host.Name} is linked with the others", Patience.Long, () => string.Join('\n', host.Lines));
    }

    private async Task<LineClient> ConnectAsync() => new(await _serversHost!.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port)));

    [GeneratedRegex(@"\((written [0-9:]+ without the server|late: [0-9:]+, before [0-9]+ above)\) ")]
    private static partial Regex Mark();
}
