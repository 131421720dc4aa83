using System.Diagnostics;
using System.Net;
using Parley.Cluster.Tests.Support;
using Parley.Faults.People;
using Parley.Storage.Tests.Postgres;

namespace Parley.Faults.Sites;

/// <summary>
/// Three nodes, PostgreSQL, RabbitMQ and HAProxy as deploy/cluster has them, each on a host of its own: a network namespace with an
/// address, on one switch. Clients come from the switch's own address.
/// </summary>
internal sealed class Balanced : IAsyncDisposable
{
    private const int Size = 3;
    private const int LinePort = 7443;

    private readonly NetBridge _net;
    private readonly TemporaryFolder _folder = new();
    private BrokerHost? _brokers;
    private PostgresServer? _database;
    private Process? _balancer;
    private NetNamespace? _front;
    private NetNamespace? _databaseHost;

    private Balanced(NetBridge net) => _net = net;

    public List<NetNamespace> Hosts { get; } = [];

    public List<ServerProcess> Nodes { get; } = [];

    /// <summary>Everybody's address.</summary>
    public IPEndPoint Front => new(_front!.Address, LinePort);

    /// <summary>Always by the balancer.</summary>
    public Way Way => async (tries, cancellationToken) => (await TcpLines.ConnectAsync(Front, cancellationToken, tls: true), $"link {tries}");

    public static async Task<Balanced> StartAsync()
    {
        var site = new Balanced(await NetBridge.CreateAsync());
        try
        {
            await site.StartPartsAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public Task CutDatabaseAsync(bool cut) => _databaseHost!.SetLinkAsync(up: !cut);

    /// <summary>Whether so many nodes say that they are ready.</summary>
    public async Task<bool> ReadyNodesAsync(int count)
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });
        var ready = 0;
        foreach (var host in Hosts)
        {
            using var answer = await client.GetAsync(new Uri($"https://{host.Address}:8443/readyz"));
            ready += answer.IsSuccessStatusCode ? 1 : 0;
        }
        return ready == count;
    }

    public async ValueTask DisposeAsync()
    {
        _balancer?.Kill();
        _balancer?.Dispose();
        foreach (var node in Nodes)
        {
            await node.KillAsync();
            await node.DisposeAsync();
        }
        if (_database is not null)
            await _database.DisposeAsync();
        if (_brokers is not null)
            await _brokers.DisposeAsync();
        await _net.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartPartsAsync()
    {
        await NetNamespace.IpAsync("addr", "add", $"10.203.{_net.Net}.254/24", "dev", _net.Name);
        var (databaseHost, brokerHost) = (await _net.AddHostAsync(), await _net.AddHostAsync());
        _databaseHost = databaseHost;
        _database = await PostgresServer.StartNewAsync($"{databaseHost.Address}", databaseHost.Prefix);
        _brokers = await BrokerHost.StartAsync($"{brokerHost.Address}", brokerHost.Prefix);
        var broker = _brokers.Add(1)[0];
        broker.Start();
        await _database.ExecuteAsync("postgres", "CREATE DATABASE parley");
        await broker.ReadyAsync();
        for (var n = 0; n < Size; n++)
            Hosts.Add(await _net.AddHostAsync());
        foreach (var host in Hosts)
        {
            Nodes.Add(await ServerProcess.StartAsync(new ServerOptions
            {
                Prefix = host.Prefix,
                More =
                [
                    "--line-tls", $"{host.Address}:{LinePort}", "--irc-tls", $"{host.Address}:6697", "--https", $"{host.Address}:8443",
                    "--postgres", $"postgres://postgres@{databaseHost.Address}:{_database.Port}/parley", "--rabbitmq", broker.Uri,
                ],
            }));
        }
        _front = await _net.AddHostAsync();
        await StartBalancerAsync(_front);
    }

    /// <summary>With the documented example, but for names that nobody resolves here.</summary>
    private async Task StartBalancerAsync(NetNamespace front)
    {
        var example = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy", "cluster", "haproxy.cfg"));
        for (var n = 0; n < Size; n++)
            example = example.Replace($"node{n + 1}.example", $"{Hosts[n].Address}", StringComparison.Ordinal);
        var file = Path.Combine(_folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(file, example);
        string[] command = [.. front.Prefix, "/usr/sbin/haproxy", "-db", "-f", file];
        _balancer = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _balancer.BeginOutputReadLine();
        _balancer.BeginErrorReadLine();
        await Patience.UntilAsync(() => FreePorts.IsOpenAsync(LinePort, $"{front.Address}"), "the balancer listens");
    }
}
