using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Parley.Core.Settings;

namespace Parley.Host.Options;

/// <summary>One key of the tree: where its value is, what it accepts. The attributes on the property are the only source of the latter.</summary>
internal sealed class Setting(SettingsSection section, PropertyInfo property)
{
    public string Key { get; } = $"{section.Name}.{SettingKey.Kebab(property.Name)}";

    public bool NeedsRestart =>
        section.Type.IsDefined(typeof(NeedsRestartAttribute), inherit: false) || property.IsDefined(typeof(NeedsRestartAttribute), inherit: false) || SettingsTree.IsReadOnce(Key);

    /// <summary>Its value is shown to nobody.</summary>
    public bool IsSecret => SettingsTree.IsSecret(Key);

    /// <summary>In words, to stand after "accepted:".</summary>
    public string Accepted =>
        Attributes.Select(Describe).FirstOrDefault(words => words is not null)
        ?? (property.PropertyType == typeof(bool) ? "true or false"
            : property.PropertyType == typeof(int) ? "a whole number"
            : property.PropertyType == typeof(string) ? "a text"
            : property.PropertyType == typeof(IReadOnlyDictionary<string, IrcOper>) ? SettingObjects.AcceptedOpers
            : property.PropertyType == typeof(IReadOnlyList<WebircGateway>) ? SettingObjects.AcceptedGateways
            : "a list of texts, as JSON or separated by commas");

    /// <summary>The value is one JSON object, whose names are no keys of the tree.</summary>
    public bool IsMap => property.PropertyType == typeof(IReadOnlyDictionary<string, IrcOper>);

    private IEnumerable<ValidationAttribute> Attributes => property.GetCustomAttributes<ValidationAttribute>(inherit: false);

    public object? Get(HostSettings settings) => property.GetValue(section.Of(settings));

    /// <summary>False, with nothing changed, when the value is not acceptable.</summary>
    public bool TrySet(HostSettings settings, SettingValue given)
    {
        if (!given.TryConvert(property.PropertyType, out var value) || !Attributes.All(attribute => attribute.IsValid(value)))
            return false;
        property.SetValue(section.Of(settings), value);
        return true;
    }

    /// <summary>Sets one word of one object in a map: <c>irc.opers.NAME.password</c>.</summary>
    /// <param name="path">What is behind the map's own key.</param>
    public bool TrySetMember(HostSettings settings, string path, SettingValue given)
    {
        var dot = path.LastIndexOf('.');
        if (dot <= 0 || SettingObjects.With((IReadOnlyDictionary<string, IrcOper>)Get(settings)!, path[..dot], path[(dot + 1)..], given) is not { } map)
            return false;
        property.SetValue(section.Of(settings), map);
        return true;
    }

    /// <summary>Takes the value over from another tree.</summary>
    public void Copy(HostSettings from, HostSettings to) => property.SetValue(section.Of(to), Get(from));

    public bool SameIn(HostSettings one, HostSettings other) => (Get(one), Get(other)) switch
    {
        (IReadOnlyList<string> a, IReadOnlyList<string> b) => a.SequenceEqual(b, StringComparer.Ordinal),
        (IReadOnlyList<WebircGateway> a, IReadOnlyList<WebircGateway> b) => a.SequenceEqual(b),
        (IReadOnlyDictionary<string, IrcOper> a, IReadOnlyDictionary<string, IrcOper> b) => a.Count == b.Count && !a.Except(b).Any(),
        var (a, b) => Equals(a, b),
    };

    private static string? Describe(ValidationAttribute attribute) => attribute switch
    {
        RangeAttribute range => $"a whole number from {range.Minimum} to {range.Maximum}",
        AllowedValuesAttribute allowed => string.Join(", ", allowed.Values),
        _ => attribute.ErrorMessage,
    };
}
