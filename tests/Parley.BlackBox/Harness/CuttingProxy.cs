using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.Harness;

/// <summary>A TCP proxy that can cut every connection through it, at a byte where nobody expects it.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;

    public CuttingProxy(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Cuts { get; private set; }

    /// <summary>Looks at what clients send before it goes on; true: everything is cut instead.</summary>
    public Func<ReadOnlySpan<byte>, bool> CutsAt { get; set; } = _ => false;

    /// <summary>Connections are taken and stay open, and nothing comes through.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>RST to both sides of every connection there is.</summary>
    public void CutAll()
    {
        lock (_lock)
        {
            Cuts += _open.Count / 2;
            foreach (var socket in _open)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        CutAll();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> pumps = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(_target, _end.Token);
                lock (_lock)
                    _open.AddRange([client, server]);
                pumps.Add(PumpAsync(client, server, isClient: true));
                pumps.Add(PumpAsync(server, client, isClient: false));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isClient)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (isClient && CutsAt(buffer.AsSpan(0, read)))
                {
                    CutAll();
                    return;
                }
                for (var sent = 0; sent < read && !IsFrozen;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
