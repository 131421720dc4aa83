using System.Net;
using System.Net.Sockets;

namespace Parley.Testing;

/// <summary>One client's connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class FaultLink(Socket client, FaultFlow toServer, FaultFlow toClient) : IDisposable
{
    private Socket? _server;

    public async Task RunAsync(EndPoint target)
    {
        try
        {
            _server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            await _server.ConnectAsync(target);
            await Task.WhenAll(ForwardAsync(client, _server, toServer), ForwardAsync(_server, client, toClient));
            Close(reset: false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side broke, so the other must see it break too.
            Close(reset: true);
        }
    }

    public void Close(bool reset)
    {
        foreach (var socket in new[] { client, _server })
        {
            if (reset && socket is { SafeHandle.IsClosed: false })
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket?.Dispose();
        }
    }

    public void Dispose() => Close(reset: false);

    private static async Task ForwardAsync(Socket from, Socket to, FaultFlow flow)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            await flow.PassAsync();
            var received = await from.ReceiveAsync(buffer);
            await flow.PassAsync();
            if (flow.Delay > TimeSpan.Zero)
                await Task.Delay(flow.Delay, TimeProvider.System);
            if (received == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }
            if (flow.Discard)
                continue;
            var step = flow.Trickle ? 1 : received;
            for (var sent = 0; sent < received; sent += step)
                await to.SendAsync(buffer.AsMemory(sent, step));
        }
    }
}
