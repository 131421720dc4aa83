using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>https://ircv3.net/specs/extensions/metadata</summary>
public sealed class IrcMetadataSettings
{
    public bool Enabled { get; set; } = true;

    /// <summary>Keys that a session may subscribe to.</summary>
    [Range(1, 1000)]
    public int MaxSubs { get; set; } = 50;

    /// <summary>Keys that a person or a room may have.</summary>
    [Range(1, 1000)]
    public int MaxKeys { get; set; } = 50;
}
