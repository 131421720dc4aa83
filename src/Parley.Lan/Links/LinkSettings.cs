using System.Net;

namespace Parley.Lan.Links;

/// <summary>How a peer is linked with others.</summary>
/// <param name="Listen">Where links are taken; port 0: any that is free.</param>
public sealed record LinkSettings(IPEndPoint Listen)
{
    /// <summary>Peers to be linked with besides those that are found (<c>--peer</c>).</summary>
    public IReadOnlyList<DnsEndPoint> Peers { get; init; } = [];

    public int MaxLinks { get; init; } = 64;

    /// <summary>Connections of one address whose handshake is under way.</summary>
    public int MaxHandshakesPerAddress { get; init; } = 8;

    /// <summary>Until an address answers; so long one that nobody is at keeps others waiting.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For TLS, Hello and Proof or Statement together.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without a frame a ping is sent.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without a frame the link ends.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What waits for a peer before no more entries are put in line for it, bytes.</summary>
    public int WindowBytes { get; init; } = 512 * 1024;

    /// <summary>What waits for a peer at most; past it the link ends, bytes.</summary>
    public int BudgetBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What a peer may send at once: enough for the history of a year of a ward. Bytes.</summary>
    public int ReadBurstBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What a peer may send in the long run; past it the link is read more slowly. Bytes a second.</summary>
    public int ReadBytesPerSecond { get; init; } = 1024 * 1024;

    public int ReadBurstFrames { get; init; } = 20_000;

    public int ReadFramesPerSecond { get; init; } = 500;
}
