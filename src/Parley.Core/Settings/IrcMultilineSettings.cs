using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>https://ircv3.net/specs/extensions/multiline, told to clients in the capability's value.</summary>
public sealed class IrcMultilineSettings
{
    /// <summary>Bytes of a message's lines together.</summary>
    [Range(512, Contracts.Limits.MessageBytes)]
    public int MaxBytes { get; set; } = Contracts.Limits.MessageBytes;

    [Range(1, 1000)]
    public int MaxLines { get; set; } = 32;
}
