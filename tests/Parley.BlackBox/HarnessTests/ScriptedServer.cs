using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.HarnessTests;

/// <summary>The other end for tests of the harness itself: one connection, played by the test.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer() => _listener.Start();

    public async Task<(Wire Client, Wire Server)> PairAsync()
    {
        var connecting = Wire.ConnectAsync(_listener.LocalEndpoint);
        var accepted = await _listener.AcceptSocketAsync();
        return (await connecting, new Wire(accepted, new NetworkStream(accepted, ownsSocket: true)));
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
