using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Search;

namespace Parley.Core.InMemory;

public sealed class MemoryMessageLog(MemoryAccountStore accounts, MemoryRoomStore rooms) : IMessageLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, Conversation> _conversations = [];
    private readonly Dictionary<(AccountId, ClientId), Row> _byClientId = [];
    private long _lastSeq;

    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new AppendOutcome[entries.Count];
        lock (_lock)
        {
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = Append(entries[i]);
        }
        return Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
    }

    public ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_conversations.TryGetValue(conversation, out var found)
                ? new LogSpan(new Position(found.First), new Position(found.Head))
                : new LogSpan(new Position(1), Position.None));
        }
    }

    public ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyDictionary<ConversationId, Position>>(
                conversations.Distinct().ToDictionary(c => c, c => _conversations.TryGetValue(c, out var found) ? new Position(found.Head) : Position.None));
        }
    }

    public ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<IReadOnlyList<Entry>>([.. RowsAfter(conversation, after).Take(limit).Select(Shown)]);
    }

    public ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var rows = RowsOf(conversation);
            var end = before is { } position ? IndexOf(rows, position) : rows.Count;
            return ValueTask.FromResult<IReadOnlyList<Entry>>([.. rows.Take(end).Skip(end - limit).Select(Shown)]);
        }
    }

    public ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var words = SearchWords.Of(request.Query);
        if (words.Count == 0)
            return ValueTask.FromResult(new SearchPage([], Complete: true, Next: null));
        lock (_lock)
        {
            var found = request.Conversations.Distinct().SelectMany(RowsOf)
                .Where(r => (request.Before is null || r.Seq < request.Before) && r.Entry is { Kind: EntryKind.Message, Erased: false })
                .OrderByDescending(r => r.Seq)
                .Select(r => (r.Seq, Entry: WithNewestText(r.Entry)))
                .Where(r => SearchWords.Of(r.Entry.Body.Span).IsSupersetOf(words))
                .Take(request.Limit)
                .ToList();
            return ValueTask.FromResult(new SearchPage([.. found.Select(r => Shown(r.Entry))], Complete: true, Next: found.Count == request.Limit && found.Count > 0 ? found[^1].Seq : null));
        }
    }

    public Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var rows = RowsOf(conversation);
            var gone = IndexOf(rows, new Position(through.Value + 1));
            foreach (var row in rows.Take(gone))
            {
                if (row.ClientId is { } id)
                    _byClientId.Remove((row.Entry.Author, id));
            }
            rows.RemoveRange(0, gone);
        }
        return Task.CompletedTask;
    }

    public Task EndAsync(ConversationId room, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _conversations.Remove(room, out var gone);
            foreach (var row in gone?.Rows ?? [])
            {
                if (row.ClientId is { } id)
                    _byClientId.Remove((row.Entry.Author, id));
            }
        }
        return Task.CompletedTask;
    }

    public Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var alive = RowsOf(author).Where(r => !r.Entry.Erased).ToList();
            alive.ForEach(Erase);
            return Task.FromResult((long)alive.Count);
        }
    }

    public ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<AuthoredEntry>>(
                [.. RowsOf(author).Where(r => r.Seq > after).OrderBy(r => r.Seq).Take(limit).Select(r => new AuthoredEntry(r.Seq, Shown(r)))]);
        }
    }

    private AppendOutcome Append(NewEntry entry)
    {
        if (entry.ClientId is { } id && _byClientId.TryGetValue((entry.Author, id), out var known))
            return known.Answer(entry);
        if (entry.RulesVersion != 0 && rooms.VersionOf(entry.Conversation) != entry.RulesVersion)
            return new AppendOutcome(AppendStatus.RulesOutdated, Position.None, default);

        if (entry.Kind is EntryKind.Edit or EntryKind.Redaction && RowsOf(entry.Conversation).Exists(r => r.Entry.Position == entry.Target && r.Entry.Erased))
            return new AppendOutcome(AppendStatus.TargetErased, Position.None, default);

        if (entry.Head is { } head && head.Value != (_conversations.GetValueOrDefault(entry.Conversation)?.Head ?? 0))
            return new AppendOutcome(AppendStatus.HeadMoved, Position.None, default);

        if (!_conversations.TryGetValue(entry.Conversation, out var conversation))
            _conversations.Add(entry.Conversation, conversation = new Conversation());
        var row = new Row(++_lastSeq, new Position(++conversation.Head), entry);
        conversation.Rows.Add(row);
        if (entry.ClientId is { } newId)
            _byClientId.Add((entry.Author, newId), row);
        if (entry.Kind == EntryKind.Redaction)
            RowsOf(entry.Conversation).FindAll(r => r.IsMeantBy(entry.Target)).ForEach(Erase);
        return new AppendOutcome(AppendStatus.Appended, row.Entry.Position, row.Entry.Time);
    }

    private List<Row> RowsOf(ConversationId conversation) => _conversations.TryGetValue(conversation, out var found) ? found.Rows : [];

    private IEnumerable<Row> RowsOf(AccountId author) => _conversations.Values.SelectMany(c => c.Rows).Where(r => r.Entry.Author == author);

    private IEnumerable<Row> RowsAfter(ConversationId conversation, Position after)
    {
        var rows = RowsOf(conversation);
        return rows.Skip(IndexOf(rows, new Position(after.Value + 1)));
    }

    /// <summary>Positions have no gaps: where one stands follows from the first.</summary>
    private static int IndexOf(List<Row> rows, Position position) =>
        rows.Count == 0 ? 0 : (int)Math.Clamp(position.Value - rows[0].Entry.Position.Value, 0, rows.Count);

    private Entry WithNewestText(Entry message)
    {
        var edit = RowsOf(message.Conversation).FindLast(r => r.Entry is { Kind: EntryKind.Edit, Erased: false } && r.Entry.Target == message.Position);
        return edit is null ? message : message with { Body = edit.Entry.Body };
    }

    private Entry Shown(Row row) => Shown(row.Entry);

    private Entry Shown(Entry entry) => entry.IsNamed ? entry : entry with { AuthorLogin = accounts.LoginOf(entry.Author) };

    private static void Erase(Row row) => row.Entry = row.Entry with { Body = default, Signature = default, Erased = true, AuthorHost = null, Tags = null, IsNamed = row.Entry.Author.IsGuest };

    private sealed class Conversation
    {
        public List<Row> Rows { get; } = [];

        public long Head { get; set; }

        public long First => Rows.Count > 0 ? Rows[0].Entry.Position.Value : Head + 1;
    }

    private sealed class Row(long seq, Position position, NewEntry entry)
    {
        public long Seq { get; } = seq;

        public ClientId? ClientId { get; } = entry.ClientId;

        public Entry Entry { get; set; } = new(
            entry.Conversation, position, entry.Kind, entry.Author, entry.AuthorName ?? "", Milliseconds.Floor(entry.Time), entry.ClientId?.Value, entry.Target, entry.ReplyTo, entry.Body.ToArray(), Erased: false)
        {
            IsNamed = entry.AuthorName is not null,
            AuthorHost = entry.AuthorHost,
            Tags = entry.Tags,
            Thread = entry.Thread,
            AuthoredAt = entry.AuthoredAt is { } at ? Milliseconds.Floor(at) : null,
            OriginId = entry.OriginId,
            Signature = entry.Signature.ToArray(),
        };

        public bool IsMeantBy(Position target) => Entry.Position == target || (Entry.Kind == EntryKind.Edit && Entry.Target == target);

        public AppendOutcome Answer(NewEntry retry)
        {
            var same = Entry.Conversation == retry.Conversation && Entry.Kind == retry.Kind && Entry.Target == retry.Target && (Entry.Erased || Entry.Body.Span.SequenceEqual(retry.Body.Span));
            return same ? new AppendOutcome(AppendStatus.Duplicate, Entry.Position, Entry.Time) : new AppendOutcome(AppendStatus.ClientIdReused, Position.None, default);
        }
    }
}
