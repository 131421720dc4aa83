using System.Net;
using Microsoft.AspNetCore.Http;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Http.Requests;

/// <summary>Which names a request may be for. A page of another site can have its own name mean this machine (DNS rebinding): its browser then takes what a loopback listener answers for that site's.</summary>
/// <param name="loopback">The listeners on loopback addresses; those of every address are none.</param>
internal sealed class HostNames(HttpSettings settings, IReadOnlyCollection<IPEndPoint> loopback)
{
    private const string ByProxy = "parley.by-proxy";

    private readonly AddressNetworks _proxies = new(settings.TrustedProxies);

    /// <summary>To be called with the address and headers as they came.</summary>
    public void Note(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("X-Forwarded-For") && _proxies.Contains(context.Connection.RemoteIpAddress))
            context.Items[ByProxy] = ByProxy;
    }

    /// <summary>An IP address, <c>localhost</c> and the names of <c>http.hosts</c> always may; without such names also any that a trusted proxy passes on, or that reaches a listener which is not on loopback.</summary>
    public bool MayBe(HttpContext context)
    {
        var host = context.Request.Host.Host.TrimEnd('.');
        // HTTP/1.0 without one: no browser.
        if (host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _))
            return true;
        return settings.Hosts.Count > 0 ? settings.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase) : context.Items.ContainsKey(ByProxy) || !IsLoopback(context.Connection);
    }

    private bool IsLoopback(ConnectionInfo connection) =>
        connection.LocalIpAddress is { } address && loopback.Contains(new IPEndPoint(address, connection.LocalPort));
}
