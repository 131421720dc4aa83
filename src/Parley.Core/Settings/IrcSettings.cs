using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>The IRC door. Lengths are told to clients in RPL_ISUPPORT and hold for this door only.</summary>
public sealed class IrcSettings
{
    /// <summary>The server's name, in front of what it says itself; null: the machine's name if it has a dot, else <c>parley</c>.</summary>
    [RegularExpression("[A-Za-z0-9.:/-]{1,63}", ErrorMessage = "a name of at most 63 letters, digits, dots, colons, slashes and hyphens")]
    public string? Name { get; set; }

    /// <summary>NETWORK of RPL_ISUPPORT.</summary>
    [RegularExpression("[^ \\x00-\\x1f]{1,63}", ErrorMessage = "a name of at most 63 characters without spaces")]
    public string Network { get; set; } = "Parley";

    /// <summary>What every client has to give with PASS; null: nothing.</summary>
    public string? Password { get; set; }

    /// <summary>CASEMAPPING of RPL_ISUPPORT.</summary>
    [AllowedValues("ascii")]
    public string Casemapping { get; set; } = "ascii";

    /// <summary>Input that is not UTF-8 is refused (https://ircv3.net/specs/extensions/utf8-only); false: it is read as Latin-1.</summary>
    public bool Utf8Only { get; set; } = true;

    /// <summary>Modes of a user who has just connected, as <c>+i</c>.</summary>
    [RegularExpression("\\+?[A-Za-z]*", ErrorMessage = "letters of user modes, as +i")]
    public string DefaultUserModes { get; set; } = "+i";

    /// <summary>Characters of a nick.</summary>
    [Range(1, 64)]
    public int MaxNick { get; set; } = 32;

    /// <summary>Characters of a room's name with the <c>#</c> in front.</summary>
    [Range(2, 64)]
    public int MaxChannel { get; set; } = 64;

    /// <summary>Bytes of a topic.</summary>
    [Range(1, 390)]
    public int MaxTopic { get; set; } = 390;

    /// <summary>Bytes of a reason to KICK.</summary>
    [Range(1, 390)]
    public int MaxKick { get; set; } = 390;

    /// <summary>Bytes of an AWAY text.</summary>
    [Range(1, 390)]
    public int MaxAway { get; set; } = 200;

    /// <summary>Entries of each of a room's lists (bans, exceptions, invitations).</summary>
    [Range(1, 10_000)]
    public int MaxListModes { get; set; } = 60;

    /// <summary>Nicks that a session may MONITOR.</summary>
    [Range(1, 10_000)]
    public int MaxMonitor { get; set; } = 100;

    /// <summary>Departed users that WHOWAS remembers; 0: none.</summary>
    [Range(0, 100_000)]
    public int MaxWhowas { get; set; } = 100;

    /// <summary>Bytes of tags that a client may send in front of a line, <c>@</c> and space included.</summary>
    [Range(512, 8191)]
    public int MaxLineTags { get; set; } = 4096;

    /// <summary>Rooms that a session may be in.</summary>
    [Range(1, 10_000)]
    public int MaxRooms { get; set; } = 100;

    /// <summary>Rooms that every client joins on connecting, with or without <c>#</c>.</summary>
    public IReadOnlyList<string> AutoJoin { get; set; } = [];

    /// <summary>Message of the day: the text, or <c>@FILE</c>; null: none.</summary>
    public string? Motd { get; set; }

    public IrcMultilineSettings Multiline { get; } = new();

    public IrcMetadataSettings Metadata { get; } = new();

    public IrcStsSettings Sts { get; } = new();

    /// <summary>By the name that OPER gives.</summary>
    public IReadOnlyDictionary<string, IrcOper> Opers { get; set; } = new Dictionary<string, IrcOper>(StringComparer.Ordinal);

    /// <summary>Clients' addresses are looked up in DNS and shown as names when name and address agree.</summary>
    public bool ReverseDns { get; set; }

    /// <summary>Clients' machines are asked for the user's name (RFC 1413).</summary>
    public bool Ident { get; set; }

    /// <summary>Connections from <see cref="ProxyAllowedFrom"/> may begin with a header of the PROXY protocol, version 1 or 2.</summary>
    public bool ProxyProtocol { get; set; }

    /// <summary>Addresses and networks (CIDR) of proxies.</summary>
    public IReadOnlyList<string> ProxyAllowedFrom { get; set; } = [];

    /// <summary>Gateways that may use WEBIRC.</summary>
    public IReadOnlyList<WebircGateway> Webirc { get; set; } = [];

    /// <summary>Web pages' origins (<c>https://chat.example</c>) that may open an IRC WebSocket; empty: any.</summary>
    public IReadOnlyList<string> WsOrigins { get; set; } = [];
}
