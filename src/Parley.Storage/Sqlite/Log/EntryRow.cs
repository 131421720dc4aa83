using Parley.Contracts;
using Parley.Storage.Columns;

namespace Parley.Storage.Sqlite.Log;

/// <summary>How an entry is read from a row.</summary>
internal static class EntryRow
{
    /// <summary>A query that ends in its own WHERE; <c>e</c> is the entry.</summary>
    public const string Select = Columns + " FROM entry e" + Author;

    /// <summary>In the order of the log: no index by author.</summary>
    public const string SelectInOrder = Columns + " FROM entry e NOT INDEXED" + Author;

    public const int Seq = 15;

    private const string Columns =
        """
        SELECT e.conversation, e.position, e.kind, e.author, a.login, e.time, e.client_id, e.target, e.reply_to, e.thread,
               e.authored_at, e.origin, e.signature, e.body, e.erased, e.seq, e.author_name, e.author_host, e.tags
        """;

    private const string Author = " LEFT JOIN account a ON a.id = e.author";

    public static Entry Read(Statement row)
    {
        var author = new AccountId(row.Int64(3));
        return new Entry(
            new ConversationId(row.Int64(0)),
            new Position(row.Int64(1)),
            (EntryKind)row.Int64(2),
            author,
            row.NullableText(16) ?? row.NullableText(4) ?? $"erased-{author}",
            DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(5)),
            row.NullableText(6),
            new Position(row.Int64(7)),
            new Position(row.Int64(8)),
            row.Bytes(13).ToArray(),
            row.Int64(14) != 0)
        {
            AuthorHost = row.NullableText(17),
            Tags = TagsColumn.Read(row.NullableText(18)),
            IsNamed = row.NullableText(16) is not null,
            Thread = new Position(row.Int64(9)),
            AuthoredAt = row.NullableInt64(10) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            OriginId = row.NullableText(11),
            Signature = row.Bytes(12).ToArray(),
        };
    }
}
