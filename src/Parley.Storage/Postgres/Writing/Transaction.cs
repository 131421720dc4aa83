using Npgsql;

namespace Parley.Storage.Postgres.Writing;

/// <summary>A transaction under way. Nothing is sent for its beginning alone: that goes with its first statements.</summary>
internal sealed class Transaction(NpgsqlConnection connection, Lane lane, CancellationToken cancellationToken)
{
    private long? _number;

    /// <summary>Statements to be sent within it.</summary>
    public Statements Statements()
    {
        var statements = new Statements(connection);
        _number ??= lane.Begin(statements);
        return statements;
    }

    public async Task<List<T>> AllAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params object?[] values)
    {
        await using var statements = Statements().Add(sql, values);
        return await statements.ReadAsync(row, cancellationToken);
    }

    /// <summary>The first row, or null when there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params object?[] values)
        where T : class
    {
        var rows = await AllAsync(sql, row, values);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The first column of the first row, or null when there is none or it is null.</summary>
    public async Task<long?> NumberAsync(string sql, params object?[] values)
    {
        var rows = await AllAsync(sql, static row => row.NullableInt64(0), values);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Returns how many rows it changed.</summary>
    public async Task<int> RunAsync(string sql, params object?[] values)
    {
        await using var statements = Statements().Add(sql, values);
        return await statements.RunAsync(cancellationToken);
    }

    /// <summary>Sends the last statements and the commit, in one round trip. Earlier ones must have been answered.</summary>
    /// <exception cref="OutcomeUnknownException">To be looked up by <see cref="Lane.WasCommittedAsync"/>.</exception>
    public async Task CommitAsync(Statements? last = null)
    {
        if (_number is not { } number)
            return;
        await using var statements = last ?? new Statements(connection);
        try
        {
            // Not cancelled by anybody: once begun, the outcome must be known.
            await statements.Add("COMMIT").RunAsync(CancellationToken.None);
        }
        catch (Exception e) when (!Failure.IsRefusal(e))
        {
            throw new OutcomeUnknownException(number, e);
        }
    }
}
