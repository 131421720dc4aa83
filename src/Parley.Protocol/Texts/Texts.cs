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

    /// <summary>As <see cref="Error(int, IReadOnlyDictionary{string, string})"/>, for a code that there is.</summary>
    public string Error(Refusal refusal) => Error((int)refusal.Code, refusal.Args) ?? throw new ArgumentException($"No text for {refusal.Code}", nameof(refusal));

    /// <summary>The text of an error, in words that fit every door; null for a code that this release does not know.</summary>
    /// <remarks>203 has a text for each kind of value that <c>what</c> may name (<c>error.203.room</c>), which shows <c>value</c>, and a general one for others and for values that are not shown.</remarks>
    public string? Error(int code, IReadOnlyDictionary<string, string> args)
    {
        var key = ErrorKey(code, args);
        if (key != $"error.{code}" && args.GetValueOrDefault("value") is null or "" && NamesIn(key).Contains("value", StringComparer.Ordinal))
            key = $"error.{code}";
        return Format(key, args);
    }

    /// <summary>The same for people who type commands: with what to type instead, where there is something.</summary>
    public string? LineError(int code, IReadOnlyDictionary<string, string> args)
    {
        var key = ErrorKey(code, args);
        var (text, advice) = (Format(key, args), Format($"advice{key["error".Length..]}", args));
        return advice is null ? text : $"{text}. {advice}";
    }

    /// <summary>A text with its values. Room names are given as <see cref="Room"/> makes them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string Format(string key, params (string Name, object? Value)[] values) =>
        _templates[key].Format(name => Array.Find(values, v => string.Equals(v.Name, name, StringComparison.Ordinal)).Value?.ToString());

    private string ErrorKey(int code, IReadOnlyDictionary<string, string> args) =>
        args.TryGetValue("what", out var what) && _templates.ContainsKey($"error.{code}.{what}") ? $"error.{code}.{what}" : $"error.{code}";

    private string? Format(string key, IReadOnlyDictionary<string, string> args) =>
        !_templates.TryGetValue(key, out var template) ? null
            : template.Format(name => !args.TryGetValue(name, out var value) ? null : string.Equals(name, "room", StringComparison.Ordinal) ? Room(value) : value);

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
