using Npgsql;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

/// <summary>Reads on pooled connections. Each sees everything that was durable when it began.</summary>
internal sealed class Reads(NpgsqlDataSource source)
{
    /// <summary>Every row; the query's own limit bounds them.</summary>
    /// <exception cref="StorageUnavailableException">The database can't be reached, or took too long.</exception>
    public async ValueTask<List<T>> AllAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] values)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await PooledConnection.OpenAsync(source, cancellationToken);
                await using var statements = new Statements(connection).Add(sql, values);
                return await statements.ReadAsync(row, cancellationToken);
            }
            catch (Exception e) when (tries == 1 && Failure.IsLoss(e))
            {
                // A connection may have died in the pool, with a server that is there again.
            }
            catch (Exception e) when (Failure.IsOutage(e))
            {
                throw Failure.AsUnavailable(e);
            }
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public async ValueTask<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] values)
        where T : class
    {
        var rows = await AllAsync(sql, row, cancellationToken, values);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The first column of the first row, or null when there is none or it is null.</summary>
    public async ValueTask<long?> NumberAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = await AllAsync(sql, static row => row.NullableInt64(0), cancellationToken, values);
        return rows.Count > 0 ? rows[0] : null;
    }
}
