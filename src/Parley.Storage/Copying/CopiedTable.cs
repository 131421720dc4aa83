namespace Parley.Storage.Copying;

internal enum ColumnKind
{
    Int64,
    Int32,
    Int16,
    Flag,
    Text,
    Bytes,
}

internal readonly record struct CopiedColumn(string Name, ColumnKind Kind);

/// <summary>A table as it is on both sides.</summary>
/// <param name="Source">SQLite's query: the columns in their order, sorted as <paramref name="Order"/> says; at most one more at the end, for the words of an entry.</param>
/// <param name="Order">The key by which both sides are read.</param>
internal sealed record CopiedTable(string Name, string Source, string Order, params CopiedColumn[] Columns)
{
    /// <summary>Parents before children. Claims are left out: they end with their leases; files have their own rows.</summary>
    public static readonly IReadOnlyList<CopiedTable> All =
    [
        new(
            "account",
            "SELECT id, login, fold, skeleton, role, lang, given_names, surnames, age, gender, salt, iterations, stored_key, server_key, created FROM account ORDER BY id",
            "id",
            Long("id"), Text("login"), Text("fold"), Text("skeleton"), Short("role"), Text("lang"), Text("given_names"), Text("surnames"), Int("age"), Text("gender"),
            Bytes("salt"), Int("iterations"), Bytes("stored_key"), Bytes("server_key"), Long("created")),
        new(
            "token",
            "SELECT id, hash, account, client, created, last_used FROM token ORDER BY id",
            "id",
            Text("id"), Bytes("hash"), Long("account"), Text("client"), Long("created"), Long("last_used")),
        new(
            "head",
            """
            SELECT c.id, coalesce(k.first, 1), coalesce((SELECT max(position) FROM entry WHERE conversation = c.id), coalesce(k.first, 1) - 1)
            FROM (SELECT id FROM conversation UNION SELECT conversation FROM entry) AS c LEFT JOIN conversation k ON k.id = c.id ORDER BY c.id
            """,
            "conversation",
            Long("conversation"), Long("first"), Long("last")),
        new(
            "room",
            "SELECT conversation, name, fold, lifetime, owner, topic, version, created, closed, rules FROM room ORDER BY conversation",
            "conversation",
            Long("conversation"), Text("name"), Text("fold"), Short("lifetime"), Long("owner"), Text("topic"), Long("version"), Long("created"), Long("closed"), Text("rules")),
        new("pair", "SELECT conversation, low, high FROM pair ORDER BY conversation", "conversation", Long("conversation"), Long("low"), Long("high")),
        new(
            "marker",
            "SELECT account, conversation, kind, position FROM marker ORDER BY account, conversation, kind",
            "account, conversation, kind",
            Long("account"), Long("conversation"), Short("kind"), Long("position")),
        new("space", "SELECT id, name, revision FROM space WHERE name <> x'66696c6573' ORDER BY id", "id", Long("id"), Bytes("name"), Long("revision")),
        new(
            "item",
            "SELECT i.space, i.key, i.place, i.revision, i.value FROM item i JOIN space s ON s.id = i.space WHERE s.name <> x'66696c6573' ORDER BY i.space, i.place",
            "space, place",
            Long("space"), Bytes("key"), Long("place"), Long("revision"), Bytes("value")),
        new(
            "entry",
            """
            SELECT e.seq, e.conversation, e.position, e.kind, e.author, e.time, e.client_id, e.target, e.reply_to, e.thread, e.authored_at, e.origin, e.signature, e.body, e.erased, e.author_name, e.author_host, e.tags,
                iif(e.kind = 1 AND e.erased = 0, coalesce(
                    (SELECT d.body FROM entry d WHERE d.conversation = e.conversation AND d.target = e.position AND d.kind = 2 AND d.erased = 0 ORDER BY d.position DESC LIMIT 1), e.body), NULL)
            FROM entry e ORDER BY e.seq
            """,
            "seq",
            Long("seq"), Long("conversation"), Long("position"), Short("kind"), Long("author"), Long("time"), Text("client_id"), Long("target"), Long("reply_to"), Long("thread"),
            Long("authored_at"), Text("origin"), Bytes("signature"), Bytes("body"), new("erased", ColumnKind.Flag), Text("author_name"), Text("author_host"), Text("tags")),
    ];

    /// <summary>PostgreSQL's query, with every number as wide as SQLite's.</summary>
    public string Target => $"SELECT {string.Join(", ", Columns.Select(Widened))} FROM {Name} ORDER BY {Order}";

    private static string Widened(CopiedColumn column) => column.Kind switch
    {
        ColumnKind.Int16 or ColumnKind.Int32 => $"{column.Name}::bigint",
        ColumnKind.Flag => $"{column.Name}::integer::bigint",
        _ => column.Name,
    };

    private static CopiedColumn Long(string name) => new(name, ColumnKind.Int64);

    private static CopiedColumn Int(string name) => new(name, ColumnKind.Int32);

    private static CopiedColumn Short(string name) => new(name, ColumnKind.Int16);

    private static CopiedColumn Text(string name) => new(name, ColumnKind.Text);

    private static CopiedColumn Bytes(string name) => new(name, ColumnKind.Bytes);
}
