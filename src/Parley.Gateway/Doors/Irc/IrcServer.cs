using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Settings;
using Parley.Core.Views;
using Parley.Gateway.Tcp;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What all IRC connections of a server share.</summary>
internal sealed class IrcServer
{
    private readonly byte[] _cloakKey;

    public IrcServer(Chat chat, DoorSettings doors)
    {
        Chat = chat;
        Doors = doors;
        Name = Settings.Name ?? (Environment.MachineName.Contains('.', StringComparison.Ordinal) ? Environment.MachineName : "parley");
        Formats = new IrcFormats(Name);
        Started = chat.Time.GetUtcNow();
        ProxyFrom = new AddressNetworks(Settings.ProxyAllowedFrom);
        Metadata = new MetadataStore(chat.Views, Settings.Metadata);
        _cloakKey = SHA256.HashData(Encoding.UTF8.GetBytes("parley cloak " + Settings.Network + chat.DoorSecret));
        _motd = ReadMotd(Settings.Motd);
    }

    private readonly IReadOnlyList<string> _motd;

    public Chat Chat { get; }

    public ChatViews Views => Chat.Views;

    public DoorSettings Doors { get; }

    public ChatSettings All => Chat.Settings;

    public IrcSettings Settings => Chat.Settings.Irc;

    public string Name { get; }

    public IrcFormats Formats { get; }

    public DateTimeOffset Started { get; }

    public AddressNetworks ProxyFrom { get; }

    public MetadataStore Metadata { get; }

    public PassingHistory Passing { get; } = new();

    public string Version => $"parley-{Doors.Version}";

    public IReadOnlyList<string> Motd => _motd;

    /// <summary>Registered IRC connections, by session.</summary>
    public ConcurrentDictionary<SessionId, IrcDialect> Clients { get; } = new();

    /// <summary>How many of <see cref="Clients"/> have each user mode.</summary>
    public ModeCounts ModeCounts { get; } = new();

    /// <summary>Connections that have not registered yet.</summary>
    public int Unknown => _unknown;

    private int _unknown;

    public void Came() => Interlocked.Increment(ref _unknown);

    public void Known() => Interlocked.Decrement(ref _unknown);

    /// <summary>What others see of an address: the same for the same address, and not the address.</summary>
    public string Cloak(string address)
    {
        var hash = HMACSHA256.HashData(_cloakKey, Encoding.UTF8.GetBytes(address));
        return Convert.ToHexStringLower(hash.AsSpan(0, 6)) + ".ip";
    }

    /// <summary>The host of somebody who is logged in.</summary>
    public static string AccountHost(string login) => NameRules.Fold(login).Replace(' ', '-') + ".user";

    /// <summary>Modes of those who go by the name: operator, invisible, bot.</summary>
    public IEnumerable<IrcDialect> ClientsOf(PersonView person) =>
        person.Sessions.Select(id => Clients.GetValueOrDefault(id)).OfType<IrcDialect>();

    /// <param name="secret">A password may come in clear here.</param>
    public CapabilityValues CapabilityValues(bool secure, bool secret)
    {
        var registration = All.Accounts.Registration;
        string[] flags = [registration.BeforeConnect ? "before-connect" : "", registration.EmailRequired ? "email-required" : "", registration.CustomAccountName ? "custom-account-name" : ""];
        var offered = Capabilities.Default | Capability.Sasl;
        if (registration.Enabled)
            offered |= Capability.AccountRegistration;
        if (Settings.Metadata.Enabled)
            offered |= Capability.Metadata | Capability.Metadata3;
        if (!secure && Settings.Sts.Port > 0)
            offered |= Capability.Sts;
        if (secure && Settings.Sts.Port > 0)
            offered |= Capability.Sts;
        return new CapabilityValues
        {
            Offered = offered,
            SaslMechanisms = Mechanisms(secure, secret),
            StsPort = secure ? null : Settings.Sts.Port,
            StsDuration = TimeSpan.FromSeconds(Settings.Sts.Duration),
            MultilineMaxBytes = Settings.Multiline.MaxBytes,
            MultilineMaxLines = Settings.Multiline.MaxLines,
            AccountRegistration = string.Join(',', flags.Where(f => f.Length > 0)),
            MetadataBeforeConnect = true,
            MetadataMaxSubs = Settings.Metadata.MaxSubs,
            MetadataMaxKeys = Settings.Metadata.MaxKeys,
        };
    }

    /// <summary>Comma list: none that gives a password away where others may read it.</summary>
    public static string Mechanisms(bool secure, bool secret) => (secret ? "PLAIN," : "") + "SCRAM-SHA-256" + (secure ? ",EXTERNAL" : "");

    /// <summary>The tokens of 005. Modern IRC, "RPL_ISUPPORT Parameters".</summary>
    public IReadOnlyList<IReadOnlyList<string>> IsupportLines()
    {
        List<KeyValuePair<string, string?>> tokens =
        [
            new("ACCOUNTEXTBAN", "a"),
            new("AWAYLEN", Number(Settings.MaxAway)),
            new("BOT", "B"),
            new("CASEMAPPING", Settings.Casemapping),
            new("CHANLIMIT", $"#:{Settings.MaxRooms}"),
            new("CHANMODES", ChannelModes.ChanModes),
            new("CHANNELLEN", Number(Settings.MaxChannel)),
            new("CHANTYPES", "#"),
            new("CHATHISTORY", Number(All.History.ChathistoryMax)),
            new("ELIST", "CMNTU"),
            new("EXCEPTS", "e"),
            new("EXTBAN", ",am"),
            new("INVEX", "I"),
            new("KEYLEN", "32"),
            new("KICKLEN", Number(Settings.MaxKick)),
            new("LINELEN", "512"),
            new("MAXLIST", $"beI:{Settings.MaxListModes}"),
            new("MAXTARGETS", Number(MaxTargets)),
            new("MODES", "12"),
            new("MONITOR", Number(Settings.MaxMonitor)),
            new("MSGREFTYPES", "msgid,timestamp"),
            new("NAMELEN", "150"),
            new("NETWORK", Settings.Network),
            new("NICKLEN", Number(Settings.MaxNick)),
            new("PREFIX", ChannelModes.Prefix),
            new("SAFELIST", null),
            new("STATUSMSG", ChannelModes.Signs),
            new("TARGMAX", $"NAMES:{MaxTargets},LIST:1,KICK:,WHOIS:1,WHOWAS:{MaxTargets},PRIVMSG:{MaxTargets},TAGMSG:{MaxTargets},NOTICE:{MaxTargets},MONITOR:{Settings.MaxMonitor}"),
            new("TOPICLEN", Number(Settings.MaxTopic)),
            new("USERLEN", "20"),
            new("WHOX", null),
        ];
        if (Settings.Utf8Only)
            tokens.Add(new("UTF8ONLY", null));
        return Isupport.Lines(tokens);
    }

    public const int MaxTargets = 4;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> ReadMotd(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
            return [];
        var text = setting;
        if (setting[0] == '@')
        {
            try
            {
                text = File.ReadAllText(setting[1..]);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                text = "";
            }
        }
        return text.Length == 0 ? [] : [.. text.TrimEnd().Split('\n').Select(l => l.TrimEnd('\r'))];
    }
}
