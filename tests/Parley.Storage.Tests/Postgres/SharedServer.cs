using Microsoft.Extensions.Logging.Abstractions;
using Parley.Storage.Postgres;
using Parley.Storage.Tests.Postgres;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Parley.Storage.Tests.Postgres;

/// <summary>The one server of this assembly's tests, started for the first that needs it. Each test has a database of its own.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private const string Template = "parley_template";

    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static int _databases;

    internal static Task<PostgresServer> Started => Server.Value;

    /// <summary>A database with Parley's tables in it, or an empty one.</summary>
    internal static async Task<TestDatabase> NewDatabaseAsync(bool empty = false)
    {
        var server = await Started;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {(empty ? "template0" : Template)}");
        return new TestDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).DisposeAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartNewAsync();
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await using var store = await PostgresStore.OpenAsync(server.ConnectionString(Template), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return server;
    }
}

internal sealed class TestDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public string Name => name;

    public PostgresServer Server => server;

    public string ConnectionString => server.ConnectionString(name);

    public Task ExecuteAsync(string sql) => server.ExecuteAsync(name, sql);

    public Task<long> NumberAsync(string sql) => server.NumberAsync(name, sql);

    public async ValueTask DisposeAsync() => await server.ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
}
