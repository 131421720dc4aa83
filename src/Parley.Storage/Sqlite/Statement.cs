using System.Text;
using SQLitePCL;

namespace Parley.Storage.Sqlite;

/// <summary>A prepared statement. Parameters are bound in order, columns read by index from 0; disposing readies it for the next use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 256;

    private int _bound;

    public Statement Bind(long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (value.Length == 0)
        {
            // An empty span would be bound as null.
            database.Check(raw.sqlite3_bind_text(handle, ++_bound, ""));
            return this;
        }
        Span<byte> stack = stackalloc byte[StackBytes];
        var utf8 = Encoding.UTF8.TryGetBytes(value, stack, out var length) ? stack[..length] : Encoding.UTF8.GetBytes(value);
        database.Check(raw.sqlite3_bind_text(handle, ++_bound, utf8));
        return this;
    }

    /// <summary>Bytes; an empty span is an empty blob, not null.</summary>
    public Statement Bind(ReadOnlySpan<byte> value)
    {
        var result = value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_bound, 0) : raw.sqlite3_bind_blob(handle, ++_bound, value);
        database.Check(result);
        return this;
    }

    /// <summary>Bytes; an empty span is null.</summary>
    public Statement BindOrNull(ReadOnlySpan<byte> value) => value.IsEmpty ? BindNull() : Bind(value);

    public Statement BindNull()
    {
        database.Check(raw.sqlite3_bind_null(handle, ++_bound));
        return this;
    }

    /// <summary>True: a row can be read. False: the end.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result == raw.SQLITE_DONE)
            return false;
        try
        {
            database.Check(result);
        }
        finally
        {
            Dispose();
        }
        return false;
    }

    /// <summary>Runs a statement that returns no rows. Returns how many it changed.</summary>
    public int Run()
    {
        Step();
        Dispose();
        return database.Changes;
    }

    /// <summary>The first row, or null when there is none.</summary>
    public T? First<T>(Func<Statement, T> row)
        where T : class
    {
        using (this)
            return Step() ? row(this) : null;
    }

    /// <summary>Every row; the query's own limit bounds them.</summary>
    public List<T> All<T>(Func<Statement, T> row)
    {
        using (this)
        {
            var rows = new List<T>();
            while (Step())
                rows.Add(row(this));
            return rows;
        }
    }

    /// <summary>The first column of the first row, or null when there is none or it is null.</summary>
    public long? Number()
    {
        using (this)
            return Step() ? NullableInt64(0) : null;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Good until the next step; copy what is kept.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        _bound = 0;
        raw.sqlite3_reset(handle);
        raw.sqlite3_clear_bindings(handle);
    }

    internal void Finish() => handle.Dispose();
}
