using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.Testing;

/// <summary>A TCP proxy on loopback that misbehaves when told to: every command holds for the links that exist and those that come. Links start healthy.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<FaultLink, Task> _links = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly EndPoint _target;
    private readonly Task _accepting;

    private FaultProxy(EndPoint target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public static FaultProxy Start(EndPoint target) => new(target);

    public IPEndPoint EndPoint { get; }

    /// <summary>Bytes of clients on their way to the server.</summary>
    public FaultFlow ToServer { get; } = new();

    public FaultFlow ToClient { get; } = new();

    public int Links => _links.Count;

    /// <summary>Whether new links are refused (reset at once).</summary>
    public bool IsDown { get; set; }

    /// <summary>Ends every link with FIN.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Close(reset: false);
    }

    /// <summary>Ends every link with RST, towards both sides.</summary>
    public void Reset()
    {
        foreach (var link in _links.Keys)
            link.Close(reset: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ToServer.Resume();
        ToClient.Resume();
        Cut();
        await Task.WhenAll(_links.Values);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                var link = new FaultLink(client, ToServer, ToClient);
                if (IsDown)
                    link.Close(reset: true);
                else
                    _links[link] = RunAsync(link);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RunAsync(FaultLink link)
    {
        await Task.Yield();
        using (link)
            await link.RunAsync(_target);
        _links.TryRemove(link, out _);
    }
}
