using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Parley.Lan.Discovery;

/// <summary>One family's socket: hears the group on every interface it has joined, and sends to each.</summary>
internal sealed class MulticastSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly IPEndPoint _group;
    /// <summary>By the interface's index: bound to its address, so that whoever hears knows where this peer is.</summary>
    private readonly Dictionary<int, (IPAddress Address, Socket Sender)> _joined = [];

    private MulticastSocket(Socket socket, IPEndPoint group) => (_socket, _group) = (socket, group);

    /// <returns>Null: this machine has no such family, or the port is another program's.</returns>
    public static MulticastSocket? TryOpen(IPAddress group, int port)
    {
        if (group.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            return null;
        Socket? socket = null;
        try
        {
            socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (group.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            // Several peers on one machine hear the same group.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
            return new MulticastSocket(socket, new IPEndPoint(group, port));
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    /// <summary>Joins the group on interfaces that came, forgets those that went or have another address now.</summary>
    public void Join(IReadOnlyList<IPAddress>? only)
    {
        var here = new Dictionary<int, IPAddress>();
        foreach (var (index, address) in Interfaces(only))
            here.TryAdd(index, address);
        foreach (var (index, joined) in _joined)
        {
            if (here.GetValueOrDefault(index)?.Equals(joined.Address) == true)
                continue;
            joined.Sender.Dispose();
            _joined.Remove(index);
        }
        foreach (var (index, address) in here)
        {
            if (!_joined.ContainsKey(index) && TryJoin(index) && TryBind(index, address) is { } sender)
                _joined.Add(index, (address, sender));
        }
    }

    /// <returns>To how many interfaces it went.</returns>
    public int Send(ReadOnlySpan<byte> datagram)
    {
        var sent = 0;
        foreach (var (index, joined) in _joined)
        {
            try
            {
                joined.Sender.SendTo(datagram, SocketFlags.None, Scoped(index));
                sent++;
            }
            catch (SocketException)
            {
                // The interface has gone, or its queue is full: there is a next time.
            }
        }
        return sent;
    }

    public ValueTask<SocketReceiveFromResult> ReceiveAsync(Memory<byte> buffer, CancellationToken ct) =>
        _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(_group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), ct);

    public void Dispose()
    {
        _socket.Dispose();
        foreach (var joined in _joined.Values)
            joined.Sender.Dispose();
    }

    private bool TryJoin(int index)
    {
        try
        {
            if (_group.AddressFamily == AddressFamily.InterNetwork)
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(_group.Address, index));
            else
                _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(_group.Address, index));
            return true;
        }
        // An interface that came back under its number is joined still.
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket? TryBind(int index, IPAddress address)
    {
        var sender = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            sender.Bind(new IPEndPoint(address, 0));
            sender.SetSocketOption(Level(address), SocketOptionName.MulticastInterface, address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.HostToNetworkOrder(index) : index);
            sender.SetSocketOption(Level(address), SocketOptionName.MulticastLoopback, true);
            sender.SetSocketOption(Level(address), SocketOptionName.MulticastTimeToLive, 1);
            return sender;
        }
        catch (SocketException)
        {
            sender.Dispose();
            return null;
        }
    }

    private IPEndPoint Scoped(int index) =>
        _group.AddressFamily == AddressFamily.InterNetwork ? _group : new IPEndPoint(new IPAddress(_group.Address.GetAddressBytes(), index), _group.Port);

    private IEnumerable<(int Index, IPAddress Address)> Interfaces(IReadOnlyList<IPAddress>? only)
    {
        foreach (var one in NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown))
        {
            var properties = one.GetIPProperties();
            var addresses = properties.UnicastAddresses.Select(a => a.Address).Where(a => a.AddressFamily == _group.AddressFamily).OrderByDescending(a => a.IsIPv6LinkLocal);
            var wanted = only is null
                ? one.SupportsMulticast && one.NetworkInterfaceType != NetworkInterfaceType.Loopback ? addresses : []
                : addresses.Where(only.Contains);
            foreach (var address in wanted)
                yield return (Index(properties), address);
        }
    }

    private int Index(IPInterfaceProperties properties) =>
        _group.AddressFamily == AddressFamily.InterNetwork ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index;

    private static SocketOptionLevel Level(IPAddress group) => group.AddressFamily == AddressFamily.InterNetwork ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
}
