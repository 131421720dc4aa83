using Npgsql;

namespace Parley.Storage.Postgres;

/// <summary>Short ways to read a row's columns.</summary>
internal static class Rows
{
    public static long? NullableInt64(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static string? NullableText(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static byte[] BytesOrEmpty(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.Bytes(column);

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
