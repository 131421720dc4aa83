using System.Collections.Frozen;
using System.Text.Json;

namespace Parley.Terminal;

/// <summary>The terminal's own words in one language: <c>es.json</c> and <c>en.json</c> beside this file. What the chat itself says comes from the shared texts.</summary>
internal sealed class Words
{
    private readonly FrozenDictionary<string, string> _texts;

    private Words(string lang)
    {
        Lang = lang;
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"terminal.{lang}.json") ?? throw new ArgumentException($"No texts in {lang}", nameof(lang));
        _texts = JsonSerializer.Deserialize(stream, WordsContext.Default.DictionaryStringString)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static IReadOnlyList<string> Languages { get; } = ["es", "en"];

    public string Lang { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text with each <c>{0}</c>, <c>{1}</c> replaced.</summary>
    public string this[string key, params object[] values] => values.Length == 0 ? _texts[key] : string.Format(_texts[key], values);

    public static Words In(string lang) => new(lang);

    /// <summary>The language of the person's locale: Spanish if it says so, else English.</summary>
    public static string LanguageOf(Func<string, string?> environment)
    {
        var locale = new[] { "LC_ALL", "LC_MESSAGES", "LANG" }.Select(environment).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return locale?.StartsWith("es", StringComparison.OrdinalIgnoreCase) == true ? "es" : "en";
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WordsContext : System.Text.Json.Serialization.JsonSerializerContext;
