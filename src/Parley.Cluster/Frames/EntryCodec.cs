using Parley.Contracts;

namespace Parley.Cluster.Frames;

/// <summary>An entry as bytes: flags, position, kind, author, login, time, then what the flags name, then the body. Its conversation is said once, before it.</summary>
internal static class EntryCodec
{
    /// <summary>What an entry takes beside its texts, at most.</summary>
    private const int FixedBytes = 96;

    [Flags]
    private enum Parts
    {
        /// <summary>No entry, but the end of them.</summary>
        End = 0,
        Entry = 1,
        Erased = 1 << 1,
        Named = 1 << 2,
        ClientId = 1 << 3,
        Host = 1 << 4,
        Tags = 1 << 5,
        Target = 1 << 6,
        ReplyTo = 1 << 7,
        Thread = 1 << 8,
        AuthoredAt = 1 << 9,
        Origin = 1 << 10,
        Signature = 1 << 11,
        All = (1 << 12) - 1,
    }

    /// <summary>About what the entry takes in memory and on the wire, bytes; cheap, and never far too little.</summary>
    public static int Weigh(Entry entry)
    {
        var weight = FixedBytes + entry.Body.Length + entry.Signature.Length + entry.AuthorLogin.Length
            + (entry.ClientId?.Length ?? 0) + (entry.AuthorHost?.Length ?? 0) + (entry.OriginId?.Length ?? 0);
        if (entry.Tags is not null)
        {
            foreach (var (key, value) in entry.Tags)
                weight += key.Length + value.Length;
        }
        return weight;
    }

    public static void Write(ByteWriter to, Entry entry)
    {
        to.Number((ulong)PartsOf(entry));
        to.Number(entry.Position.Value);
        to.Number((ulong)entry.Kind);
        to.Signed(entry.Author.Value);
        to.Text(entry.AuthorLogin);
        to.Signed(entry.Time.ToUnixTimeMilliseconds());
        if (entry.ClientId is not null)
            to.Text(entry.ClientId);
        if (entry.AuthorHost is not null)
            to.Text(entry.AuthorHost);
        if (entry.Tags is not null)
            WriteTags(to, entry.Tags);
        WriteUnlessNone(to, entry.Target);
        WriteUnlessNone(to, entry.ReplyTo);
        WriteUnlessNone(to, entry.Thread);
        if (entry.AuthoredAt is { } authoredAt)
            to.Signed(authoredAt.ToUnixTimeMilliseconds());
        if (entry.OriginId is not null)
            to.Text(entry.OriginId);
        if (!entry.Signature.IsEmpty)
            to.Bytes(entry.Signature.Span);
        to.Bytes(entry.Body.Span);
    }

    public static void WriteEnd(ByteWriter to) => to.Number((ulong)Parts.End);

    /// <returns>Null at the end of the entries.</returns>
    /// <exception cref="ProtocolException">These bytes are no entry.</exception>
    public static Entry? Read(ref ByteReader from, ConversationId conversation)
    {
        var number = from.Number();
        if (number == (ulong)Parts.End)
            return null;
        if ((number & (ulong)Parts.Entry) == 0 || number > (ulong)Parts.All)
            throw ByteReader.Bad("an entry has unknown parts");
        var parts = (Parts)number;
        var position = new Position(from.Long());
        var kind = ReadKind(ref from);
        var author = new AccountId(from.Signed());
        var login = from.Text();
        var time = from.Time();
        var clientId = parts.HasFlag(Parts.ClientId) ? from.Text() : null;
        var host = parts.HasFlag(Parts.Host) ? from.Text() : null;
        var tags = parts.HasFlag(Parts.Tags) ? ReadTags(ref from) : null;
        var target = ReadPosition(ref from, parts.HasFlag(Parts.Target));
        var replyTo = ReadPosition(ref from, parts.HasFlag(Parts.ReplyTo));
        var thread = ReadPosition(ref from, parts.HasFlag(Parts.Thread));
        DateTimeOffset? authoredAt = parts.HasFlag(Parts.AuthoredAt) ? from.Time() : null;
        var origin = parts.HasFlag(Parts.Origin) ? from.Text() : null;
        // Copies, as a slice would keep the whole frame in memory for as long as the entry.
        var signature = parts.HasFlag(Parts.Signature) ? from.Bytes().ToArray() : [];
        var body = from.Bytes().ToArray();
        return new Entry(conversation, position, kind, author, login, time, clientId, target, replyTo, body, parts.HasFlag(Parts.Erased))
        {
            IsNamed = parts.HasFlag(Parts.Named),
            AuthorHost = host,
            Tags = tags,
            Thread = thread,
            AuthoredAt = authoredAt,
            OriginId = origin,
            Signature = signature,
        };
    }

    private static Parts PartsOf(Entry entry) =>
        Parts.Entry
        | If(entry.Erased, Parts.Erased)
        | If(entry.IsNamed, Parts.Named)
        | If(entry.ClientId is not null, Parts.ClientId)
        | If(entry.AuthorHost is not null, Parts.Host)
        | If(entry.Tags is not null, Parts.Tags)
        | If(entry.Target != Position.None, Parts.Target)
        | If(entry.ReplyTo != Position.None, Parts.ReplyTo)
        | If(entry.Thread != Position.None, Parts.Thread)
        | If(entry.AuthoredAt is not null, Parts.AuthoredAt)
        | If(entry.OriginId is not null, Parts.Origin)
        | If(!entry.Signature.IsEmpty, Parts.Signature);

    private static Parts If(bool condition, Parts part) => condition ? part : Parts.End;

    private static void WriteUnlessNone(ByteWriter to, Position position)
    {
        if (position != Position.None)
            to.Number(position.Value);
    }

    private static void WriteTags(ByteWriter to, IReadOnlyDictionary<string, string> tags)
    {
        to.Number((ulong)tags.Count);
        foreach (var (key, value) in tags)
        {
            to.Text(key);
            to.Text(value);
        }
    }

    private static EntryKind ReadKind(ref ByteReader from) =>
        from.Number() is var kind && kind <= int.MaxValue && Enum.IsDefined((EntryKind)kind) ? (EntryKind)kind : throw ByteReader.Bad("an entry is of an unknown kind");

    private static Position ReadPosition(ref ByteReader from, bool isThere) => isThere ? new Position(from.Long()) : Position.None;

    private static Dictionary<string, string> ReadTags(ref ByteReader from)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = from.Number(); left > 0; left--)
        {
            if (!tags.TryAdd(from.Text(), from.Text()))
                throw ByteReader.Bad("a tag is there twice");
        }
        return tags;
    }
}
