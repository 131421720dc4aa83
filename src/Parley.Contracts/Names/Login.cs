using System.Diagnostics.CodeAnalysis;

namespace Parley.Contracts;

/// <summary>The name a person logs in with and is seen by: 1 to 32 characters after NFC, letters, digits, <c>_ - .</c>, at least one letter or digit; compared by <see cref="Fold"/>.</summary>
public readonly record struct Login
{
    public const int MaxLength = 32;

    private readonly string? _value;

    private readonly string? _fold;

    private Login(string value)
    {
        _value = value;
        _fold = NameRules.Fold(value);
    }

    public string Value => _value ?? throw new InvalidOperationException("default Login has no value");

    /// <summary>The form that decides equality: NFC, lower case.</summary>
    public string Fold => _fold ?? throw new InvalidOperationException("default Login has no value");

    public static bool TryParse([NotNullWhen(true)] string? text, out Login login)
    {
        var ok = NameRules.TryClean(text, MaxLength, spaces: false, out var clean);
        login = ok ? new Login(clean!) : default;
        return ok;
    }

    public bool Equals(Login other) =>
        string.Equals(_fold, other._fold, StringComparison.Ordinal);

    public override int GetHashCode() => _fold is null ? 0 : string.GetHashCode(_fold, StringComparison.Ordinal);

    public override string ToString() => Value;
}
