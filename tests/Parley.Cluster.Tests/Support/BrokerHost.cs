using System.Diagnostics;

namespace Parley.Cluster.Tests.Support;

/// <summary>A folder for brokers, with the port mapper (epmd) by which they find each other. All of it is of the test's own, on loopback or on a host that the test has made.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-rabbit-");
    private readonly List<Broker> _brokers = [];
    private readonly Process _epmd;

    private BrokerHost(int epmdPort, string address, IReadOnlyList<string> prefix)
    {
        (EpmdPort, Address, Prefix) = (epmdPort, address, prefix);
        var cookie = Path.Combine(Folder, ".erlang.cookie");
        File.WriteAllText(cookie, Guid.NewGuid().ToString("N"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        string[] command = [.. prefix, "epmd", "-address", address, "-port", $"{epmdPort}"];
        _epmd = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    public string Folder => _folder.FullName;

    public int EpmdPort { get; }

    /// <summary>Where the brokers listen.</summary>
    public string Address { get; }

    public IReadOnlyList<string> Prefix { get; }

    /// <param name="prefix">A command to start all of it under, such as <c>ip netns exec x</c>.</param>
    public static async Task<BrokerHost> StartAsync(string address = "127.0.0.1", IReadOnlyList<string>? prefix = null)
    {
        var host = new BrokerHost(FreePorts.Take(1)[0], address, prefix ?? []);
        await WaitAsync(() => FreePorts.IsOpenAsync(host.EpmdPort, address), "the port mapper answers");
        return host;
    }

    /// <summary>Brokers that know of each other from the start. They are not started yet.</summary>
    /// <param name="settings">Further lines of each one's rabbitmq.conf.</param>
    public IReadOnlyList<Broker> Add(int count, params string[] settings)
    {
        var ports = FreePorts.Take(count * 3);
        var names = Enumerable.Range(_brokers.Count + 1, count).Select(n => $"parley{n}@localhost").ToList();
        var cluster = names.Select((name, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {name}").Prepend("cluster_formation.peer_discovery_backend = classic_config");
        List<Broker> added = [.. names.Select((name, i) => new Broker(this, name, ports[i * 3], ports[(i * 3) + 1], ports[(i * 3) + 2], [.. settings, .. count > 1 ? cluster : []]))];
        _brokers.AddRange(added);
        return added;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers)
            await broker.KillAsync();
        _epmd.Kill();
        await _epmd.WaitForExitAsync();
        _epmd.Dispose();
        _folder.Delete(recursive: true);
    }

    public static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(5))
                throw new TimeoutException($"Did not become true in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
