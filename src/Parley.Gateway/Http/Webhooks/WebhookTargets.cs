using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Http.Webhooks;

/// <summary>Where webhooks may be sent: to the open internet, and to what <c>http.webhook-targets</c> lists. Each address that a name stands for is looked at, and the one that was looked at is connected to.</summary>
internal sealed class WebhookTargets(HttpSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(3);

    /// <summary>IANA's special-purpose registries (RFC 6890): this machine, private and link-local networks, carriers' networks, documentation, benchmarks, multicast, and IPv6 forms that hide an IPv4 address.</summary>
    private static readonly AddressNetworks Closed = new(
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ]);

    public static bool TryParse(string? text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.OriginalString.Length <= 1000;

    public bool IsAllowed(IPAddress address) => !Closed.Contains(address) || new AddressNetworks(settings.WebhookTargets).Contains(address);

    /// <summary>False when the host stands for closed addresses alone. A name that means nothing now may mean something later, and is looked at again with each delivery.</summary>
    public async Task<bool> MayBeAsync(Uri url, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(url.IdnHost, out var address))
            return IsAllowed(address);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.IdnHost, cancellationToken).WaitAsync(LookupLimit, time, cancellationToken);
            return addresses.Length == 0 || addresses.Any(IsAllowed);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return true;
        }
    }

    /// <summary>Follows no redirect, asks no proxy, keeps no cookie.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync, ConnectTimeout = Limit, PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxResponseHeadersLength = 16 };
        return new HttpClient(handler) { Timeout = Limit, MaxResponseContentBufferSize = 64 * 1024 };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var allowed = (await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken)).Where(IsAllowed).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException("the target is in a network that webhooks are not sent to");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
