using Parley.Core.Ports;
using Parley.Storage.Files;
using Parley.Storage.Sqlite;

namespace Parley.Storage.Copying;

/// <summary>The side that is read: a data directory, kept from other servers while it is open.</summary>
internal sealed class SourceTables(SqliteStore store, Database db) : IAsyncDisposable
{
    /// <exception cref="StoreRefusedException">The directory is in use, or not of this program.</exception>
    public static async Task<SourceTables> OpenAsync(string directory, TimeProvider time, Microsoft.Extensions.Logging.ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, SqliteStore.FileName);
        if (!File.Exists(path))
            throw new StoreRefusedException($"--data {directory}: there is no {SqliteStore.FileName} to copy.");
        var store = await SqliteStore.OpenAsync(directory, time, loggers, cancellationToken);
        try
        {
            return new SourceTables(store, Database.Open(path, forWriting: false, Pragmas.ForReader));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of a table in their order, as numbers, texts and bytes; an entry's newest text is one value more.</summary>
    public IEnumerable<object?[]> Rows(CopiedTable table)
    {
        using var row = db.Prepare(table.Source);
        var extra = table.Name is "entry" ? 1 : 0;
        while (row.Step())
        {
            var values = new object?[table.Columns.Length + extra];
            for (var i = 0; i < table.Columns.Length; i++)
                values[i] = row.IsNull(i) ? null : Read(row, i, table.Columns[i].Kind);
            if (extra > 0 && !row.IsNull(table.Columns.Length))
                values[^1] = row.Bytes(table.Columns.Length).ToArray();
            yield return values;
        }
    }

    /// <summary>What the numbering of PostgreSQL must go on behind.</summary>
    public IEnumerable<(string Sequence, long Last)> Sequences() =>
    [
        ("conversation_id", Number("SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'conversation'), 0), ifnull((SELECT max(conversation) FROM entry), 0))")),
        ("entry_seq", Number("SELECT max(last_seq, ifnull((SELECT max(seq) FROM entry), 0)) FROM trimmed")),
        ("claim_revision", Number("SELECT last FROM claim_revision")),
        ("account_id_seq", Number("SELECT seq FROM sqlite_sequence WHERE name = 'account'")),
        ("space_id_seq", Number("SELECT max(id) FROM space")),
    ];

    public async Task<IReadOnlyList<StoredFile>> FilesAsync(CancellationToken cancellationToken) =>
        [.. (await store.KeyValue.ListAsync(FolderFileStore.Space, cancellationToken)).Select(FolderFileStore.Read)];

    public ValueTask<Stream?> OpenAsync(StoredFile file, bool thumbnail, CancellationToken cancellationToken) =>
        store.Files.OpenAsync(file.Id, thumbnail, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        db.Dispose();
        await store.DisposeAsync();
    }

    private static object Read(Statement row, int column, ColumnKind kind) => kind switch
    {
        ColumnKind.Text => row.Text(column).Replace('\0', '\ufffd'), // as PostgreSQL can hold it
        ColumnKind.Bytes => row.Bytes(column).ToArray(),
        _ => row.Int64(column),
    };

    private long Number(string sql) => db.Prepare(sql).Number() ?? 0;
}
