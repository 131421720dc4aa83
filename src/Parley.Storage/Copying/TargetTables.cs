using Npgsql;
using NpgsqlTypes;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Files;
using Parley.Storage.Postgres.Log;

namespace Parley.Storage.Copying;

/// <summary>The side that is written: one transaction, so that a copy that breaks off leaves nothing.</summary>
internal sealed class TargetTables(NpgsqlConnection connection) : IAsyncDisposable
{
    private static readonly string[] Everything = [.. CopiedTable.All.Select(t => t.Name), "claim", "file", "piece"];

    private NpgsqlTransaction? _transaction;

    /// <summary>Begins, and keeps every other node from the tables until the end.</summary>
    /// <exception cref="StoreRefusedException">There is something in the database already.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync($"SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE {string.Join(", ", Everything)} IN ACCESS EXCLUSIVE MODE", cancellationToken);
        foreach (var table in Everything)
        {
            await using var command = Command($"SELECT EXISTS (SELECT FROM {table})");
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                throw new StoreRefusedException($"The PostgreSQL database is not empty (table {table}): copy into a new one.");
        }
    }

    public async Task WriteAsync(CopiedTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Select(c => c.Name));
        if (table.Name is not "entry")
        {
            await ImportAsync(table, $"{table.Name}({columns})", rows, cancellationToken);
            return;
        }
        // By way of another table: the column of words is the server's to make.
        await RunAsync($"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT {columns}, ''::text AS words FROM entry WITH NO DATA", cancellationToken);
        await ImportAsync(table, "copied", rows, cancellationToken);
        await RunAsync($"INSERT INTO entry({columns}, words) SELECT {columns}, array_to_tsvector(string_to_array(words, ' ')) FROM copied ORDER BY seq", cancellationToken);
    }

    private async Task ImportAsync(CopiedTable table, string target, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var import = await connection.BeginBinaryImportAsync($"COPY {target} FROM STDIN (FORMAT BINARY)", cancellationToken);
        import.Timeout = TimeSpan.FromHours(1);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancellationToken);
            for (var i = 0; i < table.Columns.Length; i++)
                await WriteAsync(import, row[i], table.Columns[i].Kind, cancellationToken);
            if (table.Name is "entry")
                await WriteWordsAsync(import, row, cancellationToken);
        }
        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>The rows of a table in their order, as <see cref="SourceTables.Rows"/> gives them.</summary>
    public async Task HashAsync(CopiedTable table, RowHash hash, CancellationToken cancellationToken)
    {
        await using var command = Command(table.Target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new object?[table.Columns.Length];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            hash.Row(values);
        }
    }

    public Task ContinueAsync(string sequence, long last, CancellationToken cancellationToken) =>
        last == 0 ? Task.CompletedTask : RunAsync($"SELECT setval('{sequence}', {last})", cancellationToken);

    /// <summary>A file without its bytes, in the order of the calls.</summary>
    public async Task WriteAsync(StoredFile file, CancellationToken cancellationToken)
    {
        await using var command = Command("INSERT INTO file(id, owner, name, type, size, created, thumbnail_type, place) VALUES($1, $2, $3, $4, $5, $6, $7, nextval('file_place'))");
        foreach (var value in (object?[])[file.Id, file.Owner.Value, file.Name, file.Type, file.Size, file.Created.ToUnixTimeMilliseconds(), file.ThumbnailType])
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task WriteAsync(StoredFile file, bool thumbnail, Stream content, CancellationToken cancellationToken)
    {
        await using var import = await connection.BeginBinaryImportAsync("COPY piece(file, thumbnail, number, bytes) FROM STDIN (FORMAT BINARY)", cancellationToken);
        import.Timeout = TimeSpan.FromHours(1);
        var piece = new byte[PieceStream.PieceBytes];
        for (var number = 0; ; number++)
        {
            var read = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                break;
            await import.StartRowAsync(cancellationToken);
            await import.WriteAsync(file.Id, NpgsqlDbType.Text, cancellationToken);
            await import.WriteAsync(thumbnail, NpgsqlDbType.Boolean, cancellationToken);
            await import.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken);
            await import.WriteAsync(piece[..read], NpgsqlDbType.Bytea, cancellationToken);
        }
        await import.CompleteAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<StoredFile>> FilesAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT id, owner, name, type, size, created, thumbnail_type FROM file ORDER BY place");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var files = new List<StoredFile>();
        while (await row.ReadAsync(cancellationToken))
        {
            files.Add(new StoredFile(
                row.GetString(0), new AccountId(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetInt64(4), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)), row.IsDBNull(6) ? null : row.GetString(6)));
        }
        return files;
    }

    /// <summary>A file's bytes, piece by piece.</summary>
    public async IAsyncEnumerable<byte[]> PiecesAsync(StoredFile file, bool thumbnail, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            await using var command = Command("SELECT bytes FROM piece WHERE file = $1 AND thumbnail = $2 AND number = $3");
            foreach (var value in (object[])[file.Id, thumbnail, number])
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            if (await command.ExecuteScalarAsync(cancellationToken) is not byte[] bytes)
                yield break;
            yield return bytes;
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction!.CommitAsync(cancellationToken);

    /// <summary>Without a commit, nothing of it stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static Task WriteAsync(NpgsqlBinaryImporter import, object? value, ColumnKind kind, CancellationToken cancellationToken) => (value, kind) switch
    {
        (null, _) => import.WriteNullAsync(cancellationToken),
        (long number, ColumnKind.Int64) => import.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
        (long number, ColumnKind.Int32) => import.WriteAsync(checked((int)number), NpgsqlDbType.Integer, cancellationToken),
        (long number, ColumnKind.Int16) => import.WriteAsync(checked((short)number), NpgsqlDbType.Smallint, cancellationToken),
        (long number, ColumnKind.Flag) => import.WriteAsync(number != 0, NpgsqlDbType.Boolean, cancellationToken),
        (string text, _) => import.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        (byte[] bytes, _) => import.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellationToken),
        _ => throw new ArgumentException($"{value.GetType()} as {kind}", nameof(value)),
    };

    private static Task WriteWordsAsync(NpgsqlBinaryImporter import, object?[] row, CancellationToken cancellationToken) => row[^1] is byte[] text
        ? import.WriteAsync(WordsColumn.Of(new ConversationId((long)row[1]!), text), NpgsqlDbType.Text, cancellationToken)
        : import.WriteNullAsync(cancellationToken);

    private NpgsqlCommand Command(string sql) => new(sql, connection) { CommandTimeout = 0 };

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
