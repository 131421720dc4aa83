using System.Diagnostics.CodeAnalysis;

namespace Parley.Contracts;

/// <summary>A room's name: 1 to 63 characters after NFC, letters, digits, space, <c>_ - .</c>, at least one letter or digit; runs of spaces become one.</summary>
/// <remarks>Two names are one room when their <see cref="Fold"/> is equal; the first spelling is kept. docs/protocol/line.md, "Names".</remarks>
public readonly record struct RoomName
{
    public const int MaxLength = 63;

    private readonly string? _value;

    private readonly string? _fold;

    private RoomName(string value)
    {
        _value = value;
        _fold = NameRules.Fold(value);
    }

    public string Value => _value ?? throw new InvalidOperationException("default RoomName has no value");

    /// <summary>The form that decides equality: NFC, lower case.</summary>
    public string Fold => _fold ?? throw new InvalidOperationException("default RoomName has no value");

    /// <summary>Parses what a person typed. Reserved names parse: <see cref="NameRules.IsDefaultRoom"/> tells them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoomName name)
    {
        var ok = NameRules.TryClean(text, MaxLength, spaces: true, out var clean);
        name = ok ? new RoomName(clean!) : default;
        return ok;
    }

    public bool Equals(RoomName other) =>
        string.Equals(_fold, other._fold, StringComparison.Ordinal);

    public override int GetHashCode() => _fold is null ? 0 : string.GetHashCode(_fold, StringComparison.Ordinal);

    public override string ToString() => Value;
}
