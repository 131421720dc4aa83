using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Core.Ports;

namespace Parley.Storage.Postgres.Writing;

/// <summary>Every write but the appends: each a transaction of its own, at most <see cref="Lanes"/> at once.</summary>
internal sealed class Transactions(NpgsqlDataSource source, TimeProvider time, ILogger logger) : IDisposable
{
    public const int Lanes = 6;

    /// <summary>How often a transaction is begun anew that met another one.</summary>
    private const int Tries = 5;

    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a write waits for a database that went away while it committed.</summary>
    private static readonly TimeSpan OutcomeLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _free = new(Lanes);
    private readonly ConcurrentBag<Lane> _idle = [];

    /// <summary>Runs work in a transaction. It may run again from the start, and must leave no trace but in the database.</summary>
    /// <exception cref="StorageUnavailableException">Nothing was written, unless the text says that it can't be known.</exception>
    public async Task<T> RunAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await _free.WaitAsync(WaitLimit, cancellationToken))
            throw new StorageUnavailableException("Too many writes are waiting.");
        if (!_idle.TryTake(out var lane))
            lane = new Lane(source, time, logger);
        try
        {
            return await RepeatAsync(lane, work, cancellationToken);
        }
        catch (Exception e) when (Failure.IsOutage(e))
        {
            throw Failure.AsUnavailable(e);
        }
        finally
        {
            _idle.Add(lane);
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private async Task<T> RepeatAsync<T>(Lane lane, Func<Transaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await OnceAsync(lane, work, cancellationToken);
            }
            catch (Exception e) when (tries == 1 && Failure.IsSpoilt(e))
            {
                // Nothing of it was written, and a new connection may take it.
                source.Clear();
            }
            catch (Exception e) when ((tries < Tries && Failure.IsConflict(e)) || (tries == 1 && Failure.IsLoss(e)))
            {
                // Nothing of it was written.
            }
        }
    }

    private async Task<T> OnceAsync<T>(Lane lane, Func<Transaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await PooledConnection.OpenAsync(source, cancellationToken);
        var transaction = new Transaction(connection, lane, cancellationToken);
        var result = await work(transaction);
        try
        {
            await transaction.CommitAsync();
        }
        catch (OutcomeUnknownException e)
        {
            await LookUpAsync(lane, e);
        }
        return result;
    }

    private async Task LookUpAsync(Lane lane, OutcomeUnknownException unknown)
    {
        using var limit = new CancellationTokenSource(OutcomeLimit, time);
        try
        {
            if (!await lane.WasCommittedAsync(unknown.Number, limit.Token))
                throw new StorageUnavailableException("The connection to the database was lost, and nothing was written.", unknown);
        }
        catch (OperationCanceledException)
        {
            throw new StorageUnavailableException("The database went away while it committed: whether this was written can't be known yet.", unknown);
        }
    }
}
