using Npgsql;

namespace Parley.Storage.Postgres;

/// <summary>A connection for a while. Giving back one that is lost is no failure: it must not hide how its transaction ended.</summary>
internal readonly struct PooledConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private PooledConnection(NpgsqlConnection connection) => _connection = connection;

    public static async ValueTask<PooledConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        new(await source.OpenConnectionAsync(cancellationToken));

    public static implicit operator NpgsqlConnection(PooledConnection pooled) => pooled._connection;

    /// <summary>What is not committed is rolled back.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.DisposeAsync();
        }
        catch (Exception e) when (Failure.IsOutage(e))
        {
            // The pool drops it, and the server rolls back.
        }
    }
}
