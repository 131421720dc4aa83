using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Parley.Core.Operators;
using Parley.Host.Serve;

namespace Parley.Host.Operators;

/// <summary>The server's end of the control socket. Only the server's own user can connect (mode 0600), so whoever does is an operator.</summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    /// <summary>More operators at a time wait in the system's queue.</summary>
    private const int MaxConnections = 8;

    /// <summary>For the requests in hand when the server stops.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly string _path;
    private readonly IOperatorDesk _desk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _free = new(MaxConnections);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting;
    private readonly Task _accepting;
    private int _disposed;

    private ControlSocket(Socket listener, string path, IOperatorDesk desk, TimeProvider time, ILogger logger)
    {
        (_listener, _path, _desk, _time, _logger) = (listener, path, desk, time, logger);
        _aborting = new(Timeout.InfiniteTimeSpan, time);
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>Opens it; one that a dead server left behind is replaced. Call with the data directory's lock held.</summary>
    /// <exception cref="SocketException">It can't be made.</exception>
    public static ControlSocket Open(UnixDomainSocketEndPoint endPoint, IOperatorDesk desk, TimeProvider time, ILogger<ControlSocket> logger)
    {
        var path = endPoint.ToString();
        var listener = UnixSocket.Listen(endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new(listener, path, desk, time, logger);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _aborting.CancelAfter(LastWords);
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        for (var i = 0; i < MaxConnections; i++)
            await _free.WaitAsync(CancellationToken.None);
        File.Delete(_path);
        _stopping.Dispose();
        _aborting.Dispose();
        _free.Dispose();
    }

    private async Task AcceptAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            // Not cancelled: at the stop every connection ends and frees its place.
            await _free.WaitAsync(CancellationToken.None);
            if (await NextAsync(stopping) is { } socket)
                _ = ServeAsync(socket, stopping);
            else
                _free.Release();
        }
    }

    private async Task<Socket?> NextAsync(CancellationToken stopping)
    {
        try
        {
            return await _listener.AcceptAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException e)
        {
            _logger.AcceptFailed(e);
            await Task.Delay(TimeSpan.FromSeconds(1), _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        try
        {
            await using var connection = new ControlConnection(socket, _desk, _time, _logger);
            await connection.RunAsync(stopping, _aborting.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _logger.Ended(e.Message);
        }
        catch (Exception e)
        {
            _logger.Failed(e);
        }
        finally
        {
            _free.Release();
        }
    }
}

internal static partial class ControlSocketLog
{
    [LoggerMessage(1111, LogLevel.Warning, "Control socket can't accept a connection")]
    public static partial void AcceptFailed(this ILogger logger, Exception error);

    [LoggerMessage(1112, LogLevel.Debug, "Control connection ended early: {Reason}")]
    public static partial void Ended(this ILogger logger, string reason);

    [LoggerMessage(1113, LogLevel.Error, "Operator's request failed")]
    public static partial void Failed(this ILogger logger, Exception error);
}
