using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Columns;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Log;

/// <summary>The hot path: adds entries inside the writer's transaction. On the writer's thread.</summary>
internal sealed class EntryAppender(Database db, Writer writer)
{
    private const string InsertSql =
        """
        INSERT INTO entry(seq, conversation, position, kind, author, time, client_id, target, reply_to, thread, authored_at, origin, signature, body, erased, author_name, author_host, tags)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(author, client_id) WHERE client_id IS NOT NULL DO NOTHING
        """;

    private readonly Statement _insert = db.Prepare(InsertSql);

    public AppendOutcome[] Append(IReadOnlyList<NewEntry> entries)
    {
        var outcomes = new AppendOutcome[entries.Count];
        (ConversationId Conversation, long? Version) rules = default;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var entry = entries[i];
            if (entry.RulesVersion != 0)
            {
                if (rules.Conversation != entry.Conversation)
                    rules = (entry.Conversation, VersionOf(entry.Conversation));
                if (rules.Version != entry.RulesVersion)
                {
                    outcomes[i] = Known(entry) ?? new AppendOutcome(AppendStatus.RulesOutdated, Position.None, default);
                    continue;
                }
            }
            outcomes[i] = entry.Head is { } head && head.Value != writer.Heads[entry.Conversation]
                ? Known(entry) ?? new AppendOutcome(AppendStatus.HeadMoved, Position.None, default)
                : Append(entry);
        }
        return outcomes;
    }

    private AppendOutcome Append(NewEntry entry)
    {
        var heads = writer.Heads;
        var seq = heads.LastSeq + 1;
        var position = heads[entry.Conversation] + 1;
        var time = entry.Time.ToUnixTimeMilliseconds();
        // What was under way when its message was taken back must not bring the text back.
        if (entry.Kind is EntryKind.Edit or EntryKind.Redaction && IsErased(entry.Conversation, entry.Target))
            return Known(entry) ?? new AppendOutcome(AppendStatus.TargetErased, Position.None, default);

        var inserted = _insert
            .Bind(seq).Bind(entry.Conversation.Value).Bind(position).Bind((long)entry.Kind).Bind(entry.Author.Value).Bind(time)
            .Bind(entry.ClientId?.Value).Bind(entry.Target.Value).Bind(entry.ReplyTo.Value).Bind(entry.Thread.Value)
            .Bind(entry.AuthoredAt?.ToUnixTimeMilliseconds()).Bind(entry.OriginId)
            .BindOrNull(entry.Signature.Span).Bind(entry.Body.Span).Bind(0).Bind(entry.AuthorName).Bind(entry.AuthorHost).Bind(TagsColumn.Write(entry.Tags))
            .Run();
        if (inserted == 0)
            return Known(entry) ?? throw new InvalidOperationException("an entry was refused and its like not found");

        heads.LastSeq = seq;
        heads[entry.Conversation] = position;
        if (entry.Kind == EntryKind.Redaction && entry.Target != Position.None)
            Erase(entry.Conversation, entry.Target);
        return new AppendOutcome(AppendStatus.Appended, new Position(position), DateTimeOffset.FromUnixTimeMilliseconds(time));
    }

    /// <summary>The answer to a client id that its author used before; null when it is new or there is none.</summary>
    private AppendOutcome? Known(NewEntry entry)
    {
        if (entry.ClientId is not { } id)
            return null;
        using var row = db.Prepare("SELECT conversation, position, kind, target, time, erased, body FROM entry WHERE author = ? AND client_id = ?")
            .Bind(entry.Author.Value).Bind(id.Value);
        if (!row.Step())
            return null;
        var same = row.Int64(0) == entry.Conversation.Value
            && row.Int64(2) == (long)entry.Kind
            && row.Int64(3) == entry.Target.Value
            && (row.Int64(5) != 0 || row.Bytes(6).SequenceEqual(entry.Body.Span));
        return same
            ? new AppendOutcome(AppendStatus.Duplicate, new Position(row.Int64(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(4)))
            : new AppendOutcome(AppendStatus.ClientIdReused, Position.None, default);
    }

    /// <summary>Null for a room that is closed or never was.</summary>
    private long? VersionOf(ConversationId room) =>
        db.Prepare("SELECT version FROM room WHERE conversation = ? AND closed IS NULL").Bind(room.Value).Number();

    private bool IsErased(ConversationId conversation, Position target) =>
        db.Prepare("SELECT erased FROM entry WHERE conversation = ? AND position = ?").Bind(conversation.Value).Bind(target.Value).Number() == 1;

    /// <summary>A message and its edits become tombstones.</summary>
    private void Erase(ConversationId conversation, Position target)
    {
        db.Prepare($"UPDATE entry SET {Tombstone.Set} WHERE conversation = ? AND position = ?").Bind(conversation.Value).Bind(target.Value).Run();
        db.Prepare($"UPDATE entry INDEXED BY entry_edits SET {Tombstone.Set} WHERE conversation = ? AND target = ? AND kind = 2").Bind(conversation.Value).Bind(target.Value).Run();
        writer.WantScrub();
    }
}
