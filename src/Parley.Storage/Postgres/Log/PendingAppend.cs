using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Storage.Postgres.Log;

/// <summary>One call's entries waiting for their turn. It is begun once or withdrawn once, never both.</summary>
/// <param name="queuedAt">Timestamp of the writer's clock.</param>
internal sealed class PendingAppend(IReadOnlyList<NewEntry> entries, long queuedAt)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource<IReadOnlyList<AppendOutcome>> _done = new();
    private readonly string?[] _words = new string?[entries.Count];
    private int _state = Waiting;
    private AppendOutcome[] _outcomes = [];

    public IReadOnlyList<NewEntry> Entries { get; } = entries;

    public long QueuedAt { get; } = queuedAt;

    public Task<IReadOnlyList<AppendOutcome>> Done => _done.Task;

    /// <summary>A retry would find every one of its entries.</summary>
    public bool IsRepeatable => Entries.All(entry => entry.ClientId is not null);

    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    /// <summary>Reads the texts' words, before any lock is held.</summary>
    public void Prepare()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if (Entries[i].Kind is EntryKind.Message or EntryKind.Edit)
                _words[i] ??= WordsColumn.Of(Entries[i].Conversation, Entries[i].Body.Span);
        }
    }

    public string? Words(int index) => _words[index];

    /// <summary>What <see cref="Complete"/> will tell if the transaction is committed.</summary>
    public void Decided(AppendOutcome[] outcomes) => _outcomes = outcomes;

    public void Complete() => _done.TrySetResult(_outcomes);

    public void Fail(Exception error) => _done.TrySetException(error);

    public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
}
