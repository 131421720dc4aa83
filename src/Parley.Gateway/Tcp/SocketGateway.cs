using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Connections;
using Parley.Gateway.Polling;
using Parley.Gateway.Proxies;
using Parley.Gateway.Tls;

namespace Parley.Gateway.Tcp;

/// <summary>How connections are read.</summary>
public enum IoMode
{
    Async,

    /// <summary>A thread for each connection; at most <see cref="SocketGateway.MaxThreads"/> connections.</summary>
    Threads,
}

/// <summary>The socket transport: opens listeners, runs their connections, stops them all. Members may be called from any thread.</summary>
public sealed class SocketGateway : IAsyncDisposable
{
    public const int MaxThreads = 1000;

    // Beyond that the network is slower than the readers.
    private const int MaxLoops = 8;

    private readonly Lock _gate = new();
    private readonly LimitSettings _limits;
    private readonly IoMode _io;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Admissions _admissions;
    private readonly ConnectionTable _table;
    private readonly StallSweep _sweep;
    private readonly DeliveryShard[] _shards;
    private readonly PollLoop[] _loops;
    private readonly List<Listener> _listeners = [];
    private bool _stopping;
    private long _lastId;

    /// <exception cref="FormatException">An entry of <c>limits.exempt</c> is no address or network.</exception>
    public SocketGateway(LimitSettings limits, IoMode io, TimeProvider time, ILogger<SocketGateway> logger)
    {
        (_limits, _io, _time, _logger) = (limits, io, time, logger);
        _admissions = new Admissions(limits, Math.Min(io == IoMode.Threads ? MaxThreads : int.MaxValue, OpenFiles.ForConnections));
        _table = new ConnectionTable(time);
        _sweep = new StallSweep(_table, () => TimeSpan.FromSeconds(limits.StallSeconds), time);
        _shards = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 2, 1, 8)).Select(_ => new DeliveryShard(time))];
        _loops = io == IoMode.Async && OperatingSystem.IsLinux() ? OpenLoops(logger) : [];
    }

    public CloseCounts Closed { get; } = new();

    /// <summary>Live connections, by id.</summary>
    public IReadOnlyList<ConnectionView> Connections => _table.List();

    /// <summary>Bytes of output that wait: in all, and for the connection that has most.</summary>
    internal (long Sum, long Most) Queued()
    {
        var (sum, most) = (0L, 0L);
        foreach (var connection in _table.Connections)
        {
            var pending = connection.PendingBytes;
            sum += pending;
            most = Math.Max(most, pending);
        }
        return (sum, most);
    }

    internal void MeasureDelivery(Histogram<double> seconds)
    {
        foreach (var shard in _shards)
            shard.Durations = seconds;
    }

    /// <exception cref="ListenException">With a text for the operator.</exception>
    public Listener Listen(ListenerOptions options)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var listener = new Listener(options, _limits.StallSeconds, Accept, _time, _logger);
            _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Stops accepting, closes every connection as <see cref="CloseReason.ServerStopping"/> and waits until all have ended, handlers included.</summary>
    /// <param name="drain">After this time the rest is reset.</param>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        Listener[] listeners;
        lock (_gate)
        {
            _stopping = true;
            listeners = [.. _listeners];
            _listeners.Clear();
        }
        foreach (var listener in listeners)
            await listener.DisposeAsync();
        foreach (var connection in _table.Connections)
            connection.End(CloseReason.ServerStopping);
        if (!await EmptiedAsync(drain, cancellationToken))
        {
            foreach (var connection in _table.Connections)
                connection.Abort();
            if (!await EmptiedAsync(TimeSpan.FromSeconds(1), cancellationToken))
                _logger.StoppedWaiting(_table.Connections.Count());
        }
        _sweep.Dispose();
        if (OperatingSystem.IsLinux())
        {
            foreach (var loop in _loops)
                loop.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, CancellationToken.None);

    private async Task<bool> EmptiedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _table.WhenEmptyAsync().WaitAsync(limit, _time, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Accept(Socket socket, Listener listener)
    {
        IPEndPoint? remote = null;
        var entered = false;
        try
        {
            remote = RemoteOf(socket);
            entered = _admissions.TryEnter(remote?.Address);
            if (entered)
                Start(socket, remote, listener);
            else
                Refuse(socket, remote, listener);
        }
        catch (Exception e)
        {
            if (entered)
                _admissions.Leave(remote?.Address);
            socket.Dispose();
            // A socket that broke between accept and here is nobody's fault; no memory for a thread is.
            if (e is not (SocketException or ObjectDisposedException))
                _logger.NotStarted(listener.EndPoint, e);
        }
    }

    private void Refuse(Socket socket, IPEndPoint? remote, Listener listener)
    {
        _logger.TooMany(remote, listener.EndPoint);
        Closed.Add(CloseReason.TooManyConnections);
        using (socket)
        {
            socket.Blocking = false;
            if (listener.Options.Tls is null)
                socket.Send(listener.Options.TooManyConnections.Span, SocketFlags.None, out _);
        }
    }

    private void Start(Socket socket, IPEndPoint? remote, Listener listener)
    {
        if (remote is not null && !OperatingSystem.IsLinux())
            SocketOptions.Apply(socket, _limits.StallSeconds);
        var id = Interlocked.Increment(ref _lastId);
        var transport = MakeTransport(socket, id, listener.Options);
        var connection = new Connection(id, remote, transport, listener.Options.Tls is not null, _limits.SendBytes, _shards[id % _shards.Length], _time, _logger) { LocalPort = (socket.LocalEndPoint as IPEndPoint)?.Port };
        _logger.Accepted(id, remote, listener.EndPoint);
        _table.Add(connection);
        Func<CancellationToken, Task>? prelude = remote is not null && listener.Options.Proxies?.Contains(remote.Address) == true
            ? cancellationToken => LearnClientAsync(connection, socket, listener, cancellationToken)
            : null;
        try
        {
            if (_io == IoMode.Threads)
                _ = LoopThread.Start($"parley-{id}", thread => ServeAcceptedAsync(connection, transport, prelude, listener, thread));
            else
                ThreadPool.UnsafeQueueUserWorkItem(_ => _ = ServeAcceptedAsync(connection, transport, prelude, listener, thread: null), state: null);
        }
        catch
        {
            _table.Remove(connection);
            connection.Dispose();
            throw;
        }
    }

    private Transport MakeTransport(Socket socket, long id, ListenerOptions options)
    {
        Transport plain = OperatingSystem.IsLinux() && _loops.Length > 0 ? new PolledTransport(socket, _loops[id % _loops.Length]) : new SocketTransport(socket);
        return options.Tls is { } identity ? new TlsTransport(plain, identity, options.AsksForCertificate) : plain;
    }

    /// <summary>Reads what the proxy says of its client, who counts from then on in its place.</summary>
    private async Task LearnClientAsync(Connection connection, Socket socket, Listener listener, CancellationToken cancellationToken)
    {
        var proxy = connection.RemoteEndPoint;
        ProxyHeader? header;
        try
        {
            header = await ProxyPrelude.ReadAsync(socket, _time, cancellationToken);
        }
        catch (ProtocolException e)
        {
            _logger.BadHeader(connection.Id, proxy, e.Message);
            throw;
        }
        if (header?.Client is not { } client)
            return;
        if (!_admissions.TryMove(proxy?.Address, client.Address))
        {
            _logger.TooMany(client, listener.EndPoint);
            connection.Close(CloseReason.TooManyConnections, listener.Options.Tls is null ? listener.Options.TooManyConnections : default);
            return;
        }
        _logger.Proxied(connection.Id, proxy, client);
        connection.ComeFrom(client, header.IsEncrypted);
    }

    /// <summary>Runs a connection that the web server has accepted and admitted, until it has ended: same budget, shards, sweep and stop as those of our own listeners.</summary>
    /// <returns>False when the gateway is stopping; the transport is disposed of then, too.</returns>
    internal async Task<bool> RunAsync(Transport transport, IPEndPoint? remote, bool encrypted, int? localPort, Func<IConnection, IConnectionHandler> handler)
    {
        var id = Interlocked.Increment(ref _lastId);
        var connection = new Connection(id, remote, transport, encrypted, _limits.SendBytes, _shards[id % _shards.Length], _time, _logger) { LocalPort = localPort };
        lock (_gate)
        {
            if (_stopping)
            {
                connection.Dispose();
                return false;
            }
            _table.Add(connection);
        }
        await ServeAsync(connection, transport, null, handler, thread: null);
        return true;
    }

    /// <summary>For connections that the web server accepts. False: one too many, in all or from there.</summary>
    internal bool TryAdmit(IPAddress? address)
    {
        if (_admissions.TryEnter(address))
            return true;
        Closed.Add(CloseReason.TooManyConnections);
        return false;
    }

    /// <summary>One that was admitted has ended.</summary>
    internal void Dismiss(IPAddress? address) => _admissions.Leave(address);

    private async Task ServeAcceptedAsync(Connection connection, Transport transport, Func<CancellationToken, Task>? prelude, Listener listener, LoopThread? thread)
    {
        await ServeAsync(connection, transport, prelude, listener.Options.Handler, thread);
        _admissions.Leave(connection.RemoteEndPoint?.Address);
    }

    private async Task ServeAsync(Connection connection, Transport transport, Func<CancellationToken, Task>? prelude, Func<IConnection, IConnectionHandler> handler, LoopThread? thread)
    {
        var handshakeLimit = TimeSpan.FromSeconds(_limits.StallSeconds);
        await new ConnectionLoop(connection, transport, prelude, handler, handshakeLimit, _time, thread).RunAsync();
        var reason = connection.Reason!.Value;
        Closed.Add(reason);
        _logger.Closed(connection.Id, reason, connection.PendingBytes);
        _table.Remove(connection);
        connection.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private static PollLoop[] OpenLoops(ILogger logger)
    {
        var loops = new PollLoop[Math.Clamp(Environment.ProcessorCount, 1, MaxLoops)];
        for (var i = 0; i < loops.Length; i++)
            loops[i] = new PollLoop(logger);
        return loops;
    }

    private static IPEndPoint? RemoteOf(Socket socket) =>
        socket.RemoteEndPoint is IPEndPoint { Address: var address, Port: var port } ? new IPEndPoint(AddressNetworks.Plain(address), port) : null;
}
