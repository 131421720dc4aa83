using System.Net;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Doors;

/// <summary>Private and link-local addresses: RFC 1918, RFC 3927, RFC 4193, RFC 4291 section 2.5.6.</summary>
internal static class PrivateNetworks
{
    private static readonly AddressNetworks Networks = new(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"]);

    public static bool Contain(IPAddress? address) => address is not null && Networks.Contains(address);
}
