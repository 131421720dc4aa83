using Parley.Core.Search;

namespace Parley.Storage.Sqlite.Search;

/// <summary>The full-text index in its own file, with the place in the log it has reached. It can be thrown away and made again from the log.</summary>
internal sealed class SearchIndex : IDisposable
{
    public const string FileName = "search.db";

    /// <summary>Raised when tokens or tables change: older indexes are made again.</summary>
    private const int Version = 1;

    /// <summary>Pages that one step of taking erased words out may rewrite.</summary>
    private const int MergePages = 200;

    private readonly Database _db;

    private SearchIndex(Database db)
    {
        _db = db;
        Seq = db.Scalar("SELECT seq FROM state") ?? 0;
        Change = db.Scalar("SELECT change FROM state") ?? 0;
        HoldsErased = db.Scalar("SELECT holds_erased FROM state") == 1;
    }

    /// <summary>The last <c>entry.seq</c> covered.</summary>
    public long Seq { get; private set; }

    /// <summary>The last <c>search_change.id</c> covered.</summary>
    public long Change { get; private set; }

    /// <summary>True while the file may still hold words that were erased from the log.</summary>
    public bool HoldsErased { get; private set; }

    /// <summary>Opens the index, makes it when it is missing or of another version.</summary>
    /// <exception cref="SqliteFailure">Corrupt, or the disk is at fault.</exception>
    public static SearchIndex Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var db = Database.Open(path, forWriting: true, Pragmas.ForSearchWriter);
        try
        {
            if (db.Scalar("PRAGMA user_version") is var version && version != 0 && version != Version)
            {
                db.Dispose();
                Delete(directory);
                db = Database.Open(path, forWriting: true, Pragmas.ForSearchWriter);
            }
            if (db.Scalar("PRAGMA user_version") == 0)
                Create(db);
            return new SearchIndex(db);
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    public static void Delete(string directory)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(Path.Combine(directory, FileName + suffix));
    }

    /// <summary>Entries that hold all words, by <c>entry.seq</c>, newest first.</summary>
    public static IReadOnlyList<long> Find(Database reader, IReadOnlyCollection<long> conversations, IReadOnlyCollection<string> words, long before, int limit)
    {
        // Words are letters and digits only: quoted, none of them is an operator of FTS5.
        var query = $"({string.Join(" OR ", conversations.Select(c => $"\"{SearchSource.ConversationMark}{c}\""))}) AND {string.Join(" AND ", words.Select(w => $"\"{w}\""))}";
        return reader.Prepare("SELECT rowid FROM message WHERE message MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?")
            .Bind(query).Bind(before).Bind(limit).All(row => row.Int64(0));
    }

    public void Apply(SearchBatch batch)
    {
        InTransaction(() =>
        {
            foreach (var document in batch.Documents)
            {
                if (document.Words is null)
                    _db.Prepare("DELETE FROM message WHERE rowid = ?").Bind(document.Seq).Run();
                else
                    _db.Prepare("INSERT OR REPLACE INTO message(rowid, words) VALUES(?, ?)").Bind(document.Seq).Bind(document.Words).Run();
            }
            _db.Prepare("UPDATE state SET seq = ?, change = ?, holds_erased = max(holds_erased, ?)")
                .Bind(batch.ThroughSeq).Bind(batch.ThroughChange).Bind(batch.HasErasures ? 1 : 0).Run();
        });
        Seq = batch.ThroughSeq;
        Change = batch.ThroughChange;
        HoldsErased |= batch.HasErasures;
    }

    /// <summary>Takes words of erased entries out of the file, in steps. FTS5 only marks them as gone until the segments that hold them are merged (sqlite.org/fts5.html, 6.7).</summary>
    public void Scrub(CancellationToken cancellationToken)
    {
        for (var pages = -MergePages; ; pages = MergePages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = _db.TotalChanges;
            _db.Prepare("INSERT INTO message(message, rank) VALUES('merge', ?)").Bind(pages).Run();
            if (_db.TotalChanges - before < 2)
                break;
        }
        if (!_db.TryCheckpointAndTruncate())
            return;
        _db.Execute("UPDATE state SET holds_erased = 0");
        HoldsErased = false;
    }

    public void Dispose() => _db.Dispose();

    private static void Create(Database db) => db.Execute(
        $"""
        BEGIN;
        CREATE VIRTUAL TABLE message USING fts5(words, detail = none, tokenize = "ascii tokenchars '{SearchSource.ConversationMark}'");
        CREATE TABLE state(seq INTEGER NOT NULL, change INTEGER NOT NULL, holds_erased INTEGER NOT NULL);
        INSERT INTO state VALUES(0, 0, 0);
        PRAGMA user_version = {Version};
        COMMIT;
        """);

    private void InTransaction(Action work)
    {
        _db.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            _db.Execute("COMMIT");
        }
        catch
        {
            if (_db.InTransaction)
                _db.Execute("ROLLBACK");
            throw;
        }
    }
}
