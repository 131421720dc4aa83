using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class LimitSettings
{
    /// <summary>Lines a second; past <see cref="Burst"/> the connection is read more slowly.</summary>
    [Range(1, 100_000)]
    public int Rate { get; set; } = 20;

    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 100;

    /// <summary>Lines of one connection that may be waiting their turn; one more is refused with 216.</summary>
    [Range(1, 1_000_000)]
    public int RateQueue { get; set; } = 1000;

    /// <summary>Addresses or networks (CIDR) without throttling. <c>unix</c> is the Unix socket.</summary>
    public IReadOnlyList<string> Exempt { get; set; } = ["127.0.0.0/8", "::1/128", "unix"];

    /// <summary>Output bytes that may wait for one connection; past it the connection closes as a slow reader.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int SendBytes { get; set; } = 1024 * 1024;

    /// <summary>Seconds that waiting output may stand still before the connection closes; also the limit for noticing a dead link.</summary>
    [Range(5, 600)]
    public int StallSeconds { get; set; } = 30;

    /// <summary>Seconds from connect to login.</summary>
    [Range(5, 3600)]
    public int LoginSeconds { get; set; } = 120;

    /// <summary>Connections in all.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 100_000;

    /// <summary>Connections from one address; exempt addresses have no limit.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; set; } = 500;

    /// <summary>Sessions of one account at a time, on all nodes together.</summary>
    [Range(1, 10_000)]
    public int SessionsPerAccount { get; set; } = 100;
}
