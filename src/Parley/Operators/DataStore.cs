using Microsoft.Extensions.Logging;
using Parley.Core;
using Parley.Core.InMemory;
using Parley.Host.Options;
using Parley.Storage.Sqlite;

namespace Parley.Host.Operators;

/// <summary>The open store of a data directory, which nobody else can open meanwhile.</summary>
internal sealed class DataStore : IAsyncDisposable
{
    private readonly SqliteStore _sqlite;

    private DataStore(SqliteStore sqlite)
    {
        _sqlite = sqlite;
        Stores = new(sqlite.Log, sqlite.Accounts, sqlite.Tokens, sqlite.Rooms, sqlite.Claims, sqlite.KeyValue, new LoopbackBus()) { Files = sqlite.Files };
    }

    public Stores Stores { get; }

    /// <exception cref="StoreRefusedException">In use by another process, or not of this program.</exception>
    /// <exception cref="RefusedStartException">The directory can't be made.</exception>
    public static async Task<DataStore> OpenAsync(string directory, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new(await SqliteStore.OpenAsync(directory, time, loggers, cancellationToken));

    /// <summary>For <c>parley inspect</c>, by name. Any thread.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = _sqlite.Figures;
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

    public ValueTask DisposeAsync() => _sqlite.DisposeAsync();
}
