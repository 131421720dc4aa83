namespace Parley.Core.Settings;

/// <summary>The page of figures, <c>/metrics</c>.</summary>
public sealed class MetricsSettings
{
    /// <summary>Addresses and networks (CIDR) that may read it without logging in.</summary>
    public IReadOnlyList<string> Allow { get; set; } = ["127.0.0.0/8", "::1/128"];
}
