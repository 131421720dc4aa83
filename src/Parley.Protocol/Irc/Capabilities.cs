using System.Collections.Frozen;

namespace Parley.Protocol.Irc;

/// <summary>What the settings say about capabilities.</summary>
public sealed record CapabilityValues
{
    /// <summary>What this server can do now; all others are neither listed nor granted.</summary>
    public Capability Offered { get; init; } = Capabilities.Default;

    /// <summary>Comma list such as <c>PLAIN,SCRAM-SHA-256</c>.</summary>
    public string SaslMechanisms { get; init; } = "";

    /// <summary>The TLS port; only said on connections without TLS.</summary>
    public int? StsPort { get; init; }

    public TimeSpan StsDuration { get; init; }

    public int MultilineMaxBytes { get; init; } = 4096;

    public int MultilineMaxLines { get; init; } = 32;

    /// <summary>Comma list of <c>before-connect</c>, <c>email-required</c>, <c>custom-account-name</c>; may be empty.</summary>
    public string AccountRegistration { get; init; } = "";

    public bool MetadataBeforeConnect { get; init; }

    public int MetadataMaxSubs { get; init; } = 100;

    public int MetadataMaxKeys { get; init; } = 100;
}

/// <summary>One capability.</summary>
/// <param name="Names">The first is the one that we answer with; drafts keep their older names.</param>
/// <param name="Value">What stands after <c>=</c> for clients of CAP 302; empty for none.</param>
public sealed record CapabilityRow(Capability Flag, string[] Names, Func<CapabilityValues, string>? Value = null)
{
    /// <summary>False: informs only; a request for it is refused.</summary>
    public bool CanRequest { get; init; } = true;

    /// <summary>Means nothing without its value, so it is only said to clients of CAP 302.</summary>
    public bool NeedsValue { get; init; }
}

/// <summary>A CAP REQ that can be granted.</summary>
public readonly record struct CapabilityRequest(Capability Add, Capability Remove)
{
    public Capability Apply(Capability to) => (to & ~Remove) | Add;
}

/// <summary>The capabilities by name. To add one: a flag and a row here. IRCv3 capability-negotiation 302.</summary>
public static class Capabilities
{
    /// <summary>All, in the order they are listed: settled ones first, since a client without 302 is told one line only.</summary>
    public static IReadOnlyList<CapabilityRow> All { get; } =
    [
        new(Capability.CapNotify, ["cap-notify"]),
        new(Capability.Sasl, ["sasl"], values => values.SaslMechanisms),
        new(Capability.ServerTime, ["server-time"]),
        new(Capability.MessageTags, ["message-tags"]),
        new(Capability.Batch, ["batch"]),
        new(Capability.LabeledResponse, ["labeled-response"]),
        new(Capability.EchoMessage, ["echo-message"]),
        new(Capability.MultiPrefix, ["multi-prefix"]),
        new(Capability.AwayNotify, ["away-notify"]),
        new(Capability.AccountNotify, ["account-notify"]),
        new(Capability.AccountTag, ["account-tag"]),
        new(Capability.ExtendedJoin, ["extended-join"]),
        new(Capability.ChgHost, ["chghost"]),
        new(Capability.InviteNotify, ["invite-notify"]),
        new(Capability.UserhostInNames, ["userhost-in-names"]),
        new(Capability.SetName, ["setname"]),
        new(Capability.StandardReplies, ["standard-replies"]),
        new(Capability.ExtendedMonitor, ["extended-monitor", "draft/extended-monitor"]),
        new(Capability.NoImplicitNames, ["no-implicit-names", "draft/no-implicit-names"]),
        new(Capability.Sts, ["sts"], Sts) { CanRequest = false, NeedsValue = true },
        new(Capability.ChatHistory, ["draft/chathistory"]),
        new(Capability.EventPlayback, ["draft/event-playback"]),
        new(Capability.ReadMarker, ["draft/read-marker"]),
        new(Capability.MessageRedaction, ["draft/message-redaction"]),
        new(Capability.Multiline, ["draft/multiline"], values => $"max-bytes={values.MultilineMaxBytes},max-lines={values.MultilineMaxLines}"),
        new(Capability.AccountRegistration, ["draft/account-registration"], values => values.AccountRegistration),
        new(Capability.Metadata, ["draft/metadata-2"], Metadata),
        new(Capability.Metadata3, ["draft/metadata-3"], Metadata),
        new(Capability.PreAway, ["draft/pre-away"]),
        new(Capability.ExtendedIsupport, ["draft/extended-isupport"]),
        new(Capability.ChannelRename, ["draft/channel-rename"]),
    ];

    /// <summary>Those that need no setting.</summary>
    public static Capability Default { get; } =
        All.Aggregate(Capability.None, (all, row) => all | row.Flag) & ~(Capability.Sasl | Capability.Sts | Capability.AccountRegistration | Capability.Metadata | Capability.Metadata3 | Capability.ChannelRename);

    private static readonly FrozenDictionary<string, CapabilityRow> ByName = All
        .SelectMany(row => row.Names.Select(name => KeyValuePair.Create(name, row)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By any of its names, case-sensitive; null when there is none.</summary>
    public static Capability? Parse(string name) => ByName.TryGetValue(name, out var row) ? row.Flag : null;

    /// <summary>The last parameters of the CAP LS lines, at least one.</summary>
    /// <param name="version302">With values, and as many lines as it takes (all but the last are sent with <c>*</c>); otherwise names only, on one line.</param>
    /// <param name="room">Bytes for one parameter: <see cref="IrcLine.BodyRoom"/> of <c>CAP nick LS *</c>.</param>
    public static IReadOnlyList<string> ListFor(bool version302, CapabilityValues values, int room = 400)
    {
        var tokens = All
            .Where(row => values.Offered.HasFlag(row.Flag) && (version302 || !row.NeedsValue))
            .SelectMany(row => row.Names.Select(name => version302 && row.Value?.Invoke(values) is { Length: > 0 } value ? $"{name}={value}" : name));
        var lines = WordLines.Pack(tokens, room);
        return version302 ? lines : [lines[0]];
    }

    /// <summary>The names of those that are on, for CAP LIST, NEW and DEL: one name for each.</summary>
    public static IEnumerable<string> NamesOf(Capability capabilities) =>
        All.Where(row => capabilities.HasFlag(row.Flag)).Select(row => row.Names[0]);

    /// <summary>Reads a CAP REQ: <c>a b -c</c>. All or nothing; of doubles the last counts.</summary>
    /// <param name="version302">Such a client can't take cap-notify back.</param>
    /// <returns>Null when any is unknown, not offered or not to be changed: NAK the whole.</returns>
    public static CapabilityRequest? ParseRequest(string request, bool version302, Capability offered)
    {
        var (add, remove) = (Capability.None, Capability.None);
        foreach (var word in request.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var isRemoval = word[0] == '-';
            if (!ByName.TryGetValue(isRemoval ? word[1..] : word, out var row) || !row.CanRequest)
                return null;
            if (isRemoval ? version302 && row.Flag == Capability.CapNotify : !offered.HasFlag(row.Flag))
                return null;
            add = isRemoval ? add & ~row.Flag : add | row.Flag;
            remove = isRemoval ? remove | row.Flag : remove & ~row.Flag;
        }
        return new CapabilityRequest(add, remove);
    }

    private static string Sts(CapabilityValues values) =>
        string.Join(',', new[] { values.StsPort is { } port ? $"port={port}" : "", $"duration={(long)values.StsDuration.TotalSeconds}" }.Where(part => part.Length > 0));

    private static string Metadata(CapabilityValues values) =>
        (values.MetadataBeforeConnect ? "before-connect," : "") + $"max-subs={values.MetadataMaxSubs},max-keys={values.MetadataMaxKeys}";
}
