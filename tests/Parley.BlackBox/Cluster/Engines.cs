using Parley.Cluster.Tests.Support;
using Parley.Storage.Tests.Postgres;

namespace Parley.BlackBox.Cluster;

/// <summary>A database server and a broker for the tests of this collection, which run one after another. Each test has a database of its own.</summary>
public sealed class Engines : IAsyncLifetime
{
    private int _databases;
    private BrokerHost _host = null!;
    private Broker _broker = null!;
    private PostgresServer _postgres = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _broker = _host.Add(1)[0];
        _broker.Start();
        _postgres = await PostgresServer.StartNewAsync();
        await _broker.ReadyAsync();
    }

    /// <summary>An empty database, and how a node is told of it and of the broker.</summary>
    public async Task<IReadOnlyList<string>> NewClusterAsync()
    {
        var name = $"parley_{Interlocked.Increment(ref _databases)}";
        await _postgres.ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ["--postgres", $"postgres://postgres@127.0.0.1:{_postgres.Port}/{name}", "--rabbitmq", _broker.Uri];
    }

    public async Task KillBrokerAsync() => await _broker.KillAsync();

    public async Task StartBrokerAsync()
    {
        _broker.Start();
        await _broker.ReadyAsync();
    }

    public Task StopDatabaseAsync() => _postgres.StopImmediatelyAsync();

    public Task StartDatabaseAsync() => _postgres.StartAsync();

    /// <summary>The database stands still: connections stay, and nothing is answered.</summary>
    public Task HangDatabaseAsync() => _postgres.HangAsync();

    public Task DatabaseGoesOnAsync() => _postgres.GoOnAsync();

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        await _host.DisposeAsync();
    }
}

[CollectionDefinition]
public sealed class ClusterTests : ICollectionFixture<Engines>;
