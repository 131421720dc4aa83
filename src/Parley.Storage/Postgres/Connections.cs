using Npgsql;

namespace Parley.Storage.Postgres;

/// <summary>The pools of one node: at most <see cref="Readers"/> and <see cref="Writers"/> connections, so that three nodes fit into a server's usual hundred.</summary>
internal sealed class Connections : IAsyncDisposable
{
    public const string SchemaName = "parley";
    public const int Readers = 8;
    public const int Writers = 14;

    /// <summary>
    /// How long anything may wait for a lock. A transaction that its node does not go on with (stopped, cut off) is ended by the server, before those who wait for it give up.
    /// Every statement of ours looks up by an index; what the planner knows of a young database would lead a plan that is kept for later astray.
    /// </summary>
    private const string Options =
        "-c lock_timeout=5s -c idle_in_transaction_session_timeout=3s -c client_connection_check_interval=2s -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 6; // past the server's own limits, which have the clearer word

    private Connections(NpgsqlConnectionStringBuilder settings)
    {
        Name = $"{settings.Host}/{settings.Database}";
        Reads = Pool(settings, Readers);
        Writes = Pool(settings, Writers);
    }

    /// <summary>Host and database, for logs.</summary>
    public string Name { get; }

    public NpgsqlDataSource Reads { get; }

    public NpgsqlDataSource Writes { get; }

    /// <exception cref="StoreRefusedException">The connection string can't be read.</exception>
    public static Connections To(string connectionString)
    {
        if (Read(connectionString) is not { Host.Length: > 0 } settings)
            throw new StoreRefusedException("The connection string for PostgreSQL can't be read, or names no host: it should be like Host=db.example;Database=parley;Username=parley;Password=…");
        settings.Database ??= settings.Username ?? "parley";
        settings.ApplicationName ??= "parley";
        settings.Options = settings.Options is { Length: > 0 } own ? $"{Options} {own}" : Options;
        settings.SearchPath = SchemaName;
        settings.Pooling = true;
        settings.Timeout = ConnectSeconds;
        settings.CommandTimeout = CommandSeconds;
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = 100;
        settings.AutoPrepareMinUsages = 2;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.TargetSessionAttributes = null;
        return new Connections(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Reads.DisposeAsync();
        await Writes.DisposeAsync();
    }

    /// <summary>Null for what is none. The cause is dropped: it may quote the string, and the password in it.</summary>
    private static NpgsqlConnectionStringBuilder? Read(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>Of several hosts, the one that takes writes.</summary>
    private static NpgsqlDataSource Pool(NpgsqlConnectionStringBuilder settings, int most)
    {
        settings.MaxPoolSize = most;
        settings.MinPoolSize = 0;
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : NpgsqlDataSource.Create(settings.ConnectionString);
    }
}
