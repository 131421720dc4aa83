using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class TimeSettings
{
    /// <summary>Seconds between a client's exchanges of time with the server; told in <c>welcome</c>.</summary>
    [Range(5, 86_400)]
    public int Resync { get; set; } = 60;
}
