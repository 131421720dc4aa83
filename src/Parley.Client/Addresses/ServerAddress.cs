using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Parley.Client;

/// <summary>One address of a server. Made by <see cref="TryParse"/>, <see cref="Tls"/>, <see cref="Tcp"/> or <see cref="Unix"/>.</summary>
public sealed record ServerAddress
{
    /// <summary>Where a server listens in clear unless told otherwise (loopback only).</summary>
    public const int PlainPort = 7000;

    /// <summary>Where a server listens with TLS unless told otherwise.</summary>
    public const int TlsPort = 7443;

    private ServerAddress(Transport transport, string host, int port)
    {
        Transport = transport;
        Host = host;
        Port = port;
    }

    public Transport Transport { get; }

    /// <summary>A name or an address without brackets; for <see cref="Transport.Unix"/> the path of the socket.</summary>
    public string Host { get; }

    /// <summary>1 to 65535; 0 for <see cref="Transport.Unix"/>.</summary>
    public int Port { get; }

    /// <summary>The address stays on this machine: a Unix socket, <c>localhost</c>, 127.0.0.0/8 or ::1.</summary>
    public bool IsLocal => Transport is Transport.Unix || IsLoopback(Host);

    /// <summary>Nobody on the way can read along: TLS, or an address that stays on this machine.</summary>
    public bool IsSheltered => Transport is Transport.Tls || IsLocal;

    public static ServerAddress Tls(string host, int port = TlsPort) => new(Transport.Tls, host, port);

    public static ServerAddress Tcp(string host, int port = PlainPort) => new(Transport.Tcp, host, port);

    public static ServerAddress Unix(string path) => new(Transport.Unix, path, 0);

    /// <summary>Parses <c>unix:PATH</c>, <c>tls:HOST[:PORT]</c>, <c>tcp:HOST[:PORT]</c> or <c>HOST[:PORT]</c>; an IPv6 address with a port stands in brackets.</summary>
    /// <remarks>Without a scheme it is TLS, except for a loopback host with a port that is not <see cref="TlsPort"/>: there the plain listener lives.</remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        if (text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
        {
            var path = text["unix:".Length..];
            address = path.Length > 0 ? Unix(path) : null;
            return address is not null;
        }
        Transport? scheme = text switch
        {
            _ when text.StartsWith("tls:", StringComparison.OrdinalIgnoreCase) => Transport.Tls,
            _ when text.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) => Transport.Tcp,
            _ => null,
        };
        var rest = scheme is null ? text : text[4..];
        if (!TrySplit(rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest, out var host, out var port))
            return false;
        var transport = scheme ?? (port is not null && port != TlsPort && IsLoopback(host) ? Transport.Tcp : Transport.Tls);
        address = new ServerAddress(transport, host, port ?? (transport is Transport.Tls ? TlsPort : PlainPort));
        return true;
    }

    public override string ToString() => Transport switch
    {
        Transport.Unix => $"unix:{Host}",
        Transport.Tls => $"tls:{HostAndPort}",
        _ => $"tcp:{HostAndPort}",
    };

    /// <summary><c>host:port</c> in lower case, with brackets around IPv6: the name that certificates are pinned under.</summary>
    internal string HostAndPort => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host.ToLowerInvariant()}]:{Port}" : $"{Host.ToLowerInvariant()}:{Port}";

    private static bool TrySplit(string text, out string host, out int? port)
    {
        host = text;
        port = null;
        string? digits = null;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return false;
            host = text[1..end];
            var rest = text[(end + 1)..];
            if (rest.Length > 0 && rest[0] != ':')
                return false;
            digits = rest.Length > 0 ? rest[1..] : null;
        }
        else if (text.Count(c => c == ':') == 1)
        {
            host = text[..text.IndexOf(':', StringComparison.Ordinal)];
            digits = text[(host.Length + 1)..];
        }
        if (digits is not null)
        {
            if (!ushort.TryParse(digits, out var number) || number == 0)
                return false;
            port = number;
        }
        return host.Length > 0 && !host.Any(char.IsWhiteSpace);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
