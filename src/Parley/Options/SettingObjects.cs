using System.Text.Json;
using Parley.Core.Settings;

namespace Parley.Host.Options;

/// <summary>The settings whose values are objects, read from JSON by hand: reflection would cost every start that uses them.</summary>
internal static class SettingObjects
{
    public const string AcceptedOpers = """an object of objects, {"NAME": {"password": "…", "class": "admin"}}""";
    public const string AcceptedGateways = """a list of objects, [{"password": "…", "from": ["ADDRESS or NETWORK"]}]""";

    /// <summary>Null for what is none.</summary>
    public static IReadOnlyDictionary<string, IrcOper>? Opers(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } map)
            return null;
        var opers = new Dictionary<string, IrcOper>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Object || Text(member.Value, "password") is not { } password)
                return null;
            opers[member.Name] = new(password, Text(member.Value, "class") ?? IrcOper.DefaultClass);
        }
        return opers;
    }

    /// <summary>With one word of one oper changed; null for a word that there is not.</summary>
    public static IReadOnlyDictionary<string, IrcOper>? With(IReadOnlyDictionary<string, IrcOper> opers, string name, string word, SettingValue value)
    {
        var oper = opers.GetValueOrDefault(name, new("", IrcOper.DefaultClass));
        var changed = word switch
        {
            "password" => oper with { Password = value.Text },
            "class" => oper with { Class = value.Text },
            _ => null,
        };
        return changed is null ? null : new Dictionary<string, IrcOper>(opers, StringComparer.Ordinal) { [name] = changed };
    }

    /// <summary>Null for what is none.</summary>
    public static IReadOnlyList<WebircGateway>? Gateways(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var gateways = new List<WebircGateway>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "password") is not { } password || !item.TryGetProperty("from", out var from) || SettingValue.Of(from).Words() is not { } networks)
                return null;
            gateways.Add(new(password, networks));
        }
        return gateways;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? SettingValue.Of(value).Text : null;
}
