using System.Net;
using Parley.Cluster.Tests.Support;
using Parley.Faults.People;
using Parley.Storage.Tests.Postgres;

namespace Parley.Faults.Sites;

/// <summary>A cluster of three nodes with a database and a broker of its own, every link of which can be made bad.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Password = "correct-horse";
    private const int Size = 3;
    private const string DatabaseName = "faults";

    private readonly BrokerHost _host;
    private readonly Broker _broker;

    private Site(BrokerHost host, Broker broker, PostgresServer database) => (_host, _broker, Database) = (host, broker, database);

    public PostgresServer Database { get; }

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    public static async Task<Site> StartAsync()
    {
        var host = await BrokerHost.StartAsync();
        Site? site = null;
        try
        {
            site = new Site(host, host.Add(1)[0], await PostgresServer.StartNewAsync());
            await site.StartPartsAsync();
            return site;
        }
        catch
        {
            // Nothing of it may outlive the test.
            await (site?.DisposeAsync() ?? host.DisposeAsync());
            throw;
        }
    }

    /// <summary>From node to node, beginning with one of them.</summary>
    public Way Way(Door door, int first) => async (tries, cancellationToken) =>
    {
        var node = Nodes[(first + tries) % Nodes.Count];
        ILines lines = door == Door.Web ? await WebSocketLines.ConnectAsync(node.At(door), cancellationToken) : await TcpLines.ConnectAsync(node.At(door), cancellationToken);
        return (lines, $"node {node.Number} {door}");
    };

    /// <summary>Something done to the database behind the nodes' backs.</summary>
    public Task TamperAsync(string sql) => Database.ExecuteAsync(DatabaseName, sql);

    public Task KillBrokerAsync() => _broker.KillAsync();

    public async Task StartBrokerAsync()
    {
        _broker.Start();
        await _broker.ReadyAsync();
    }

    public void PauseBroker() => ProcessTree.Send(_broker.ProcessId, Signal.Stop);

    public void ResumeBroker() => ProcessTree.Send(_broker.ProcessId, Signal.Continue);

    public void PauseDatabase() => ProcessTree.Send(Database.ProcessId, Signal.Stop);

    public void ResumeDatabase() => ProcessTree.Send(Database.ProcessId, Signal.Continue);

    /// <summary>SIGKILL to every process of it: nothing is said to anybody, and it recovers when it starts.</summary>
    public async Task KillDatabaseAsync()
    {
        ProcessTree.Send(Database.ProcessId, Signal.Kill);
        await Database.ForgetAsync();
    }

    private async Task StartPartsAsync()
    {
        _broker.Start();
        await Database.ExecuteAsync("postgres", $"CREATE DATABASE {DatabaseName}");
        await _broker.ReadyAsync();
        Nodes = [.. Enumerable.Range(0, Size).Select(n => new Node(n, new IPEndPoint(IPAddress.Loopback, Database.Port), DatabaseName, new IPEndPoint(IPAddress.Loopback, _broker.Port)))];
        await Task.WhenAll(Nodes.Select(n => n.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        await Database.DisposeAsync();
        await _host.DisposeAsync();
    }
}
