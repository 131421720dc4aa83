using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Core.Ports;
using Parley.Storage.Metrics;
using Parley.Storage.Postgres.Files;
using Parley.Storage.Postgres.Log;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres;

/// <summary>Every store of a cluster in one PostgreSQL database, which any number of nodes may have open. All that is Parley's is in the schema <c>parley</c>.</summary>
public sealed class PostgresStore : IAsyncDisposable
{
    private readonly Connections _connections;
    private readonly AppendWriter _writer;
    private readonly Transactions _transactions;
    private readonly PostgresFileStore _files;
    private readonly string _engine;
    private int _disposed;

    private PostgresStore(Connections connections, string engine, TimeProvider time, ILogger logger)
    {
        _engine = engine;
        _connections = connections;
        var reads = new Reads(connections.Reads);
        _transactions = new Transactions(connections.Writes, time, logger);
        _writer = new AppendWriter(connections.Writes, time, logger);
        _files = new PostgresFileStore(_transactions, reads);
        Log = new PostgresMessageLog(_writer, _transactions, reads);
        Accounts = new PostgresAccountStore(_transactions, reads);
        Tokens = new PostgresTokenStore(_transactions, reads);
        Rooms = new PostgresRoomStore(_transactions, reads);
        KeyValue = new PostgresKeyValue(_transactions, reads);
        Claims = new PostgresClaims(_transactions, reads);
    }

    public IMessageLog Log { get; }

    public IAccountStore Accounts { get; }

    public ITokenStore Tokens { get; }

    public IRoomStore Rooms { get; }

    public IKeyValue KeyValue { get; }

    public IClaims Claims { get; }

    public IFileStore Files => _files;

    public StoreFigures Figures => new(
        _engine, _writer.QueueLength, _writer.Figures.Commits, _writer.Figures.Rows, _writer.Figures.LastRows, _writer.Figures.MeanRows,
        _writer.Figures.Last, _writer.Figures.Mean, HeadsCached: 0, _writer.LastSeq, _writer.LastSeq);

    internal AppendWriter Writer => _writer;

    internal Transactions Transactions => _transactions;

    internal NpgsqlDataSource Source => _connections.Writes;

    /// <summary>Opens the stores of a database, making what is missing.</summary>
    /// <param name="connectionString">As Npgsql reads it: <c>Host=…;Database=…;Username=…;Password=…</c>. Sizes of pools, limits of time and the search path are ours to set.</param>
    /// <exception cref="StoreRefusedException">The database can't be reached or used, or is of another program or a newer version.</exception>
    public static async Task<PostgresStore> OpenAsync(string connectionString, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("Parley.Storage");
        var connections = Connections.To(connectionString);
        try
        {
            var store = new PostgresStore(connections, await PrepareAsync(connections, logger, cancellationToken), time, logger);
            await store._files.ClearLeftoversAsync(cancellationToken);
            await store._transactions.RunAsync(transaction => transaction.RunAsync("DELETE FROM lane WHERE used < now() - interval '30 days'"), cancellationToken);
            return store;
        }
        catch (Exception e)
        {
            await connections.DisposeAsync();
            if (e is NpgsqlException or IOException or UnauthorizedAccessException or TimeoutException or AuthenticationException or CryptographicException or StorageUnavailableException)
                throw new StoreRefusedException($"The database {connections.Name} can't be used: {Reason.Of(e)}", e);
            throw;
        }
    }

    /// <summary>Writes what is queued, then closes. No other call may be under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _writer.DisposeAsync();
        _transactions.Dispose();
        await _connections.DisposeAsync();
    }

    /// <summary>Returns the server's name and version.</summary>
    private static async Task<string> PrepareAsync(Connections connections, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Writes.OpenConnectionAsync(cancellationToken);
        await Schema.MigrateAsync(connection, logger, cancellationToken);
        var engine = $"PostgreSQL {connection.PostgreSqlVersion}";
        logger.PostgresOpened(connections.Name, engine, Schema.Version);
        return engine;
    }
}
