using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Parley.Gateway.Tcp;

/// <summary>An open listening socket and its accept loop.</summary>
public sealed class Listener : IAsyncDisposable
{
    private const int Backlog = 4096;

    /// <summary>How long to wait when there are no file handles left; connections wait in the backlog.</summary>
    private static readonly TimeSpan Shortage = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan ShortageLogPeriod = TimeSpan.FromMinutes(1);

    private readonly Socket _socket;
    private readonly Action<Socket, Listener> _accepted;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private long? _shortageLogged;

    /// <param name="accepted">Takes over the socket; must not block or throw.</param>
    /// <exception cref="ListenException"/>
    internal Listener(ListenerOptions options, int stallSeconds, Action<Socket, Listener> accepted, TimeProvider time, ILogger logger)
    {
        Options = options;
        (_accepted, _time, _logger) = (accepted, time, logger);
        _socket = Open(options, stallSeconds);
        EndPoint = _socket.LocalEndPoint!;
        _logger.Listening(EndPoint, options.Tls is not null);
        _accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    /// <summary>With the port that the operating system chose, if it did.</summary>
    public EndPoint EndPoint { get; }

    public ListenerOptions Options { get; }

    /// <summary>Stops accepting; connections go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _accepting;
        if (EndPoint is UnixDomainSocketEndPoint file)
            File.Delete(file.ToString());
        _stopping.Dispose();
    }

    /// <summary>A socket that is bound and listens, with the options of all our sockets.</summary>
    /// <exception cref="ListenException"/>
    internal static Socket Open(ListenerOptions options, int stallSeconds) => Open(options.EndPoint, options.UnixMode, stallSeconds);

    /// <exception cref="ListenException"/>
    internal static Socket Open(EndPoint endPoint, UnixFileMode unixMode, int stallSeconds)
    {
        var file = endPoint as UnixDomainSocketEndPoint;
        var socket = file is null
            ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } address)
                socket.DualMode = address.Address.Equals(IPAddress.IPv6Any);
            if (file is null)
                SocketOptions.Apply(socket, stallSeconds);
            else
                UnixSocketFile.RemoveStale(file);
            socket.Bind(endPoint);
            // Before listening: until then nobody can connect, whatever the mode.
            if (file is not null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.ToString(), unixMode);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Explain(endPoint, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ListenException Explain(EndPoint endPoint, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(endPoint.ToString()!, "another program listens there.", isTaken: true, inner: e),
        SocketError.AccessDenied => new(endPoint.ToString()!, "this user may not; ports below 1024 need a privilege.", inner: e),
        SocketError.AddressNotAvailable => new(endPoint.ToString()!, "this machine has no such address.", inner: e),
        _ => new(endPoint.ToString()!, e.Message, inner: e),
    };

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _accepted(await _socket.AcceptAsync(_stopping.Token), this);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                LogShortage();
                await Task.Delay(Shortage, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SocketException) when (!_stopping.IsCancellationRequested)
            {
                // That one connection broke before it was accepted.
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void LogShortage()
    {
        if (_shortageLogged is { } last && _time.GetElapsedTime(last) < ShortageLogPeriod)
            return;
        _shortageLogged = _time.GetTimestamp();
        _logger.OutOfHandles(EndPoint);
    }
}
