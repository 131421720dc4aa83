using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Storage.Postgres;

namespace Parley.Storage.Copying;

/// <summary>Takes a data directory into an empty PostgreSQL database: every id, position, time and tombstone as it is. The server that uses the directory must be stopped.</summary>
public static class StoreCopy
{
    /// <summary>Copies, compares both sides and commits: all or nothing. A copy that breaks off can be repeated.</summary>
    /// <exception cref="StoreRefusedException">One side can't be used, the database is not empty, or the two sides differ after all; the database is as it was.</exception>
    public static async Task<CopyReport> RunAsync(string directory, string connectionString, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var source = await SourceTables.OpenAsync(directory, time, loggers, cancellationToken);
        // Makes the tables, where they are missing.
        await using var store = await PostgresStore.OpenAsync(connectionString, time, loggers, cancellationToken);
        await using var target = new TargetTables(await store.Source.OpenConnectionAsync(cancellationToken));

        await target.BeginAsync(cancellationToken);
        foreach (var table in CopiedTable.All)
            await target.WriteAsync(table, source.Rows(table), cancellationToken);
        var missing = await CopyFilesAsync(source, target, cancellationToken);
        foreach (var (sequence, last) in source.Sequences())
            await target.ContinueAsync(sequence, last, cancellationToken);

        var report = new CopyReport(await CompareAsync(source, target, missing, cancellationToken), missing);
        await target.CommitAsync(cancellationToken);
        return report;
    }

    /// <summary>Returns the ids of files whose bytes are gone from the folder; they are left out.</summary>
    private static async Task<IReadOnlyList<string>> CopyFilesAsync(SourceTables source, TargetTables target, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var file in await source.FilesAsync(cancellationToken))
        {
            await using var content = await source.OpenAsync(file, thumbnail: false, cancellationToken);
            if (content is null)
            {
                missing.Add(file.Id);
                continue;
            }
            await target.WriteAsync(file, cancellationToken);
            await target.WriteAsync(file, thumbnail: false, content, cancellationToken);
            if (file.ThumbnailType is null)
                continue;
            await using var thumbnail = await source.OpenAsync(file, thumbnail: true, cancellationToken);
            if (thumbnail is not null)
                await target.WriteAsync(file, thumbnail: true, thumbnail, cancellationToken);
        }
        return missing;
    }

    private static async Task<IReadOnlyList<TableProof>> CompareAsync(SourceTables source, TargetTables target, IReadOnlyList<string> missing, CancellationToken cancellationToken)
    {
        var proofs = new List<TableProof>();
        foreach (var table in CopiedTable.All)
        {
            using var before = new RowHash();
            foreach (var row in source.Rows(table))
                before.Row(row.AsSpan(0, table.Columns.Length));
            using var after = new RowHash();
            await target.HashAsync(table, after, cancellationToken);
            proofs.Add(Same(before.Proof(table.Name), after.Proof(table.Name)));
        }
        using var there = new RowHash();
        foreach (var file in (await source.FilesAsync(cancellationToken)).Where(f => !missing.Contains(f.Id, StringComparer.Ordinal)))
        {
            there.Row(Values(file));
            foreach (var thumbnail in (bool[])[false, true])
            {
                await using var content = await source.OpenAsync(file, thumbnail, cancellationToken);
                if (content is not null)
                    await there.AddAsync(content, cancellationToken);
            }
        }
        using var here = new RowHash();
        foreach (var file in await target.FilesAsync(cancellationToken))
        {
            here.Row(Values(file));
            foreach (var thumbnail in (bool[])[false, true])
            {
                await foreach (var piece in target.PiecesAsync(file, thumbnail, cancellationToken))
                    await here.AddAsync(new MemoryStream(piece), cancellationToken);
            }
        }
        proofs.Add(Same(there.Proof("file"), here.Proof("file")));
        return proofs;
    }

    private static object?[] Values(StoredFile file) =>
        [file.Id, file.Owner.Value, file.Name, file.Type, file.Size, file.Created.ToUnixTimeMilliseconds(), file.ThumbnailType];

    private static TableProof Same(TableProof before, TableProof after) => before == after
        ? after
        : throw new StoreRefusedException($"Table {before.Table} is not the same after the copy ({before.Rows} rows, then {after.Rows}): nothing was kept of it. Please report this.");
}

/// <param name="Tables">Rows and hash of each table, found alike on both sides.</param>
/// <param name="MissingFiles">Ids of files that were left out: their bytes are not in the folder.</param>
public sealed record CopyReport(IReadOnlyList<TableProof> Tables, IReadOnlyList<string> MissingFiles);
