using System.Net;

namespace Parley.Lan.Discovery;

/// <summary>Where and how often peers say that they are there.</summary>
/// <param name="Interfaces">Addresses of the interfaces to be heard on; null: all that are up and can multicast, looked at anew each time.</param>
public sealed record DiscoverySettings(IReadOnlyList<IPAddress>? Interfaces = null)
{
    /// <summary>IPv4 within the organisation (RFC 2365).</summary>
    public static readonly IPAddress Group4 = IPAddress.Parse("239.255.80.76");

    /// <summary>IPv6 on the link.</summary>
    public static readonly IPAddress Group6 = IPAddress.Parse("ff02::5041:4c59");

    public int Port { get; init; } = 7677;

    /// <summary>Between announcements once things are quiet; a tenth more or less, by chance.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits between the first announcements, of which one may be lost.</summary>
    public IReadOnlyList<TimeSpan> First { get; init; } = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];
}
