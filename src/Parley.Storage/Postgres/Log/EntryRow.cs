using Npgsql;
using Parley.Contracts;
using Parley.Storage.Columns;

namespace Parley.Storage.Postgres.Log;

/// <summary>How an entry is read from a row.</summary>
internal static class EntryRow
{
    /// <summary>A query that ends in its own WHERE; <c>e</c> is the entry.</summary>
    public const string Select = "SELECT " + Columns + " FROM entry e" + Author;

    public const string Columns =
        """
        e.conversation, e.position, e.kind, e.author, a.login, e.time, e.client_id, e.target, e.reply_to, e.thread,
        e.authored_at, e.origin, e.signature, e.body, e.erased, e.seq, e.author_name, e.author_host, e.tags
        """;

    public const string Author = " LEFT JOIN account a ON a.id = e.author";

    public const int Seq = 15;

    /// <summary>The first column after <see cref="Columns"/>.</summary>
    public const int Next = 19;

    public static Entry Read(NpgsqlDataReader row)
    {
        var author = new AccountId(row.GetInt64(3));
        return new Entry(
            new ConversationId(row.GetInt64(0)),
            new Position(row.GetInt64(1)),
            (EntryKind)row.GetInt16(2),
            author,
            row.NullableText(16) ?? row.NullableText(4) ?? $"erased-{author}",
            row.Time(5),
            row.NullableText(6),
            new Position(row.GetInt64(7)),
            new Position(row.GetInt64(8)),
            row.Bytes(13),
            row.GetBoolean(14))
        {
            AuthorHost = row.NullableText(17),
            Tags = TagsColumn.Read(row.NullableText(18)),
            IsNamed = !row.IsDBNull(16),
            Thread = new Position(row.GetInt64(9)),
            AuthoredAt = row.IsDBNull(10) ? null : row.Time(10),
            OriginId = row.NullableText(11),
            Signature = row.BytesOrEmpty(12),
        };
    }
}
