using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>Strict transport security: https://ircv3.net/specs/extensions/sts.</summary>
public sealed class IrcStsSettings
{
    /// <summary>The TLS port that clients are sent to; 0: no such policy is told.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Seconds that clients keep the policy; 0 takes back one that was told before.</summary>
    [Range(0, 63_072_000)]
    public int Duration { get; set; } = 2_592_000;
}
