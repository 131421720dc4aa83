using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Core.Operators;
using Parley.Host.Options;

namespace Parley.Host.Operators;

/// <summary>Shows the settings in force.</summary>
/// <param name="settings">Live.</param>
internal sealed class SettingsDesk(HostSettings settings)
{
    public OperatorReply List()
    {
        var defaults = new HostSettings();
        return new SettingList([.. SettingsTree.All.Select(setting => RowOf(setting, defaults))]);
    }

    private SettingRow RowOf(Setting setting, HostSettings defaults)
    {
        var changed = !setting.SameIn(settings, defaults);
        var secret = setting.IsSecret && changed;
        return new(setting.Key, secret ? null : Json(setting.Get(settings)), secret, changed, !setting.NeedsRestart);
    }

    private static string? Json(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        string text => JsonValue.Create(text).ToJsonString(Readable),
        IEnumerable<string> list => new JsonArray([.. list.Select(text => (JsonNode)text)]).ToJsonString(Readable),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        // What remains are objects, all of them secret when they have a value.
        _ => null,
    };

    private static readonly JsonSerializerOptions Readable = new(OperatorJson.Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
