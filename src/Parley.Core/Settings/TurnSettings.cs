using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>Taking turns. docs/turn-taking.md.</summary>
public sealed class TurnSettings
{
    public const int MinLease = 10;
    public const int MaxLease = 86_400;

    /// <summary>Seconds that a turn is kept for its holder, unless the start says otherwise.</summary>
    [Range(MinLease, MaxLease)]
    public int Lease { get; set; } = 300;
}
