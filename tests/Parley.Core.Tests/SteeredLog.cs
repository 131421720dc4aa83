using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Tests;

/// <summary>A log that a test can take away for reading, and whose answers to writers it can hold back.</summary>
internal sealed class SteeredLog(IMessageLog first) : IMessageLog
{
    private IMessageLog _inner = first;
    private volatile Func<ConversationId, bool> _isAway = _ => false;
    private volatile TaskCompletionSource? _held;
    private int _refused;

    /// <summary>Readings that were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Conversations that can't be read.</summary>
    public Func<ConversationId, bool> IsAway
    {
        set => _isAway = value;
    }

    /// <summary>The database is another one from now on: an older one.</summary>
    public void PutBack(IMessageLog older) => _inner = older;

    /// <summary>From now on what is appended is durable, and nobody is told so until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        var held = _held!;
        _held = null;
        held.SetResult();
    }

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        var outcomes = await _inner.AppendAsync(entries, cancellationToken);
        if (_held is { } held)
            await held.Task;
        return outcomes;
    }

    public ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken) => Of(conversation).SpanAsync(conversation, cancellationToken);

    public ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken) =>
        Of([.. conversations]).HeadsAsync(conversations, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken) =>
        Of(conversation).ReadAfterAsync(conversation, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken) =>
        Of(conversation).ReadBeforeAsync(conversation, before, limit, cancellationToken);

    public ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken) => Of([.. request.Conversations]).SearchAsync(request, cancellationToken);

    public Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken) => _inner.TrimAsync(conversation, through, cancellationToken);

    public Task EndAsync(ConversationId room, CancellationToken cancellationToken) => _inner.EndAsync(room, cancellationToken);

    public Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken) => _inner.EraseAuthorAsync(author, cancellationToken);

    public ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken) =>
        _inner.ReadAuthorAsync(author, after, limit, cancellationToken);

    private IMessageLog Of(params ConversationId[] conversations)
    {
        if (!Array.Exists(conversations, c => _isAway(c)))
            return _inner;
        Interlocked.Increment(ref _refused);
        throw new StorageUnavailableException("away");
    }
}
