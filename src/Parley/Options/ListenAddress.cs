using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Host.Options;

/// <summary><c>HOST:PORT</c> of a listener. HOST is an IP address, <c>localhost</c> (127.0.0.1) or <c>*</c> (every address of both families, where the system has IPv6). Port 0: any free one.</summary>
internal static class ListenAddress
{
    public static bool TryParse(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;
        var host = text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (host.Contains(':', StringComparison.Ordinal) && !bracketed)
            return false;
        IPAddress? address;
        if (host == "*")
            address = Any;
        else if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            address = IPAddress.Loopback;
        else if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out address) || (bracketed != (address.AddressFamily == AddressFamily.InterNetworkV6)))
            return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    public static IPAddress Any => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
}
