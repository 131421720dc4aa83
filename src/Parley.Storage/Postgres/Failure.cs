using System.Net.Sockets;
using Npgsql;
using Parley.Core.Ports;

namespace Parley.Storage.Postgres;

/// <summary>What went wrong, by the server's five letters (postgresql.org/docs/15/errcodes-appendix.html) or by the connection.</summary>
internal static class Failure
{
    private const string IdleTooLong = "25P03";

    /// <summary>The world's fault (network, server, disk, time), which may heal; anything else is a bug of ours.</summary>
    public static bool IsOutage(Exception error) => error switch
    {
        PostgresException e => e.InvariantSeverity is not "ERROR" || IsOutage(e.SqlState),
        NpgsqlOperationInProgressException => false,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The server took the transaction back because of another one: the same again will do.</summary>
    public static bool IsConflict(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Another node wrote the same client id at the same moment.</summary>
    public static bool IsDouble(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "entry_client_id" };

    /// <summary>The connection is gone, or the server is about to be: perhaps only this connection was old.</summary>
    public static bool IsLoss(Exception error) => error switch
    {
        PostgresException e => e.InvariantSeverity is not "ERROR",
        NpgsqlOperationInProgressException => false,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>
    /// The connection lives and takes no writes: it was opened while the database was read-only, and stays so when the database is no more; or a transaction
    /// that failed hangs on it.
    /// </summary>
    public static bool IsSpoilt(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InFailedSqlTransaction };

    /// <summary>The server said in so many words that it did not do it.</summary>
    public static bool IsRefusal(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Texts of the server and of the network, which hold no secrets and nothing of what was written.</summary>
    public static StorageUnavailableException AsUnavailable(Exception error) => error switch
    {
        PostgresException e => new($"The database can't take it: {e.MessageText} ({e.SqlState}).", e),
        _ => new($"The database can't be reached: {error.Message}.", error),
    };

    private static bool IsOutage(string state) =>
        state[..2] is "08" or "28" or "53" or "57" or "58" or "F0"
        || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InFailedSqlTransaction or IdleTooLong or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted;
}
