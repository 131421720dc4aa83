using System.Collections.Concurrent;
using Parley.Core.Ports;
using Parley.Core.Turns;

namespace Parley.Storage.Sqlite;

/// <summary>A bounded pool of read-only connections, each opened when first needed. A read sees everything that was durable when it began.</summary>
internal sealed class Readers(string path, int count) : IDisposable
{
    /// <summary>How long a read may wait for a free connection.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(count);
    private ConcurrentBag<Database> _idle = [];

    /// <summary>Looks up single rows by key on a free connection, at once on the caller's thread if there is one.</summary>
    /// <exception cref="StorageUnavailableException">The file can't be read, or every connection was busy too long.</exception>
    /// <exception cref="OperationCanceledException">Also in the middle of a long read.</exception>
    public ValueTask<T> LookUpAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) => RunAsync(read, cancellationToken);

    /// <summary>As <see cref="LookUpAsync"/>, for reads of any length: never within a turn.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        await Turn.Outside();
        return await RunAsync(read, cancellationToken);
    }

    /// <summary>The file was replaced: later reads open it anew.</summary>
    public void Renew() => Close(Interlocked.Exchange(ref _idle, []));

    /// <summary>No read may be under way.</summary>
    public void Dispose()
    {
        Close(_idle);
        _free.Dispose();
    }

    private async ValueTask<T> RunAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(WaitLimit, cancellationToken))
            throw new StorageUnavailableException("Too many reads are waiting.");
        try
        {
            return Read(read, cancellationToken);
        }
        catch (SqliteFailure e) when (e.IsInterrupt)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (SqliteFailure e) when (e.IsOutage)
        {
            throw e.AsUnavailable();
        }
        finally
        {
            _free.Release();
        }
    }

    private static void Close(ConcurrentBag<Database> idle)
    {
        while (idle.TryTake(out var db))
            db.Dispose();
    }

    private T Read<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        var idle = _idle;
        if (!idle.TryTake(out var db))
            db = Database.Open(path, forWriting: false, Pragmas.ForReader);
        try
        {
            // Unregistering waits for an interrupt under way, so that it can't hit the next read.
            using var interrupt = cancellationToken.UnsafeRegister(static state => ((Database)state!).Interrupt(), db);
            return read(db);
        }
        finally
        {
            idle.Add(db);
            if (idle != _idle)
                Close(idle);
        }
    }
}
