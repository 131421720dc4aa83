using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite.Search;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Log;

internal sealed class SqliteMessageLog(Writer writer, Readers readers, EntryAppender appender, SqliteSearch search) : IMessageLog
{
    private readonly AuthorEraser _eraser = new(writer);
    private readonly Trimmer _trimmer = new(writer);

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken) =>
        await writer.WriteAsync(_ => appender.Append(entries), entries.Count, cancellationToken);

    public ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken) =>
        readers.LookUpAsync(
            db =>
            {
                using var row = db.Prepare("SELECT (SELECT first FROM conversation WHERE id = ?1), (SELECT max(position) FROM entry WHERE conversation = ?1)").Bind(conversation.Value);
                row.Step();
                var first = row.NullableInt64(0) ?? 1;
                return new LogSpan(new Position(first), new Position(row.NullableInt64(1) ?? first - 1));
            },
            cancellationToken);

    public ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyDictionary<ConversationId, Position>>(
            db => conversations.Distinct().ToDictionary(
                conversation => conversation,
                conversation => new Position(db.Prepare("SELECT coalesce((SELECT max(position) FROM entry WHERE conversation = ?1), (SELECT first - 1 FROM conversation WHERE id = ?1), 0)").Bind(conversation.Value).Number() ?? 0)),
            cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<Entry>>(
            db => db.Prepare($"{EntryRow.Select} WHERE e.conversation = ? AND e.position > ? ORDER BY e.position LIMIT ?")
                .Bind(conversation.Value).Bind(after.Value).Bind(Math.Max(limit, 0)).All(EntryRow.Read),
            cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<Entry>>(
            db =>
            {
                var entries = db.Prepare($"{EntryRow.Select} WHERE e.conversation = ? AND e.position < ? ORDER BY e.position DESC LIMIT ?")
                    .Bind(conversation.Value).Bind(before?.Value ?? long.MaxValue).Bind(Math.Max(limit, 0)).All(EntryRow.Read);
                entries.Reverse();
                return entries;
            },
            cancellationToken);

    public ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        search.SearchAsync(request, cancellationToken);

    public Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken) =>
        _trimmer.TrimAsync(conversation, through, cancellationToken);

    public Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken) =>
        _eraser.EraseAsync(author, cancellationToken);

    public ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<AuthoredEntry>>(
            db => db.Prepare($"{EntryRow.SelectInOrder} WHERE e.author = ? AND e.seq > ? ORDER BY e.seq LIMIT ?")
                .Bind(author.Value).Bind(after).Bind(Math.Max(limit, 0)).All(row => new AuthoredEntry(row.Int64(EntryRow.Seq), EntryRow.Read(row))),
            cancellationToken);
}
