using Microsoft.Extensions.Logging.Abstractions;
using Parley.Storage.Postgres;

namespace Parley.Storage.Tests.Postgres;

/// <summary>Two nodes on one database.</summary>
public abstract class NodesFixture : IAsyncLifetime
{
    private PostgresStore? _one;
    private PostgresStore? _other;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    internal TestDatabase Database { get; private set; } = null!;

    protected PostgresStore One => _one ?? throw new InvalidOperationException("closed");

    protected PostgresStore Other => _other ?? throw new InvalidOperationException("closed");

    public async ValueTask InitializeAsync()
    {
        Database = await SharedServer.NewDatabaseAsync();
        _one = await OpenAsync();
        _other = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in (PostgresStore?[])[_one, _other])
        {
            if (store is not null)
                await store.DisposeAsync();
        }
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until some transaction waits for a lock.</summary>
    protected async Task UntilWaitingAsync()
    {
        while (await Database.NumberAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{Database.Name}' AND wait_event_type = 'Lock'") == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
    }

    protected Task<PostgresStore> OpenAsync() => PostgresStore.OpenAsync(Database.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, Token);
}
