namespace Parley.Storage.Sqlite.Writing;

/// <summary>One write waiting for its turn. It is begun once or withdrawn once, never both.</summary>
/// <param name="rows">How much it adds to a transaction.</param>
/// <param name="queuedAt">Timestamp of the writer's clock.</param>
internal abstract class WorkItem(int rows, long queuedAt)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;

    private int _state = Waiting;

    public int Rows { get; } = rows;

    public long QueuedAt { get; } = queuedAt;

    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    /// <summary>May run a second time after a rollback: it must leave no trace but in the database.</summary>
    public abstract void Execute(Database db);

    /// <summary>The transaction is durable: hands out the result, and who waits for it goes on at once.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);

    public abstract void Cancel(CancellationToken cancellationToken);
}

internal sealed class WorkItem<T>(Func<Database, T> work, int rows, long queuedAt) : WorkItem(rows, queuedAt)
{
    private readonly TaskCompletionSource<T> _done = new();
    private T _result = default!; // set by Execute before Complete reads it

    public Task<T> Done => _done.Task;

    public override void Execute(Database db) => _result = work(db);

    public override void Complete() => _done.TrySetResult(_result);

    public override void Fail(Exception error) => _done.TrySetException(error);

    public override void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
}
