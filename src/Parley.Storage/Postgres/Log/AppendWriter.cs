using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Metrics;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

/// <summary>Puts all appends that wait into one transaction, so that commits grow with load and nothing waits at rest. While one commits, the next is begun.</summary>
internal sealed class AppendWriter : IAsyncDisposable
{
    /// <summary>How long an append may wait to be begun.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    private const int Loops = 2;

    /// <summary>Bounds a transaction, and with it what one commit can make others wait.</summary>
    private const int MaxRows = 4096;

    /// <summary>How often a transaction is begun anew that met another one. Each time the other one has got on.</summary>
    private const int Tries = 10;

    /// <summary>How long senders wait for a database that went away while it committed.</summary>
    private static readonly TimeSpan OutcomeLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppendQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _sweeper;
    private readonly Task _running;

    public AppendWriter(NpgsqlDataSource source, TimeProvider time, ILogger logger)
    {
        _source = source;
        _time = time;
        _logger = logger;
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        _running = Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(RunAsync, CancellationToken.None)));
    }

    public CommitFigures Figures { get; } = new();

    public int QueueLength => _queue.Count;

    /// <summary>The last entry that this node wrote, about.</summary>
    public long LastSeq
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>Completes when the entries are durable.</summary>
    /// <exception cref="StorageUnavailableException">Nothing was written and nothing will be; but see <see cref="PutOff"/>.</exception>
    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entries.Count == 0)
            return [];
        var item = new PendingAppend(entries, _time.GetTimestamp());
        if (!_queue.TryAdd(item))
            throw new StorageUnavailableException("The store is stopping, or too many writes are waiting.");
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => Withdraw((PendingAppend)state!, token), item);
        return await item.Done;
    }

    /// <summary>Writes what is queued, then ends. What the database does not take within the limits is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        _stop.CancelAfter(OutcomeLimit);
        await _running;
        await _sweeper.DisposeAsync();
        _stop.Dispose();
    }

    private static void Withdraw(PendingAppend item, CancellationToken cancellationToken)
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
        _logger.AppendsWaitedTooLong(late.Count, WaitLimit.TotalSeconds);
        Answers.Tell(late, new StorageUnavailableException($"The append waited {WaitLimit.TotalSeconds} s without being begun."));
    }

    private async Task RunAsync()
    {
        var lane = new Lane(_source, _time, _logger);
        var batch = new List<PendingAppend>();
        while (await _queue.TakeAsync(batch, MaxRows))
        {
            await CommitAsync(lane, batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(Lane lane, IReadOnlyList<PendingAppend> batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            foreach (var item in batch)
                item.Prepare();
            await RepeatAsync(lane, batch);
        }
        catch (OutcomeUnknownException e)
        {
            await LookUpAsync(lane, batch, e);
            return;
        }
        catch (Exception e) when (Failure.IsOutage(e))
        {
            _logger.AppendsFailed(e, batch.Count);
            Answers.Tell(batch, Failure.AsUnavailable(e));
            return;
        }
        catch (Exception e)
        {
            await OneByOneAsync(lane, batch, e);
            return;
        }
        Figures.Note(batch.Sum(item => item.Entries.Count), _time.GetElapsedTime(started));
        Answers.Tell(batch);
    }

    private async Task RepeatAsync(Lane lane, IReadOnlyList<PendingAppend> batch)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await PooledConnection.OpenAsync(_source, CancellationToken.None);
                var transaction = new AppendTransaction(connection, lane);
                await transaction.RunAsync(batch);
                LastSeq = Math.Max(LastSeq, transaction.LastSeq);
                return;
            }
            catch (MissingHeadsException e)
            {
                await MakeHeadsAsync(e.Conversations);
            }
            catch (Exception e) when (tries == 1 && Failure.IsSpoilt(e))
            {
                // Nothing of it was written, and a new connection may take it.
                _source.Clear();
            }
            catch (Exception e) when (tries < Tries && (Failure.IsConflict(e) || Failure.IsDouble(e) || (tries == 1 && Failure.IsLoss(e))))
            {
                // Nothing of it was written. Two nodes met, or the connection had died in the pool.
            }
        }
    }

    /// <summary>In a transaction of its own: no lock is held that somebody could wait for.</summary>
    private async Task MakeHeadsAsync(long[] conversations)
    {
        await using var connection = await PooledConnection.OpenAsync(_source, CancellationToken.None);
        await using var statements = new Statements(connection).Add(
            "INSERT INTO head(conversation) SELECT c FROM unnest($1::bigint[]) AS c ORDER BY c ON CONFLICT DO NOTHING", conversations);
        await statements.RunAsync(CancellationToken.None);
    }

    /// <summary>One item has a bug or was given nonsense: it must fail alone.</summary>
    private async Task OneByOneAsync(Lane lane, IReadOnlyList<PendingAppend> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            Answers.Tell(batch, error);
            return;
        }
        foreach (var item in batch)
            await CommitAsync(lane, [item]);
    }

    /// <summary>Nobody is told a guess, and this loop takes no further work before it knows.</summary>
    private async Task LookUpAsync(Lane lane, IReadOnlyList<PendingAppend> batch, OutcomeUnknownException unknown)
    {
        var limit = Task.Delay(OutcomeLimit, _time, CancellationToken.None);
        var found = lane.WasCommittedAsync(unknown.Number, _stop.Token);
        await Task.WhenAny(found, limit);
        if (!found.IsCompleted)
            batch = PutOff(batch, unknown);
        try
        {
            Answers.Tell(batch, await found ? null : new StorageUnavailableException("The connection to the database was lost, and nothing was written.", unknown));
        }
        catch (OperationCanceledException)
        {
            Answers.Tell(batch, new StorageUnavailableException("The server stops, and the database went away while it committed: whether this was written can't be known.", unknown));
        }
        catch (Exception e)
        {
            Answers.Tell(batch, e);
        }
    }

    /// <summary>Where every entry has a client id "try again" is right whatever the outcome was: the retry finds the entry, or writes it. The others wait on.</summary>
    private List<PendingAppend> PutOff(IReadOnlyList<PendingAppend> batch, OutcomeUnknownException unknown)
    {
        List<PendingAppend> repeatable = [.. batch.Where(item => item.IsRepeatable)];
        _logger.OutcomePutOff(repeatable.Count);
        Answers.Tell(repeatable, new StorageUnavailableException("The database went away while it committed: try again with the same client ids.", unknown));
        return [.. batch.Except(repeatable)];
    }
}
