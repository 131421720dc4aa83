using System.Net;
using System.Net.Sockets;

namespace Parley.Lan.Links;

/// <summary>Takes connections, as many handshakes at a time as there may be from an address and in all.</summary>
internal sealed class LinkDoor : IDisposable
{
    private readonly Socket _listener;
    private readonly LinkSettings _settings;
    private readonly Dictionary<IPAddress, int> _handshakes = [];

    private LinkDoor(Socket listener, LinkSettings settings) => (_listener, _settings) = (listener, settings);

    public IPEndPoint End => (IPEndPoint)_listener.LocalEndPoint!;

    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public static LinkDoor Open(LinkSettings settings)
    {
        var listener = new Socket(settings.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (settings.Listen.AddressFamily == AddressFamily.InterNetworkV6)
                listener.DualMode = true;
            listener.Bind(settings.Listen);
            listener.Listen();
            return new LinkDoor(listener, settings);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <param name="accept">Whether it takes the connection; if so <see cref="Finish"/> follows the handshake.</param>
    public async Task AcceptAsync(Func<Socket, IPEndPoint, bool> accept, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(ct);
                if (Plain(socket) is var remote && Begin(remote.Address))
                {
                    if (accept(socket, remote))
                        continue;
                    Finish(remote.Address);
                }
                socket.Dispose();
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

    /// <summary>A handshake with this address is over.</summary>
    public void Finish(IPAddress address)
    {
        lock (_handshakes)
        {
            if (--_handshakes[address] == 0)
                _handshakes.Remove(address);
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <exception cref="SocketException">The other side has gone already.</exception>
    internal static IPEndPoint Plain(Socket socket)
    {
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    private bool Begin(IPAddress address)
    {
        lock (_handshakes)
        {
            var under = _handshakes.GetValueOrDefault(address);
            if (under >= _settings.MaxHandshakesPerAddress || _handshakes.Count >= _settings.MaxLinks)
                return false;
            _handshakes[address] = under + 1;
            return true;
        }
    }
}
