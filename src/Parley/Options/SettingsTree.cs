using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Parley.Core.Settings;

namespace Parley.Host.Options;

/// <param name="Of">The section's object in a tree of settings.</param>
internal sealed record SettingsSection(
    string Name,
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
    [param: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
    Type Type,
    Func<HostSettings, object> Of)
{
    public IEnumerable<Setting> Settings => Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => new Setting(this, p));
}

/// <summary>Finds keys. Reflection is spent only on the sections that somebody gives a value in: a start without settings pays nothing.</summary>
internal static class SettingsTree
{
    private static readonly SettingsSection[] Sections =
    [
        new("serve", typeof(ServeSettings), s => s.Serve),
        new("listen", typeof(ListenSettings), s => s.Listen),
        new("tls", typeof(TlsSettings), s => s.Tls),
        new("log", typeof(LogSettings), s => s.Log),
        new("time", typeof(TimeSettings), s => s.Chat.Time),
        new("rooms", typeof(RoomSettings), s => s.Chat.Rooms),
        new("accounts", typeof(AccountSettings), s => s.Chat.Accounts),
        new("accounts.registration", typeof(RegistrationSettings), s => s.Chat.Accounts.Registration),
        new("auth", typeof(AuthSettings), s => s.Chat.Auth),
        new("private", typeof(PrivateSettings), s => s.Chat.Private),
        new("history", typeof(HistorySettings), s => s.Chat.History),
        new("limits", typeof(LimitSettings), s => s.Chat.Limits),
        new("line", typeof(LineSettings), s => s.Chat.Line),
        new("channels", typeof(ChannelSettings), s => s.Chat.Channels),
        new("irc", typeof(IrcSettings), s => s.Chat.Irc),
        new("irc.multiline", typeof(IrcMultilineSettings), s => s.Chat.Irc.Multiline),
        new("irc.metadata", typeof(IrcMetadataSettings), s => s.Chat.Irc.Metadata),
        new("irc.sts", typeof(IrcStsSettings), s => s.Chat.Irc.Sts),
        new("turns", typeof(TurnSettings), s => s.Chat.Turns),
        new("http", typeof(HttpSettings), s => s.Chat.Http),
        new("imserver", typeof(ImServerSettings), s => s.Chat.ImServer),
        new("files", typeof(FileSettings), s => s.Chat.Files),
        new("metrics", typeof(MetricsSettings), s => s.Chat.Metrics),
        new("cluster", typeof(ClusterSettings), s => s.Cluster),
        new("otel", typeof(OtelSettings), s => s.Otel),
        new("test", typeof(TestSettings), s => s.Test),
    ];

    /// <summary>Keys of Core and the doors that are read once, when their part is built.</summary>
    private static readonly string[] ReadOnce =
    [
        "accounts.password-hash", "accounts.registrations-per-hour", "history.enabled", "limits.exempt",
        "irc.name", "irc.network", "irc.casemapping", "irc.proxy-protocol", "irc.proxy-allowed-from", "irc.webirc",
        "http.trusted-proxies", "imserver.rooms",
    ];

    /// <summary>Passwords, and objects that hold some.</summary>
    private static readonly string[] Secret = ["irc.password", "irc.opers", "irc.webirc", "cluster.postgres", "cluster.rabbitmq"];

    /// <summary>What an empty text would quietly turn into a lone server: a variable that was not set, as a rule.</summary>
    public static bool IsAddress(string key) => key is "cluster.postgres" or "cluster.rabbitmq";

    public static bool IsSecret(string key) => Secret.Contains(key, StringComparer.Ordinal);

    public static bool IsReadOnce(string key) => ReadOnce.Contains(key, StringComparer.Ordinal);

    public static IEnumerable<Setting> All => Sections.SelectMany(section => section.Settings);

    /// <summary>Null for an unknown key. A section that can be switched off may be named itself: <c>accounts.registration</c> is <c>accounts.registration.enabled</c>.</summary>
    /// <param name="key">As <see cref="SettingKey.Normalize"/> leaves it.</param>
    public static Setting? Find(string key)
    {
        if (Array.Exists(Sections, s => s.Name == key))
            key += ".enabled";
        var dot = Math.Max(0, key.LastIndexOf('.'));
        var section = Array.Find(Sections, s => key.AsSpan(0, dot).SequenceEqual(s.Name));
        return section?.Settings.FirstOrDefault(setting => setting.Key == key);
    }

    /// <summary>The map that the key reaches into, and what is behind the map's own key: <c>irc.opers</c> and <c>NAME.password</c>. Null for none.</summary>
    public static (Setting Map, string Path)? FindMap(string key)
    {
        for (var dot = key.LastIndexOf('.'); dot > 0; dot = key.LastIndexOf('.', dot - 1))
        {
            if (Find(key[..dot]) is { IsMap: true } map)
                return (map, key[(dot + 1)..]);
        }
        return null;
    }

    /// <summary>The known key that is fewest edits away, as a whole or word by word.</summary>
    public static string Nearest(string key) =>
        All.Select(setting => setting.Key).MinBy(known => (Math.Min(SettingKey.Distance(known, key), SettingKey.WordDistance(known, key)), SettingKey.Distance(known, key)))!;
}
