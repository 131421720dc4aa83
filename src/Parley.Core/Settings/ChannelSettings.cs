namespace Parley.Core.Settings;

/// <summary>Rooms as IRC sees them.</summary>
public sealed class ChannelSettings
{
    /// <summary>People may have their own rooms kept when everybody has left.</summary>
    public bool Registration { get; set; } = true;
}
