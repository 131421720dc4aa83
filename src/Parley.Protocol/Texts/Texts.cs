using System.Collections.Frozen;
using System.Text.Json;
using Parley.Contracts;

namespace Parley.Protocol;

/// <summary>Everything that people read, in one language. The texts are <c>es.json</c> and <c>en.json</c> beside this file.</summary>
/// <remarks>Immutable, read at first use; safe from any thread.</remarks>
public sealed class Texts
{
    private static readonly Lazy<Texts> LoadedSpanish = new(() => Load("es"));
    private static readonly Lazy<Texts> LoadedEnglish = new(() => Load("en"));

    private readonly FrozenDictionary<string, Template> _templates;

    private Texts(string lang, FrozenDictionary<string, Template> templates)
    {
        Lang = lang;
        _templates = templates;
        DefaultRoom = Format("room.default");
    }

    public static Texts Spanish => LoadedSpanish.Value;

    public static Texts English => LoadedEnglish.Value;

    /// <summary>The languages there are, as <c>es</c> and <c>en</c>.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["es", "en"];

    public string Lang { get; }

    /// <summary>What the default room is called in this language.</summary>
    public string DefaultRoom { get; }

    internal IEnumerable<string> Keys => _templates.Keys;

    /// <summary>The texts of a language; English for null or one that there is not.</summary>
    public static Texts For(string? lang) => string.Equals(lang, "es", StringComparison.Ordinal) ? Spanish : English;

    /// <summary>The code of a language by what people call it (<c>es</c>, <c>Español</c>, <c>english</c>), or null.</summary>
    public static string? FindLanguage(string? name) => name?.ToLowerInvariant() switch
    {
        "es" or "español" or "espanol" or "castellano" or "spanish" => "es",
        "en" or "english" or "inglés" or "ingles" => "en",
        _ => null,
    };

    /// <summary>The name of a room as people of this language know it: every alias of the default room is shown as <see cref="DefaultRoom"/>.</summary>
    public string Room(string name) => RoomName.TryParse(name, out var room) && NameRules.IsDefaultRoom(room) ? DefaultRoom : name;

    public string Error(Refusal refusal) => Error((int)refusal.Code, refusal.Args) ?? throw new ArgumentException($"No text for {refusal.Code}", nameof(refusal));

    /// <summary>The text of an error; null for a code that this release does not know.</summary>
    /// <remarks>203 has a text for each kind of value that <c>what</c> may name (<c>error.203.room</c>), which shows <c>value</c>, and a general one for others.</remarks>
    public string? Error(int code, IReadOnlyDictionary<string, string> args)
    {
        var key = $"error.{code}";
        if (args.TryGetValue("what", out var what) && _templates.ContainsKey($"{key}.{what}"))
            key = $"{key}.{what}";
        if (!_templates.TryGetValue(key, out var template))
            return null;
        return template.Format(name => !args.TryGetValue(name, out var value) ? null
            : string.Equals(name, "room", StringComparison.Ordinal) ? Room(value) : value);
    }

    /// <summary>A text with its values. Room names are given as <see cref="Room"/> makes them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string Format(string key, params (string Name, object? Value)[] values) =>
        _templates[key].Format(name => Array.Find(values, v => string.Equals(v.Name, name, StringComparison.Ordinal)).Value?.ToString());

    public bool Has(string key) => _templates.ContainsKey(key);

    internal IEnumerable<string> NamesIn(string key) => _templates[key].Names;

    private static Texts Load(string lang)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts.{lang}.json")
            ?? throw new InvalidOperationException($"texts.{lang}.json is not embedded");
        using var json = JsonDocument.Parse(stream);
        var templates = json.RootElement.EnumerateObject().ToFrozenDictionary(p => p.Name, p => new Template(p.Value.GetString()!), StringComparer.Ordinal);
        return new Texts(lang, templates);
    }
}
