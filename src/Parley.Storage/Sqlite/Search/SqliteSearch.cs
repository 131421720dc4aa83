using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Search;
using Parley.Storage.Sqlite.Log;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Search;

/// <summary>Answers searches: candidates from the index, the truth from the log.</summary>
internal sealed class SqliteSearch(SearchFollower follower, Writer writer, Readers index, Readers log)
{
    /// <summary>How long a search waits for the index to reach the log; past it the answer says that it is not complete.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(500);

    public async ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var words = SearchWords.Of(request.Query);
        if (words.Count == 0 || request.Conversations.Count == 0 || request.Limit <= 0)
            return new SearchPage([], Complete: true, Next: null);

        var complete = await follower.CatchUpAsync(writer.DurableSeq, CatchUp, cancellationToken);
        if (follower.Seq < 0)
            return new SearchPage([], Complete: false, Next: null);

        var wanted = request.Conversations.Select(c => c.Value).ToHashSet();
        var found = new List<Entry>();
        var before = request.Before ?? long.MaxValue;
        while (true)
        {
            var missing = request.Limit - found.Count;
            var candidates = await index.ReadAsync(db => SearchIndex.Find(db, wanted, words, before, missing), cancellationToken);
            if (candidates.Count > 0)
            {
                found.AddRange(await log.ReadAsync(db => Verify(db, candidates, words), cancellationToken));
                before = candidates[^1];
            }
            if (candidates.Count < missing)
                return new SearchPage(found, complete, Next: null);
            if (found.Count == request.Limit)
                return new SearchPage(found, complete, before);
        }
    }

    /// <summary>Drops what was erased, trimmed or edited since it was indexed; gives messages their newest text.</summary>
    private static List<Entry> Verify(Database db, IReadOnlyList<long> candidates, IReadOnlyList<string> words)
    {
        var entries = new List<Entry>(candidates.Count);
        foreach (var seq in candidates)
        {
            var entry = db.Prepare($"{EntryRow.Select} WHERE e.seq = ? AND e.erased = 0").Bind(seq).First(EntryRow.Read);
            if (entry is null)
                continue;
            if (SearchSource.NewestEdit(db, entry.Conversation.Value, entry.Position.Value) is { } text)
                entry = entry with { Body = text };
            if (SearchWords.Of(entry.Body.Span).IsSupersetOf(words))
                entries.Add(entry);
        }
        return entries;
    }
}
