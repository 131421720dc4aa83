using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

internal sealed class PostgresMessageLog(AppendWriter writer, Transactions transactions, Reads reads) : IMessageLog
{
    /// <summary>Entries read through in a statement: a fraction of a second.</summary>
    private const int Stretch = 200_000;

    private readonly AuthorEraser _eraser = new(transactions, reads);
    private readonly Trimmer _trimmer = new(transactions);
    private readonly PostgresSearch _search = new(reads);

    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken) =>
        writer.AppendAsync(entries, cancellationToken);

    public async ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        var heads = await reads.AllAsync(
            "SELECT first, last FROM head WHERE conversation = $1", row => new LogSpan(new Position(row.GetInt64(0)), new Position(row.GetInt64(1))), cancellationToken, conversation.Value);
        return heads.Count > 0 ? heads[0] : new LogSpan(new Position(1), Position.None);
    }

    public async ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken)
    {
        var heads = conversations.Distinct().ToDictionary(c => c, _ => Position.None);
        var found = await reads.AllAsync(
            "SELECT conversation, last FROM head WHERE conversation = ANY($1)",
            row => (Conversation: new ConversationId(row.GetInt64(0)), Last: new Position(row.GetInt64(1))),
            cancellationToken,
            heads.Keys.Select(c => c.Value).ToArray());
        foreach (var (conversation, last) in found)
            heads[conversation] = last;
        return heads;
    }

    public async ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken) =>
        await reads.AllAsync(
            $"{EntryRow.Select} WHERE e.conversation = $1 AND e.position > $2 ORDER BY e.position LIMIT $3",
            EntryRow.Read, cancellationToken, conversation.Value, after.Value, (long)Math.Max(limit, 0));

    public async ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken)
    {
        var entries = await reads.AllAsync(
            $"{EntryRow.Select} WHERE e.conversation = $1 AND e.position < $2 ORDER BY e.position DESC LIMIT $3",
            EntryRow.Read, cancellationToken, conversation.Value, before?.Value ?? long.MaxValue, (long)Math.Max(limit, 0));
        entries.Reverse();
        return entries;
    }

    public ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        _search.SearchAsync(request, cancellationToken);

    public Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken) =>
        _trimmer.TrimAsync(conversation, through, cancellationToken);

    public Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken) =>
        _eraser.EraseAsync(author, cancellationToken);

    /// <remarks>
    /// Reads the log through in the order of <c>seq</c>, there being no index by author.
    /// An entry that another node is just committing may be passed over, as one written a moment later would be.
    /// </remarks>
    public async ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<AuthoredEntry>();
        var last = await reads.NumberAsync("SELECT max(seq) FROM entry", cancellationToken) ?? 0;
        for (var from = after; found.Count < limit && from < last; from += Stretch)
        {
            found.AddRange(await reads.AllAsync(
                $"{EntryRow.Select} WHERE e.author = $1 AND e.seq > $2 AND e.seq <= $3 ORDER BY e.seq LIMIT $4",
                row => new AuthoredEntry(row.GetInt64(EntryRow.Seq), EntryRow.Read(row)), cancellationToken, author.Value, from, from + Stretch, (long)(limit - found.Count)));
        }
        return found;
    }
}
