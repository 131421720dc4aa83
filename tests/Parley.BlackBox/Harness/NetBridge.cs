namespace Parley.BlackBox.Harness;

/// <summary>A switch that namespaces plug into.</summary>
public sealed class NetBridge : IAsyncDisposable
{
    private static int _last;
    private readonly List<NetNamespace> _hosts = [];

    private NetBridge(int net) => Net = net;

    /// <summary>The third byte of the addresses 10.203.N.x.</summary>
    public int Net { get; }

    /// <summary>Interface names have 15 characters at most.</summary>
    public string Name => $"pbb{Environment.ProcessId % 10_000}{(char)('a' + Net % 26)}";

    public static async Task<NetBridge> CreateAsync()
    {
        var bridge = new NetBridge((Environment.ProcessId + Interlocked.Increment(ref _last)) % 250 + 1);
        await NetNamespace.IpAsync("link", "add", bridge.Name, "type", "bridge");
        await NetNamespace.IpAsync("link", "set", bridge.Name, "up");
        return bridge;
    }

    public async Task<NetNamespace> AddHostAsync()
    {
        var host = await NetNamespace.AddAsync(this, _hosts.Count + 1);
        _hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await NetNamespace.IpAsync("link", "del", Name);
    }
}
