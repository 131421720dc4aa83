namespace Parley.Contracts;

/// <summary>An ordinary "no": a stable code and the values its text names. Returned, not thrown.</summary>
public sealed record Refusal(ErrorCode Code)
{
    /// <summary>Values for the placeholders of the code's text, by the names in <see cref="ErrorCode"/>.</summary>
    public IReadOnlyDictionary<string, string> Args { get; init; } = Empty;

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Refusal Of(ErrorCode code, string name, object value) => new(code) { Args = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = $"{value}" } };

    public static Refusal Of(ErrorCode code, string name, object value, string name2, object value2) =>
        new(code) { Args = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = $"{value}", [name2] = $"{value2}" } };
}

/// <summary>Input from a peer that can't be read on. One catch per connection answers with the code and closes.</summary>
public sealed class ProtocolException(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code { get; } = code;
}
