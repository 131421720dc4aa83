using System.Globalization;
using System.Text.Json;
using Parley.Core.Settings;

namespace Parley.Host.Options;

/// <summary>A value as it was given: JSON if it parses, else a string.</summary>
/// <param name="Text">As written; of a JSON string what it says.</param>
internal readonly record struct SettingValue(string Text, JsonElement? Json = null)
{
    public static SettingValue Parse(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '[' or '"' or '{' or '-' or 't' or 'f' or 'n'))
            return new(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new(text);
        }
    }

    public static SettingValue Of(JsonElement json) => new(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText(), json);

    /// <summary>A text with nothing in it.</summary>
    public bool IsBlank => Json is null or { ValueKind: JsonValueKind.String } && string.IsNullOrWhiteSpace(Text);

    /// <param name="type">One of those that settings have: int, long, bool, string, a list of strings, and those of <see cref="SettingObjects"/>.</param>
    public bool TryConvert(Type type, out object? value)
    {
        value = type == typeof(int) ? Number()
            : type == typeof(long) ? LongNumber()
            : type == typeof(bool) ? Switch()
            : type == typeof(string) ? Word()
            : type == typeof(IReadOnlyDictionary<string, IrcOper>) ? SettingObjects.Opers(Json)
            : type == typeof(IReadOnlyList<WebircGateway>) ? SettingObjects.Gateways(Json)
            : Words();
        return value is not null || (type == typeof(string) && Json is null or { ValueKind: JsonValueKind.Null or JsonValueKind.String });
    }

    private object? Number() => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private object? LongNumber() => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private object? Switch() => Text switch
    {
        "true" or "on" => true,
        "false" or "off" => false,
        _ => null,
    };

    /// <summary>Null for JSON's null, for an empty text, and for what is no text.</summary>
    private string? Word() => Json is { ValueKind: JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array } || Text.Length == 0 ? null : Text;

    /// <summary>A list of texts, as JSON or separated by commas; null for what is none.</summary>
    public string[]? Words()
    {
        if (Json is not { ValueKind: not JsonValueKind.String } json)
            return Text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. json.EnumerateArray().Select(item => item.GetString()!)]
            : null;
    }
}
