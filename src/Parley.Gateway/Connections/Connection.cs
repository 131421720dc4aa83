using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>One accepted connection: its identity, its output and its end. <see cref="ConnectionLoop"/> reads it.</summary>
internal sealed class Connection : IConnection, IDisposable
{
    private const int Open = -1;

    /// <summary>How long output queued before <see cref="Close"/> may take to leave.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly Transport _transport;
    private readonly Outbox _outbox;
    private readonly Outflow _outflow;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _readingPause;
    private int _reason = Open;
    private bool? _allArrived;

    public Connection(long id, EndPoint? remote, Transport transport, bool encrypted, int budget, DeliveryShard shard, TimeProvider time, ILogger logger)
    {
        Id = id;
        RemoteEndPoint = remote as IPEndPoint;
        IsLocal = RemoteEndPoint is null || IPAddress.IsLoopback(RemoteEndPoint.Address);
        IsEncrypted = encrypted;
        (_transport, _time, _logger) = (transport, time, logger);
        _outbox = new Outbox(budget);
        _readingPause = budget / 2;
        _outflow = new Outflow(transport, _outbox, shard, Fail);
        AcceptedAt = time.GetTimestamp();
        Stall = new StallClock(AcceptedAt);
    }

    public long Id { get; }

    public IPEndPoint? RemoteEndPoint { get; private set; }

    public int? LocalPort { get; init; }

    public bool IsLocal { get; private set; }

    public bool IsEncrypted { get; private set; }

    public ReadOnlyMemory<byte>? PeerCertificateSha256 => _transport.PeerCertificateSha256;

    /// <summary>A timestamp of the server's <see cref="TimeProvider"/>.</summary>
    public long AcceptedAt { get; }

    public TimeSpan? RoundTrip => _transport.RoundTrip;

    public long PendingBytes => _outbox.PendingBytes;

    public bool HasAllArrived => _allArrived ?? (PendingBytes == 0 && HasArrived(_transport.Sent));

    public long SentBytes => _outflow.SentBytes;

    /// <summary>Fires when the connection starts to close, whoever closes it.</summary>
    public CancellationToken Closing => _closing.Token;

    public CloseReason? Reason => Volatile.Read(ref _reason) is var reason and not Open ? (CloseReason)reason : null;

    /// <summary>Completes when the socket is closed; never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The sweep's own; nobody else touches it.</summary>
    public StallClock Stall { get; }

    /// <summary>Set once, before any of its calls.</summary>
    public IConnectionHandler? Handler { get; set; }

    /// <summary>The peer is a proxy's client. Called at most once, before there is a handler.</summary>
    public void ComeFrom(IPEndPoint client, bool encrypted)
    {
        RemoteEndPoint = client;
        IsLocal = false;
        IsEncrypted |= encrypted;
    }

    public bool TrySend(ReadOnlyMemory<byte> frame, Action? arrived = null)
    {
        switch (_outbox.TryAdd(frame, arrived))
        {
            case Queued.First:
                _outflow.Enqueue();
                return true;
            case Queued.Behind:
                return true;
            case Queued.OverBudget:
                End(CloseReason.SlowReader);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Waits while so much output is pending that further answers would soon be too much: who asks faster than they read is not read either. False: the connection was lost meanwhile.</summary>
    public ValueTask<bool> MayReadAsync() => PendingBytes <= _readingPause ? new(true) : DrainedAsync();

    public ValueTask ArrivedAsync(CancellationToken cancellationToken) => _outflow.Receipts?.SettleAsync(cancellationToken) ?? default;

    public ValueTask DrainAsync(long bytes, CancellationToken cancellationToken) => _outbox.DrainAsync(bytes, cancellationToken);

    public void Close(CloseReason reason, ReadOnlyMemory<byte> lastWords = default)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, Open) == Open)
            Finish(lastWords);
    }

    /// <summary>Closes for a reason of the transport's, with the handler's last words for it.</summary>
    public void End(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, Open) == Open)
            Finish(LastWords(reason));
    }

    /// <summary>Closes after a failed read, write or handler.</summary>
    public void Fail(Exception e)
    {
        if (Reason is not null)
            return;
        if (Faults.IsOfTheTransport(e))
            End(Faults.ReasonFor(e, outputWaits: PendingBytes > 0));
        else
            Blame(e);
    }

    /// <summary>Closes after an exception of the handler's own.</summary>
    public void Blame(Exception e)
    {
        _logger.HandlerFailed(Id, e);
        End(CloseReason.InternalError);
    }

    /// <summary>Drops everything and resets the socket; for a stop that can't wait.</summary>
    public void Abort()
    {
        End(CloseReason.ServerStopping);
        _outbox.Abandon();
        _transport.Abort();
    }

    public void Dispose()
    {
        _transport.Dispose();
        _closing.Dispose();
    }

    private ReadOnlyMemory<byte> LastWords(CloseReason reason)
    {
        try
        {
            return Handler?.LastWords(reason) ?? default;
        }
        catch (Exception e)
        {
            _logger.HandlerFailed(Id, e);
            return default;
        }
    }

    private void Finish(ReadOnlyMemory<byte> lastWords)
    {
        if (_outbox.Close(lastWords) == Queued.First)
            _outflow.Enqueue();
        // On a thread of the pool: who closes may be a room in the middle of a broadcast, and the token's callbacks are the handler's code.
        ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.FinishAsync(), this, preferLocal: false);
    }

    private async Task FinishAsync()
    {
        try
        {
            await _closing.CancelAsync();
        }
        catch (AggregateException e)
        {
            _logger.HandlerFailed(Id, e);
        }
        try
        {
            var graceful = await FlushedAsync();
            // Without the goodbye that follows.
            var sent = _transport.Sent;
            graceful = graceful && await EndedGracefullyAsync(sent);
            _allArrived = PendingBytes == 0 && HasArrived(sent);
            _outflow.Forget();
            if (!graceful)
                _transport.Abort();
        }
        finally
        {
            _outbox.Abandon();
            _transport.Dispose();
            _ended.TrySetResult();
        }
    }

    private bool HasArrived(long sent) => _transport.Acknowledged is not { } acknowledged || acknowledged >= sent;

    private async Task<bool> EndedGracefullyAsync(long sent)
    {
        try
        {
            await EndTransportAsync().WaitAsync(FlushLimit, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return false;
        }
        // A peer that closes has acknowledged what it ever will.
        if (Reason != CloseReason.PeerClosed)
            await Receipts.UntilAsync(() => HasArrived(sent), CancellationToken.None);
        return true;
    }

    private async Task EndTransportAsync()
    {
        try
        {
            await _transport.EndAsync(linger: Reason is CloseReason.ProtocolError or CloseReason.Flood);
        }
        catch (Exception e) when (Faults.IsOfTheTransport(e))
        {
            // The peer was faster.
        }
    }

    private async ValueTask<bool> DrainedAsync()
    {
        try
        {
            await _outbox.DrainAsync(_readingPause, _closing.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> FlushedAsync()
    {
        try
        {
            if (_outbox.PendingBytes > 0)
                await _outbox.DrainAsync(0, CancellationToken.None).AsTask().WaitAsync(FlushLimit, _time, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
