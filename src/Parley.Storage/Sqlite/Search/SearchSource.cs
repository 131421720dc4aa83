using Parley.Contracts;
using Parley.Core.Search;

namespace Parley.Storage.Sqlite.Search;

/// <summary>What the search index should hold for a message; null words: nothing.</summary>
/// <param name="Seq">The message's own, also after edits: results keep the message's place.</param>
internal readonly record struct SearchDocument(long Seq, string? Words);

/// <summary>A stretch of the log as documents, and how far it reaches.</summary>
internal sealed record SearchBatch(IReadOnlyList<SearchDocument> Documents, long ThroughSeq, long ThroughChange, bool HasErasures);

/// <summary>Reads from the log what search must follow: new entries by seq, and erased or trimmed ones by the list of changes.</summary>
internal static class SearchSource
{
    /// <summary>Stands before a conversation's id in the index; no word can hold it.</summary>
    public const char ConversationMark = '_';

    /// <summary>The next stretch past both places, in one view of the log.</summary>
    public static SearchBatch Read(Database log, long afterSeq, long afterChange, int limit)
    {
        log.Execute("BEGIN");
        try
        {
            var documents = new List<SearchDocument>();
            var erasures = false;
            var throughSeq = ReadNew(log, afterSeq, limit, documents, ref erasures);
            var throughChange = ReadChanges(log, afterChange, throughSeq, limit, documents, ref erasures);
            return new SearchBatch(documents, throughSeq, throughChange, erasures);
        }
        finally
        {
            log.Execute("COMMIT");
        }
    }

    /// <summary>The newest text of a message, or null when it was never edited.</summary>
    public static byte[]? NewestEdit(Database log, long conversation, long position) =>
        log.Prepare("SELECT body FROM entry INDEXED BY entry_edits WHERE conversation = ? AND target = ? AND kind = 2 AND erased = 0 ORDER BY position DESC LIMIT 1")
            .Bind(conversation).Bind(position).First(row => row.Bytes(0).ToArray());

    private static long ReadNew(Database log, long after, int limit, List<SearchDocument> documents, ref bool erasures)
    {
        using var rows = log.Prepare("SELECT seq, conversation, kind, target, erased, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?").Bind(after).Bind(limit);
        var through = after;
        while (rows.Step())
        {
            through = rows.Int64(0);
            switch ((EntryKind)rows.Int64(2))
            {
                case EntryKind.Message when rows.Int64(4) == 0:
                    documents.Add(new SearchDocument(through, WordsOf(rows.Int64(1), rows.Bytes(5))));
                    break;
                case EntryKind.Edit:
                    AddCurrent(log, rows.Int64(1), rows.Int64(3), documents);
                    break;
                case EntryKind.Redaction:
                    AddCurrent(log, rows.Int64(1), rows.Int64(3), documents);
                    erasures = true;
                    break;
            }
        }
        return through;
    }

    private static long ReadChanges(Database log, long after, long throughSeq, int limit, List<SearchDocument> documents, ref bool erasures)
    {
        var through = after;
        var changes = log.Prepare("SELECT id, seq FROM search_change WHERE id > ? ORDER BY id LIMIT ?").Bind(after).Bind(limit).All(row => (Id: row.Int64(0), Seq: row.Int64(1)));
        foreach (var (id, seq) in changes)
        {
            through = id;
            // What is not indexed yet will be read in its present state.
            if (seq > throughSeq)
                continue;
            erasures = true;
            var entry = log.Prepare("SELECT conversation, kind, position, target FROM entry WHERE seq = ?").Bind(seq)
                .First(row => new { Conversation = row.Int64(0), Kind = (EntryKind)row.Int64(1), Position = row.Int64(2), Target = row.Int64(3) });
            if (entry is null)
                documents.Add(new SearchDocument(seq, null));
            else
                AddCurrent(log, entry.Conversation, entry.Kind == EntryKind.Edit ? entry.Target : entry.Position, documents);
        }
        return through;
    }

    /// <summary>A message as it is now, with its newest text; of an edit, the message that it edits.</summary>
    private static void AddCurrent(Database log, long conversation, long position, List<SearchDocument> documents)
    {
        var message = EditedBy(log, conversation, position) ?? position;
        using var row = log.Prepare("SELECT seq, kind, erased, body FROM entry WHERE conversation = ? AND position = ?").Bind(conversation).Bind(message);
        if (!row.Step() || (EntryKind)row.Int64(1) != EntryKind.Message)
            return;
        var words = row.Int64(2) != 0 ? null : WordsOf(conversation, NewestEdit(log, conversation, message) ?? row.Bytes(3));
        documents.Add(new SearchDocument(row.Int64(0), words));
    }

    private static long? EditedBy(Database log, long conversation, long position) =>
        log.Prepare("SELECT target FROM entry WHERE conversation = ? AND position = ? AND kind = 2").Bind(conversation).Bind(position).Number();

    private static string WordsOf(long conversation, ReadOnlySpan<byte> body) => $"{ConversationMark}{conversation} {string.Join(' ', SearchWords.Of(body))}";
}
