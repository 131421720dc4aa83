using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Storage.Metrics;

namespace Parley.Storage.Sqlite.Writing;

/// <summary>The one writer: a thread that owns the write connection and puts all that waits into one transaction, so that commits grow with load and nothing waits at rest.</summary>
internal sealed class Writer : IAsyncDisposable
{
    /// <summary>How long a write may wait to be begun.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    /// <summary>Bounds a transaction, and with it what one commit can make others wait: some 30 ms.</summary>
    private const int MaxRows = 4096;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(250);

    private readonly Database _db;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WorkQueue _queue = new();
    private readonly Scrub _scrub;
    private readonly ITimer _sweeper;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Writer(Database db, TimeProvider time, ILogger logger)
    {
        _db = db;
        _time = time;
        _logger = logger;
        Heads = new Heads(db);
        DurableSeq = Heads.LastSeq;
        _scrub = new Scrub(db, time, logger);
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        new Thread(Run) { Name = "parley-writer", IsBackground = true }.Start();
    }

    /// <summary>For work under execution only.</summary>
    public Heads Heads { get; }

    public CommitFigures Figures { get; } = new();

    public int QueueLength => _queue.Count;

    /// <summary>The last <c>entry.seq</c> that is durable.</summary>
    public long DurableSeq
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>Told on the writer's thread after each commit; must not block.</summary>
    public Action? Committed { get; set; }

    /// <summary>Queues work for the next transaction.</summary>
    /// <returns>Completes when the work is durable; continuations never run on the writer's thread.</returns>
    /// <param name="rows">About how many rows it writes.</param>
    /// <exception cref="StorageUnavailableException">Nothing was written and nothing will be.</exception>
    public async Task<T> WriteAsync<T>(Func<Database, T> work, int rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new WorkItem<T>(work, rows, _time.GetTimestamp());
        if (!_queue.TryAdd(item))
            throw new StorageUnavailableException("The store is stopping, or too many writes are waiting.");
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => Withdraw((WorkItem)state!, token), item);
        return await item.Done;
    }

    /// <summary>Marks this transaction as one whose old bytes should leave the write-ahead log soon. For work under execution only.</summary>
    public void WantScrub() => _scrub.Want();

    /// <summary>Cuts the write-ahead log now. False when readers were in the way all of a second.</summary>
    public async Task<bool> ScrubAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            if (await TryScrubAsync(cancellationToken))
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
        return false;
    }
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
        await _sweeper.DisposeAsync();
        _queue.Dispose();
    }

    private async Task<bool> TryScrubAsync(CancellationToken cancellationToken)
    {
        // Asked for from inside a transaction it would fail: the writer does it after its next one.
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _scrub.Ask(asked);
        await WriteAsync(_ => true, 0, cancellationToken);
        return await asked.Task.WaitAsync(cancellationToken);
    }

    private static void Withdraw(WorkItem item, CancellationToken cancellationToken)
    {
        if (item.TryWithdraw())
            ThreadPool.UnsafeQueueUserWorkItem(_ => item.Cancel(cancellationToken), null);
    }

    private void Sweep()
    {
        var limit = _time.GetTimestamp() - (long)(WaitLimit.TotalSeconds * _time.TimestampFrequency);
        var late = _queue.TakeOlder(limit);
        if (late.Count == 0)
            return;
        _logger.WaitedTooLong(late.Count, WaitLimit.TotalSeconds);
        Completions.Tell(late, new StorageUnavailableException($"The write waited {WaitLimit.TotalSeconds} s without being begun."));
    }

    private void Run()
    {
        var batch = new List<WorkItem>();
        while (_queue.Take(batch, MaxRows, _scrub.Wait))
        {
            if (batch.Count > 0)
                Commit(batch);
            batch.Clear();
            _scrub.RunIfDue(idle: _queue.Count == 0);
        }
        _ended.SetResult();
    }

    private void Commit(List<WorkItem> batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            _db.Execute("BEGIN IMMEDIATE");
            foreach (var item in batch)
                item.Execute(_db);
            _db.Execute("COMMIT");
        }
        catch (SqliteFailure e) when (e.IsOutage)
        {
            RollBack();
            _logger.CommitFailed(e, batch.Count);
            Completions.Tell(batch, e.AsUnavailable());
            return;
        }
        catch (Exception e)
        {
            RollBack();
            OneByOne(batch, e);
            return;
        }
        DurableSeq = Heads.KnownSeq ?? DurableSeq;
        Figures.Note(batch.Sum(item => item.Rows), _time.GetElapsedTime(started));
        Completions.Tell(batch);
        Committed?.Invoke();
    }

    /// <summary>One item has a bug or was given nonsense: it must fail alone.</summary>
    private void OneByOne(List<WorkItem> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            Completions.Tell(batch, error);
            return;
        }
        foreach (var item in batch)
            Commit([item]);
    }

    private void RollBack()
    {
        Heads.Forget();
        try
        {
            // Some failures have rolled back by themselves.
            if (_db.InTransaction)
                _db.Execute("ROLLBACK");
        }
        catch (SqliteFailure e)
        {
            _logger.RollbackFailed(e);
        }
    }
}
