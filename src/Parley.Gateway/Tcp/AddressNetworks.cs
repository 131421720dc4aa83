using System.Net;

namespace Parley.Gateway.Tcp;

/// <summary>The addresses of a setting such as <c>limits.exempt</c>: single addresses, networks in CIDR form, and <c>unix</c>.</summary>
public sealed class AddressNetworks
{
    private readonly List<IPNetwork> _networks = [];
    private readonly bool _unix;

    /// <exception cref="FormatException">Names the entry that is none of the three.</exception>
    public AddressNetworks(IEnumerable<string> entries)
    {
        foreach (var entry in entries)
        {
            if (entry == "unix")
                _unix = true;
            else if (IPNetwork.TryParse(entry, out var network))
                _networks.Add(network);
            else if (IPAddress.TryParse(entry, out var address))
                _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                throw new FormatException($"'{entry}' is neither an address, nor a network such as 10.0.0.0/8, nor 'unix'.");
        }
    }

    internal IReadOnlyList<IPNetwork> Networks => _networks;

    /// <param name="address">Null for a Unix socket. An IPv4 address in IPv6 clothes counts as IPv4.</param>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return _unix;
        var plain = Plain(address);
        return _networks.Exists(network => network.Contains(plain));
    }

    internal static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
