using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Parley.Lan.Chat;
using Parley.Lan.Links;

namespace Parley.Lan.Doors;

/// <summary>Where this machine's programs reach the chat of this device's person: the <c>#</c> line protocol and the JSON protocol on loopback. Only programs of the same user are let in, where the system tells whose they are.</summary>
public sealed class LocalDoor : IAsyncDisposable
{
    /// <summary>Connections at a time.</summary>
    public const int Most = 64;

    private readonly LanChat _chat;
    private readonly Socket _listener;
    private readonly string _lang;
    private readonly ILogger _logger;
    private readonly RunningTasks _connections;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _count;

    private LocalDoor(LanChat chat, Socket listener, string lang, ILogger logger)
    {
        (_chat, _listener, _lang, _logger) = (chat, listener, lang, logger);
        _connections = new RunningTasks(logger);
        _accepting = AcceptAsync();
    }

    public IPEndPoint End => (IPEndPoint)_listener.LocalEndPoint!;

    /// <param name="end">On loopback; port 0: any that is free.</param>
    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public static LocalDoor Open(LanChat chat, IPEndPoint end, string lang, ILogger logger)
    {
        if (!IPAddress.IsLoopback(end.Address))
            throw new ArgumentException($"{end} is not loopback: whoever connects speaks as this device's person.", nameof(end));
        var listener = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(end);
            listener.Listen();
            return new LocalDoor(chat, listener, lang, logger);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _connections.WhenAllAsync();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                if (Interlocked.Increment(ref _count) > Most || !IsAllowed(socket))
                {
                    Interlocked.Decrement(ref _count);
                    socket.Dispose();
                    continue;
                }
                _connections.Add(ServeAsync(socket));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One that was gone before it was taken.
            }
        }
    }

    private bool IsAllowed(Socket socket)
    {
        if (LocalCaller.IsSameUser((IPEndPoint)socket.RemoteEndPoint!, End))
            return true;
        _logger.OtherUser();
        return false;
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var connection = new LocalConnection(_chat, socket, _lang);
            await connection.RunAsync(_stopping.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
