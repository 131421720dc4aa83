using System.Diagnostics.CodeAnalysis;

namespace Parley.Contracts;

/// <summary>A name that a client gives to a message so that a retry posts nothing twice: 1 to 64 visible ASCII characters, unique per account.</summary>
public readonly record struct ClientId
{
    public const int MaxLength = 64;

    private readonly string? _value;

    private ClientId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("default ClientId has no value");

    public static bool TryParse([NotNullWhen(true)] string? text, out ClientId id)
    {
        var ok = text is { Length: > 0 and <= MaxLength } && text.All(c => c is > ' ' and < '\x7f');
        id = ok ? new ClientId(text!) : default;
        return ok;
    }

    public override string ToString() => Value;
}
