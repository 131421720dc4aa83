using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class PrivateSettings
{
    /// <summary>Messages to somebody offline: <c>deliver</c> at the next login, or <c>refuse</c> with 214.</summary>
    [AllowedValues("deliver", "refuse")]
    public string Offline { get; set; } = "deliver";

    /// <summary>A private message to oneself is stored as a note instead of 213.</summary>
    public bool Notes { get; set; }
}
