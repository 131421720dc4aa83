using System.Buffers.Binary;
using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.InMemory;
using Parley.Core.Ports;

namespace Parley.Host.Serve;

/// <summary><c>history.enabled=false</c>: entries live on the heap until the server ends. What the store kept before stays there unseen, and its readers' marks stay right, as no position is ever given twice.</summary>
/// <param name="durable">Asked where its numbering ended, and told to erase.</param>
/// <param name="run">Of this server on this store, from 1. Each conversation's numbering goes on behind the store's, a stretch further for each run.</param>
/// <remarks>One node only: rules are not checked, as the room that decides by them is in this process. Bounded by <see cref="Kept"/> and half as many again for each conversation.</remarks>
internal sealed class FleetingLog(IMessageLog durable, IAccountStore accounts, long run) : IMessageLog
{
    /// <summary>Entries that one run may have in a conversation. Millions of runs fit in the 53 bits that JSON clients count with.</summary>
    private const long Stretch = 1_000_000_000;

    /// <summary>The last entries of a conversation, which stay; older ones go, and with them what their client ids are good for.</summary>
    public const int Kept = 10_000;

    /// <summary>Cursors of <see cref="ReadAuthorAsync"/> from here on are of the heap.</summary>
    private const long HeapCursor = 1L << 60;

    private readonly MemoryMessageLog _heap = new(new MemoryAccountStore(new MemoryTokenStore()), new MemoryRoomStore());
    private readonly ConcurrentDictionary<ConversationId, long> _bases = new();

    /// <summary>Counts the run in the store.</summary>
    public static async Task<FleetingLog> OpenAsync(Stores stores, CancellationToken cancellationToken)
    {
        var (space, key) = ("\0parley"u8.ToArray(), "fleeting-runs"u8.ToArray());
        var before = await stores.KeyValue.GetAsync(space, key, cancellationToken);
        var run = (before is null ? 0 : BinaryPrimitives.ReadInt64BigEndian(before.Value.Span)) + 1;
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, run);
        await stores.KeyValue.SetAsync(space, key, value, expected: null, cancellationToken);
        return new(stores.Messages, stores.Accounts, run);
    }

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        var lowered = new NewEntry[entries.Count];
        var bases = new long[entries.Count];
        for (var i = 0; i < lowered.Length; i++)
        {
            var entry = entries[i];
            bases[i] = await BaseAsync(entry.Conversation, cancellationToken);
            lowered[i] = entry with
            {
                RulesVersion = 0,
                Head = null,
                Target = Down(entry.Target, bases[i]),
                ReplyTo = Down(entry.ReplyTo, bases[i]),
                Thread = Down(entry.Thread, bases[i]),
            };
        }
        var outcomes = await _heap.AppendAsync(lowered, cancellationToken);
        for (var i = 0; i < lowered.Length; i++)
        {
            // Now and then, as each time moves what stays.
            if (outcomes[i].Position.Value > Kept && outcomes[i].Position.Value % (Kept / 2) == 0)
                await _heap.TrimAsync(lowered[i].Conversation, new(outcomes[i].Position.Value - Kept), cancellationToken);
        }
        return [.. outcomes.Select((outcome, i) => outcome with { Position = Up(outcome.Position, bases[i]) })];
    }

    public async ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        var start = await BaseAsync(conversation, cancellationToken);
        var span = await _heap.SpanAsync(conversation, cancellationToken);
        return new(new(span.First.Value + start), new(span.Head.Value + start));
    }

    public async ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<ConversationId, Position>();
        foreach (var conversation in conversations)
            heads[conversation] = (await SpanAsync(conversation, cancellationToken)).Head;
        return heads;
    }

    public async ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken)
    {
        var start = await BaseAsync(conversation, cancellationToken);
        return await RaisedAsync(await _heap.ReadAfterAsync(conversation, Down(after, start), limit, cancellationToken), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken)
    {
        var start = await BaseAsync(conversation, cancellationToken);
        var entries = await _heap.ReadBeforeAsync(conversation, before is { } position ? Down(position, start) : null, limit, cancellationToken);
        return await RaisedAsync(entries, cancellationToken);
    }

    public async ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var page = await _heap.SearchAsync(request, cancellationToken);
        return page with { Entries = await RaisedAsync(page.Entries, cancellationToken) };
    }

    public async Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken)
    {
        var start = await BaseAsync(conversation, cancellationToken);
        await _heap.TrimAsync(conversation, Down(through, start), cancellationToken);
    }

    public Task EndAsync(ConversationId room, CancellationToken cancellationToken)
    {
        _bases.TryRemove(room, out _);
        return _heap.EndAsync(room, cancellationToken);
    }

    /// <summary>Also what the store kept before.</summary>
    public async Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken) =>
        await _heap.EraseAuthorAsync(author, cancellationToken) + await durable.EraseAuthorAsync(author, cancellationToken);

    /// <summary>Also what the store kept before, which comes first.</summary>
    public async ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken)
    {
        if (after < HeapCursor)
        {
            var kept = await durable.ReadAuthorAsync(author, after, limit, cancellationToken);
            if (kept.Count > 0)
                return kept;
        }
        var entries = await _heap.ReadAuthorAsync(author, Math.Max(0, after - HeapCursor), limit, cancellationToken);
        var raised = await RaisedAsync([.. entries.Select(e => e.Entry)], cancellationToken);
        return [.. entries.Select((e, i) => new AuthoredEntry(e.Cursor + HeapCursor, raised[i]))];
    }

    private async ValueTask<long> BaseAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        if (!_bases.TryGetValue(conversation, out var start))
        {
            start = (await durable.SpanAsync(conversation, cancellationToken)).Head.Value + (run * Stretch);
            _bases[conversation] = start;
        }
        return start;
    }

    /// <summary>As the entries are outside: with their positions, and their authors' names, which the heap does not know.</summary>
    private async ValueTask<IReadOnlyList<Entry>> RaisedAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        var logins = new Dictionary<AccountId, string>();
        foreach (var author in entries.Select(e => e.Author).Distinct())
        {
            if (await accounts.FindAsync(author, cancellationToken) is { } account)
                logins[author] = account.Login.Value;
        }
        var raised = new Entry[entries.Count];
        for (var i = 0; i < raised.Length; i++)
            raised[i] = Raise(entries[i], await BaseAsync(entries[i].Conversation, cancellationToken), logins.GetValueOrDefault(entries[i].Author, entries[i].AuthorLogin));
        return raised;
    }

    private static Entry Raise(Entry entry, long start, string login) => entry with
    {
        AuthorLogin = login,
        Position = Up(entry.Position, start),
        Target = Up(entry.Target, start),
        ReplyTo = Up(entry.ReplyTo, start),
        Thread = Up(entry.Thread, start),
    };

    private static Position Up(Position position, long start) => position == Position.None ? Position.None : new(position.Value + start);

    /// <summary>None for a position before this run.</summary>
    private static Position Down(Position position, long start) => new(Math.Max(0, position.Value - start));
}
