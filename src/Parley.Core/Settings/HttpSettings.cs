namespace Parley.Core.Settings;

/// <summary>The web door.</summary>
public sealed class HttpSettings
{
    /// <summary>Web pages' origins (<c>https://chat.example</c>), beside the server's own, that may open its WebSocket and send what changes something.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Names (<c>chat.example</c>) that requests may be for, beside IP addresses and <c>localhost</c>. None: any, but on loopback listeners none but what a trusted proxy passes on.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Addresses and networks (CIDR) of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> count.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Addresses and networks (CIDR) of this machine or of private networks that webhooks may be sent to.</summary>
    public IReadOnlyList<string> WebhookTargets { get; set; } = [];
}
