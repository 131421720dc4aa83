using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Search;

namespace Parley.Storage.Postgres.Log;

/// <summary>Searches the words that are written with the entries, in the same transaction: an answer always covers all that is durable.</summary>
internal sealed class PostgresSearch(Reads reads)
{
    /// <summary>The candidates first, by the index of words, whatever the planner thinks of their number.</summary>
    private const string Find =
        $"""
        WITH found AS MATERIALIZED (SELECT seq FROM entry WHERE words @@ $1::tsquery AND seq < $2)
        SELECT {EntryRow.Columns}, {WordsColumn.NewestEdit} FROM (SELECT seq FROM found ORDER BY seq DESC LIMIT $3) AS f JOIN entry e USING(seq){EntryRow.Author} ORDER BY seq DESC
        """;

    public async ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var words = SearchWords.Of(request.Query);
        if (words.Count == 0 || request.Conversations.Count == 0 || request.Limit <= 0)
            return new SearchPage([], Complete: true, Next: null);

        var query = WordsColumn.Query(request.Conversations.Distinct(), words.Distinct(StringComparer.Ordinal));
        var found = new List<Entry>();
        var before = request.Before ?? long.MaxValue;
        while (true)
        {
            var missing = request.Limit - found.Count;
            var candidates = await reads.AllAsync(
                Find, row => (Seq: row.GetInt64(EntryRow.Seq), Entry: EntryRow.Read(row), Newest: row.IsDBNull(EntryRow.Next) ? null : row.Bytes(EntryRow.Next)), cancellationToken, query, before, (long)missing);
            foreach (var (seq, entry, newest) in candidates)
            {
                before = seq;
                var shown = newest is null ? entry : entry with { Body = newest };
                // Very long words are indexed by their beginning only.
                if (SearchWords.Of(shown.Body.Span).IsSupersetOf(words))
                    found.Add(shown);
            }
            if (candidates.Count < missing)
                return new SearchPage(found, Complete: true, Next: null);
            if (found.Count == request.Limit)
                return new SearchPage(found, Complete: true, before);
        }
    }
}
