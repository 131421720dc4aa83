using System.Diagnostics.CodeAnalysis;
using Parley.Client;

namespace Parley.Terminal;

/// <summary>Where a person wants to chat: at one server, by one way or several, or at the nodes of a cluster.</summary>
internal sealed record NamedServers(IReadOnlyList<ServerAddress> Addresses, bool AreNodes)
{
    /// <summary>Parses what was named.</summary>
    /// <param name="named">Each an address, or several with commas between; one that begins with <c>unix:</c> is one path. None: the server on this machine.</param>
    /// <param name="unreadable">What is no address, when the answer is false.</param>
    public static bool TryParse(IReadOnlyList<string> named, [NotNullWhen(true)] out NamedServers? servers, [NotNullWhen(false)] out string? unreadable)
    {
        (servers, unreadable) = (null, null);
        if (named.Count == 0)
        {
            servers = new NamedServers(Here(), AreNodes: false);
            return true;
        }
        var addresses = new List<ServerAddress>();
        foreach (var text in named.SelectMany(Split))
        {
            if (!ServerAddress.TryParse(text, out var address))
            {
                unreadable = text;
                return false;
            }
            if (!addresses.Contains(address))
                addresses.Add(address);
        }
        servers = addresses is [var single] ? new NamedServers(WaysTo(single, named[0]), AreNodes: false) : new NamedServers(addresses, AreNodes: true);
        return true;
    }

    private static string[] Split(string named) =>
        named.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) ? [named] : named.Split(',', StringSplitOptions.TrimEntries);

    // A port of this machine without a scheme may be either listener; in clear first, as an unencrypted listener says nothing useful to TLS.
    private static IReadOnlyList<ServerAddress> WaysTo(ServerAddress address, string named) =>
        address is { IsLocal: true, Transport: Transport.Tcp } && !named.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase)
            ? [address, ServerAddress.Tls(address.Host, address.Port)]
            : [address];

    private static IReadOnlyList<ServerAddress> Here()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var socket = Path.Combine(data, "parley", "parley.sock");
        ServerAddress[] local = [ServerAddress.Tls("127.0.0.1"), ServerAddress.Tcp("127.0.0.1")];
        return File.Exists(socket) ? [ServerAddress.Unix(socket), .. local] : local;
    }
}
