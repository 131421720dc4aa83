using Microsoft.Extensions.Logging;
using Npgsql;

namespace Parley.Storage.Postgres.Writing;

/// <summary>One transaction at a time, each with a number that it writes into the lane's row: so that it can be told afterwards whether it was committed, whatever became of the connection.</summary>
/// <remarks>Transaction ids of the server would not do: after a crash it may give the same one again.</remarks>
internal sealed class Lane(NpgsqlDataSource source, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Guid _id = Guid.NewGuid();
    private long _last;

    /// <summary>Begins a transaction. The lane's row stays locked until it has ended, also when its end is not heard of.</summary>
    /// <returns>The transaction's number.</returns>
    public long Begin(Statements statements)
    {
        statements.Add("BEGIN").Add(
            "INSERT INTO lane(id, last, used) VALUES($1, $2, now()) ON CONFLICT(id) DO UPDATE SET last = excluded.last, used = excluded.used", _id, ++_last);
        return _last;
    }

    /// <summary>Completes when it is known whether a transaction, whose every statement was answered but for the last, was committed; asks as long as the database is away.</summary>
    public async Task<bool> WasCommittedAsync(long number, CancellationToken cancellationToken)
    {
        for (var asked = 1; ; asked++)
        {
            try
            {
                await using var connection = await PooledConnection.OpenAsync(source, cancellationToken);
                // Locks: what has not ended yet is waited for.
                await using var statements = new Statements(connection).Add("SELECT last FROM lane WHERE id = $1 FOR UPDATE", _id);
                var last = await statements.ReadAsync(row => row.GetInt64(0), cancellationToken);
                var committed = last.Count > 0 && last[0] == number;
                logger.OutcomeFound(committed, asked);
                return committed;
            }
            catch (Exception e) when (Failure.IsOutage(e))
            {
                if (asked == 1)
                    logger.OutcomeUnknown(e);
                if (Failure.IsSpoilt(e))
                    source.Clear();
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}

/// <summary>The connection was lost while the database committed, or it took too long.</summary>
internal sealed class OutcomeUnknownException(long number, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The transaction's, to look it up by.</summary>
    public long Number { get; } = number;
}
