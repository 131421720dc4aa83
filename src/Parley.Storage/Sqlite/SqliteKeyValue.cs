using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite;

internal sealed class SqliteKeyValue(Writer writer, Readers readers) : IKeyValue
{
    private const string Items = "SELECT i.key, i.value, i.revision FROM space s JOIN item i ON i.space = s.id WHERE s.name = ?";

    public ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        return readers.LookUpAsync(db => db.Prepare(Items + " AND i.key = ?").Bind(space.Span).Bind(key.Span).First(Read), cancellationToken);
    }

    public Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key, value);
        return writer.WriteAsync<long?>(
            db =>
            {
                var known = db.Prepare("SELECT i.revision FROM space s JOIN item i ON i.space = s.id WHERE s.name = ? AND i.key = ?").Bind(space.Span).Bind(key.Span).Number();
                if (expected is { } revision && revision != (known ?? 0))
                    return null;
                var (id, next) = Advance(db, space);
                db.Prepare(
                    """
                    INSERT INTO item(space, key, place, revision, value) VALUES(?1, ?2, ?3, ?3, ?4)
                    ON CONFLICT(space, key) DO UPDATE SET revision = excluded.revision, value = excluded.value
                    """).Bind(id).Bind(key.Span).Bind(next).Bind(value.Span).Run();
                return next;
            },
            1 + (value.Length / 256),
            cancellationToken);
    }

    public Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        return writer.WriteAsync(
            db =>
            {
                var removed = db.Prepare("DELETE FROM item WHERE space = (SELECT id FROM space WHERE name = ?) AND key = ?").Bind(space.Span).Bind(key.Span).Run();
                if (removed > 0)
                    Advance(db, space);
                return removed > 0;
            },
            1,
            cancellationToken);
    }

    public Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return writer.WriteAsync(
            db =>
            {
                var removed = db.Prepare("DELETE FROM item WHERE space = (SELECT id FROM space WHERE name = ?)").Bind(space.Span).Run();
                if (removed > 0)
                    Advance(db, space);
                return removed;
            },
            100,
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return readers.ReadAsync<IReadOnlyList<KeyValueItem>>(db => db.Prepare(Items + " ORDER BY i.place").Bind(space.Span).All(Read), cancellationToken);
    }

    public ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        return readers.ReadAsync(db => db.Prepare("SELECT revision FROM space WHERE name = ?").Bind(space.Span).Number() ?? 0, cancellationToken);
    }

    /// <summary>Gives a namespace, made if it was never touched, its next revision.</summary>
    private static (long Id, long Revision) Advance(Database db, ReadOnlyMemory<byte> space)
    {
        db.Prepare("INSERT INTO space(name, revision) VALUES(?, 1) ON CONFLICT(name) DO UPDATE SET revision = revision + 1").Bind(space.Span).Run();
        using var row = db.Prepare("SELECT id, revision FROM space WHERE name = ?").Bind(space.Span);
        row.Step();
        return (row.Int64(0), row.Int64(1));
    }

    private static KeyValueItem Read(Statement row) => new(row.Bytes(0).ToArray(), row.Bytes(1).ToArray(), row.Int64(2));
}
