using System.Text;
using Npgsql;

namespace Parley.Storage.Postgres.Writing;

/// <summary>Statements that go to the server together, in one round trip.</summary>
internal sealed class Statements(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);

    /// <summary>Values stand for $1, $2 …: numbers, texts, bytes, arrays of them, or null.</summary>
    public Statements Add(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = Storable(value) });
        _batch.BatchCommands.Add(command);
        return this;
    }

    /// <summary>Rows that the last statement inserted, changed, deleted or gave.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await _batch.ExecuteNonQueryAsync(cancellationToken);
        return _batch.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>All rows of the only statement that gives some.</summary>
    public async Task<List<T>> ReadAsync<T>(Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>For statements of which several give rows; those that give none are passed over.</summary>
    public Task<NpgsqlDataReader> OpenAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    /// <summary>A PostgreSQL text can hold neither a NUL nor half a character; both become the replacement character.</summary>
    private static object Storable(object? value) => value switch
    {
        null => DBNull.Value,
        string text => Clean(text),
        string?[] texts => Array.ConvertAll(texts, text => text is null ? null : Clean(text)),
        _ => value,
    };

    private static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\ufffd')));
    }
}
