using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What a connection has said of itself so far. Modern IRC, "Connection Registration".</summary>
internal sealed class Registration
{
    public string? Password { get; set; }

    public string? Nick { get; set; }

    /// <summary>The last that somebody else had already.</summary>
    public string? RefusedNick { get; set; }

    public string? User { get; set; }

    public string RealName { get; set; } = "";

    /// <summary>AWAY before the registration (IRCv3 draft/pre-away).</summary>
    public string? Away { get; set; }

    /// <summary>METADATA before the registration.</summary>
    public Dictionary<string, string> Facts => field ??= new(StringComparer.Ordinal);

    /// <summary>CAP LS or REQ came and CAP END has not.</summary>
    public bool IsNegotiating { get; set; }

    /// <summary>CAP LS 302 or later.</summary>
    public bool Knows302 { get; set; }

    public bool IsComplete { get; set; }

    /// <summary>QUIT, or a refusal that ends the connection.</summary>
    public bool HasQuit { get; set; }

    /// <summary>After ERROR.</summary>
    public string? LastWords { get; set; }

    /// <summary>The mechanism of AUTHENTICATE under way.</summary>
    public string? Mechanism { get; set; }

    public SaslBuffer Sasl => field ??= new();

    public int SaslStep { get; set; }

    /// <summary>Told by a trusted gateway or found in DNS; null: the cloak of the address.</summary>
    public string? Host { get; set; }

    /// <summary>DNS and the client's machine were asked.</summary>
    public bool IsIdentified { get; set; }

    /// <summary>The user's name as the client's machine vouches for it, or null.</summary>
    public string? Ident { get; set; }

    /// <summary>The client's address, as it came or as a gateway told it.</summary>
    public string? Address { get; set; }
}

/// <summary>A batch that the client has opened.</summary>
/// <param name="Label">Of the command that opened it.</param>
internal sealed record OpenBatch(MultilineAssembly Text, string? Label, IReadOnlyDictionary<string, string> Tags);
