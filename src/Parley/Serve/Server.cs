using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Parley.Cluster.Metrics;
using Parley.Cluster.Rabbit;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.Metrics;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Gateway.Doors;
using Parley.Gateway.Http;
using Parley.Gateway.Metrics;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;
using Parley.Host.Logging;
using Parley.Host.Operators;
using Parley.Host.Options;
using Parley.Host.Start;
using Parley.Host.Telemetry;
using Parley.Storage;

namespace Parley.Host.Serve;

/// <summary>A whole server, put together by hand: store, chat, doors, listeners, control socket. Parts end in the reverse order of their start.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>For the goodbyes to leave; clients that read take theirs at once.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(100);

    private readonly Stack<Func<ValueTask>> _parts = new();
    private readonly ServeOptions _options;
    private readonly ILogger _logger;
    private TlsIdentity? _tls;
    private ChatDoors? _doors;
    private Chat? _chat;

    private Server(ServeOptions options, ILogger logger) => (_options, _logger) = (options, logger);

    public CardFacts Card { get; private set; } = null!;

    /// <exception cref="RefusedStartException">A named listener can't be opened.</exception>
    /// <exception cref="Parley.Storage.StoreRefusedException">The data directory can't be used.</exception>
    /// <exception cref="CertificateException">The certificate can't be used.</exception>
    public static async Task<Server> StartAsync(ServeOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var server = new Server(options, loggers.CreateLogger("Parley.Host"));
        try
        {
            await server.StartPartsAsync(time, loggers, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What IRC operators may ask for by REHASH.</summary>
    public Action? Rehash
    {
        get => _doors?.Rehash;
        set => _doors?.Rehash = value;
    }

    /// <summary>After the settings were read again.</summary>
    /// <param name="changed">Keys that have a new value.</param>
    public void Renew(ServerLog log, IReadOnlyList<string> changed)
    {
        _ = NoteReloadAsync(changed);
        log.Level = ServerLog.ParseLevel(_options.Settings.Log.Level);
        try
        {
            _tls?.Reload();
        }
        catch (CertificateException e)
        {
            _logger.CertificateRefused(e.Message);
        }
    }

    private async Task NoteReloadAsync(IReadOnlyList<string> changed)
    {
        try
        {
            if (_chat is not null)
                await _chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.SettingsReloaded, by: null, detail: string.Join(", ", changed)), CancellationToken.None);
        }
        catch (StorageUnavailableException e)
        {
            _logger.ReloadNotNoted(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var end))
            await end();
    }

    private async Task StartPartsAsync(TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var (settings, directory) = (_options.Settings, _options.DataDirectory);
        if (settings.Cluster.Postgres is not null)
            TakeNodeFolder(directory);
        var store = await OpenStoreAndCertificateAsync(time, loggers, cancellationToken);

        var stores = await ChatStoresAsync(store, settings.Chat.History, cancellationToken);
        if (settings.Cluster.Rabbitmq.Count > 0)
            stores = stores with { Bus = await OpenBusAsync(settings.Cluster, time, loggers, cancellationToken) };
        var chat = await Chat.StartAsync(stores, settings.Chat, time, loggers.CreateLogger("Parley.Core"), cancellationToken);
        _parts.Push(chat.DisposeAsync);
        _chat = chat;

        var gateway = new SocketGateway(settings.Chat.Limits, settings.Serve.Io == "threads" ? IoMode.Threads : IoMode.Async, time, loggers.CreateLogger<SocketGateway>());
        var doors = _doors = new ChatDoors(chat, settings.Serve.Lang, Product.Version, loggers.CreateLogger<ChatDoors>());
        _parts.Push(doors.DisposeAsync);
        var hashing = new PasswordHashing(time, HashCost.Iterations(settings.Chat.Accounts));
        _parts.Push(() => { hashing.Dispose(); return ValueTask.CompletedTask; });
        var desk = OperatorDesk.Over(store, new LiveChat(chat), hashing, settings, time, loggers.CreateLogger<OperatorDesk>());
        var meter = Meter(chat, gateway, store, stores.Bus as RabbitBus);
        if (settings.Otel.Endpoint is not null)
            _parts.Push(OtlpExport.Start(settings.Otel, meter.Value.Name, Product.Version));
        WebDoor? web = null;
        _parts.Push(async () =>
        {
            var drain = LastWords + TimeSpan.FromSeconds(settings.Serve.DrainSeconds);
            await chat.RetireAsync(CancellationToken.None).WaitAsync(LastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            doors.TellStopping();
            await Task.WhenAll(gateway.StopAsync(drain, CancellationToken.None), web?.StopAsync(drain) ?? Task.CompletedTask);
            if (web is not null)
                await web.DisposeAsync();
        });

        var listeners = new Listeners(gateway, kind => SpokenOn(kind, doors), _tls, Proxies(settings.Chat.Irc), () => web ??= new WebDoor(chat, doors, gateway, desk, meter, loggers), loggers.CreateLogger<Listeners>());
        foreach (var request in _options.Listeners)
            listeners.Open(request);
        if (web is not null)
            await web.StartAsync(cancellationToken);

        OpenControlSocket(desk, time, loggers);

        var hasAccounts = await store.Stores.Accounts.CountAsync(cancellationToken) > 0;
        Card = new(listeners.Bound, listeners.Moved, _tls?.Fingerprint, directory, settings.Serve.Profile, hasAccounts, settings.Chat.History.Enabled)
        {
            Database = settings.Cluster.Postgres is { } postgres ? ClusterAddresses.Place(ClusterAddresses.Postgres(postgres)!) : null,
            Brokers = settings.Cluster.Rabbitmq.Count > 0 ? ClusterAddresses.Rabbit(settings.Cluster)!.Addresses.Select(address => address.ToString()).ToList() : [],
            Node = stores.Bus?.Node.Value,
        };
    }

    /// <summary>The instruments of every part, made when somebody first reads them: a start pays nothing for them.</summary>
    private Lazy<Meter> Meter(Chat chat, SocketGateway gateway, DataStore store, RabbitBus? bus)
    {
        var made = new Lazy<Meter>(() =>
        {
            var meter = new Meter("Parley", Product.Version);
            meter.Measure(chat);
            meter.Measure(gateway);
            store.Measure(meter);
            if (bus is not null)
                meter.Measure(bus);
            ProcessMeter.Measure(meter);
            return meter;
        });
        _parts.Push(() =>
        {
            if (made.IsValueCreated)
                made.Value.Dispose();
            return ValueTask.CompletedTask;
        });
        return made;
    }

    private async Task<Stores> ChatStoresAsync(DataStore store, HistorySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Enabled)
            return store.Stores;
        _logger.MessagesNotKept();
        return store.Stores with { Messages = await FleetingLog.OpenAsync(store.Stores, cancellationToken) };
    }

    private async Task<INodeBus> OpenBusAsync(ClusterSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var brokers = ClusterAddresses.Rabbit(settings) ?? throw new RefusedStartException(ClusterAddresses.BadRabbit);
        try
        {
            var bus = await RabbitBus.OpenAsync(brokers, time, loggers, cancellationToken);
            _parts.Push(bus.DisposeAsync);
            return bus;
        }
        catch (BusRefusedException e)
        {
            throw new RefusedStartException(e.Message);
        }
    }

    /// <summary>As the embedded store does with its own.</summary>
    private void TakeNodeFolder(string directory)
    {
        var taken = DirectoryLock.Take(directory);
        _parts.Push(() => { taken.Dispose(); return ValueTask.CompletedTask; });
        if (DataDirectory.MarkAsNode(directory) is { } warning)
            _logger.Warned(warning);
    }

    /// <summary>Side by side, as each is a good part of the time to start.</summary>
    private async Task<DataStore> OpenStoreAndCertificateAsync(TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var opening = DataStore.OpenAsync(_options.DataDirectory, time, loggers, cancellationToken, _options.Settings.Cluster.Postgres);
        try
        {
            if (_options.Listeners.Any(l => l.Kind.IsTls()))
                _tls = Certificate(_options.Settings.Tls, _options.DataDirectory);
        }
        finally
        {
            _parts.Push((await opening).DisposeAsync);
        }
        return await opening;
    }

    private void OpenControlSocket(OperatorDesk desk, TimeProvider time, ILoggerFactory loggers)
    {
        if (ControlPath.Of(_options.DataDirectory) is not { } endPoint)
        {
            _logger.NoControlSocket("the data directory's path is too long for it, and XDG_RUNTIME_DIR is not set");
            return;
        }
        try
        {
            _parts.Push(ControlSocket.Open(endPoint, desk, time, loggers.CreateLogger<ControlSocket>()).DisposeAsync);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            _logger.NoControlSocket(e.Message);
        }
    }

    private static Spoken SpokenOn(ListenerKind kind, ChatDoors doors) => kind switch
    {
        ListenerKind.IrcWs or ListenerKind.IrcWss => new(doors.AcceptIrcWebSocket, ChatDoors.TooManyWebSockets),
        ListenerKind.Irc or ListenerKind.IrcTls => new(doors.AcceptIrc, doors.TooManyIrcConnections),
        _ => new(doors.Accept, doors.TooManyConnections),
    };

    private static AddressNetworks? Proxies(IrcSettings settings) => settings.ProxyProtocol ? new(settings.ProxyAllowedFrom) : null;

    // By the real clock, as clients judge it by theirs, whatever test.clock says.
    private static TlsIdentity Certificate(TlsSettings settings, string directory) =>
        settings is { Cert: { } certificate, Key: { } key } ? new(certificate, key) : Certificates.LoadOrCreate(directory, TimeProvider.System);
}

internal static partial class ServerStartLog
{
    [LoggerMessage(1403, LogLevel.Warning, "Messages are not kept (history.enabled is false): they live in memory until the server ends")]
    public static partial void MessagesNotKept(this ILogger logger);

    [LoggerMessage(1401, LogLevel.Warning, "No control socket ({Problem}): account, room and inspect work only while the server is stopped")]
    public static partial void NoControlSocket(this ILogger logger, string problem);

    [LoggerMessage(1404, LogLevel.Warning, "A reload of the configuration is missing in the audit")]
    public static partial void ReloadNotNoted(this ILogger logger, Exception fault);

    [LoggerMessage(1402, LogLevel.Warning, "Certificate refused, the old one stays: {Problem}")]
    public static partial void CertificateRefused(this ILogger logger, string problem);
}
