using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Parley.Core;
using Parley.Host.Options;
using Parley.Storage;
using Parley.Storage.Metrics;
using Parley.Storage.Postgres;
using Parley.Storage.Sqlite;

namespace Parley.Host.Operators;

/// <summary>The open store: of a data directory, which nobody else can open meanwhile, or a database that nodes share.</summary>
internal sealed class DataStore : IAsyncDisposable
{
    private readonly IAsyncDisposable _opened;
    private readonly Func<StoreFigures> _figures;
    private readonly Action<Meter> _measure;

    private DataStore(Stores stores, IAsyncDisposable opened, Func<StoreFigures> figures, Action<Meter> measure) =>
        (Stores, _opened, _figures, _measure) = (stores, opened, figures, measure);

    public Stores Stores { get; }

    /// <exception cref="StoreRefusedException">In use by another process, not to be reached, or not of this program.</exception>
    /// <exception cref="RefusedStartException">The address of the database can't be read, or the directory is of a node that has one.</exception>
    public static async Task<DataStore> OpenAsync(string directory, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken, string? postgres = null) =>
        postgres is null ? await OpenSqliteAsync(directory, time, loggers, cancellationToken) : await OpenPostgresAsync(postgres, time, loggers, cancellationToken);

    public void Measure(Meter meter) => _measure(meter);

    /// <summary>For <c>parley inspect</c>, by name. Any thread.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = _figures();
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["queue"] = figures.QueueLength,
            ["commits"] = figures.Commits,
            ["rows"] = figures.Rows,
            ["last-batch"] = figures.LastBatch,
            ["mean-batch"] = figures.MeanBatch,
            ["last-commit-ms"] = figures.LastCommit.TotalMilliseconds,
            ["mean-commit-ms"] = figures.MeanCommit.TotalMilliseconds,
            ["heads-cached"] = figures.HeadsCached,
            ["entries"] = figures.Seq,
            ["search-behind"] = Math.Max(0, figures.Seq - figures.SearchSeq),
        };
    }

    public ValueTask DisposeAsync() => _opened.DisposeAsync();

    private static async Task<DataStore> OpenSqliteAsync(string directory, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        DataDirectory.DemandNoNode(directory);
        var sqlite = await SqliteStore.OpenAsync(directory, time, loggers, cancellationToken);
        var stores = new Stores(sqlite.Log, sqlite.Accounts, sqlite.Tokens, sqlite.Rooms, sqlite.Claims, sqlite.KeyValue) { Files = sqlite.Files };
        return new(stores, sqlite, () => sqlite.Figures, meter => meter.Measure(sqlite));
    }

    // A method of its own, so that a lone node never loads the database's library.
    private static async Task<DataStore> OpenPostgresAsync(string address, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var connection = ClusterAddresses.Postgres(address) ?? throw new RefusedStartException(ClusterAddresses.BadPostgres);
        var postgres = await PostgresStore.OpenAsync(connection, time, loggers, cancellationToken);
        var stores = new Stores(postgres.Log, postgres.Accounts, postgres.Tokens, postgres.Rooms, postgres.Claims, postgres.KeyValue) { Files = postgres.Files };
        return new(stores, postgres, () => postgres.Figures, meter => meter.Measure(postgres));
    }
}
