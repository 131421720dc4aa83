using System.Net;
using System.Net.Sockets;

namespace Parley.Storage.Tests.Postgres;

/// <summary>A TCP proxy before the server that loses a connection in the middle of a commit.</summary>
internal sealed class CommitProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;
    private int _loss;

    public CommitProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public enum Loss
    {
        None,

        /// <summary>The server has committed; its answer is lost.</summary>
        AfterCommit,

        /// <summary>The statements with the commit are lost; the first ones of the transaction have been answered.</summary>
        BeforeCommit,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>New connections are closed at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>From the loss on new connections are closed at once.</summary>
    public bool StaysDown { get; set; }

    public int Refused { get; private set; }

    /// <summary>Loses the next transaction's connection, and all others with it.</summary>
    public void Arm(Loss loss) => Volatile.Write(ref _loss, (int)loss);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        CutAll();
        await _accepting;
        _end.Dispose();
    }

    private void CutAll()
    {
        lock (_lock)
        {
            foreach (var socket in _open)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
            _open.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> pumps = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                if (IsDown)
                {
                    Refused++;
                    client.Dispose();
                    continue;
                }
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                lock (_lock)
                    _open.AddRange([client, server]);
                var turns = new Turns();
                pumps.Add(PumpAsync(client, server, fromClient: true, turns));
                pumps.Add(PumpAsync(server, client, fromClient: false, turns));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromClient, Turns turns)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (IsTheLoss(buffer.AsSpan(0, read), fromClient, turns))
                {
                    Volatile.Write(ref _loss, (int)Loss.None);
                    IsDown = StaysDown;
                    CutAll();
                    return;
                }
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private bool IsTheLoss(ReadOnlySpan<byte> bytes, bool fromClient, Turns turns)
    {
        switch ((Loss)Volatile.Read(ref _loss))
        {
            case Loss.AfterCommit:
                return !fromClient && bytes.IndexOf("COMMIT\0"u8) >= 0;
            case Loss.BeforeCommit when fromClient:
                // Begun, answered, and now the second lot.
                turns.Asked |= turns.Answered == 0;
                return turns.Answered > 0;
            case Loss.BeforeCommit:
                turns.Answered += turns.Asked ? 1 : 0;
                return false;
            default:
                return false;
        }
    }

    private sealed class Turns
    {
        public bool Asked { get; set; }

        public int Answered { get; set; }
    }
}
