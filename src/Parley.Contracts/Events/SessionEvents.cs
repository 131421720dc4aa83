namespace Parley.Contracts;

/// <summary>The first answer to a program: protocol version 1, the server's time and what it can do.</summary>
public sealed record Welcome(string Server, string Version, int Protocol, DateTimeOffset Time, string Lang, IReadOnlyList<string> Capabilities, WireLimits Limits) : Event
{
    /// <summary>Seconds after which a client asks the time again, when that is not <see cref="DefaultResync"/>.</summary>
    public int? Resync { get; init; }

    /// <summary>In a cluster, which node answers: a name of one run of it.</summary>
    public string? Node { get; init; }

    public const int DefaultResync = 60;
}

/// <summary>Limits in bytes, as in force.</summary>
public sealed record WireLimits(int Message, int Frame, int Page);

/// <param name="Room">The room the session was placed in, or null for programs, which join what they name.</param>
/// <param name="Token">A new token, if asked for; shown this once only.</param>
/// <param name="Registered">True when the account was made just now.</param>
public sealed record LoggedIn(string Login, string Role, string Lang, string? Room = null, string? Token = null, bool Registered = false) : Event
{
    /// <summary>Fields of the profile that are empty, by their names in <see cref="SetProfile"/>: a client may ask for them. Null when it is complete, or the account was made just now.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>The server's proof (<c>v=…</c>) after a SCRAM login.</summary>
    public string? Scram { get; init; }
}

/// <summary>RFC 5802 server-first-message.</summary>
public sealed record ScramChallenge(string Data) : Event;

/// <summary>The command was carried out and there is nothing to show. <paramref name="What"/>: the command's name on the wire.</summary>
public sealed record Done(string What) : Event;

/// <summary>Age and gender only to oneself and to administrators.</summary>
public sealed record ProfileShown(string Login, string GivenNames, string Surnames, int? Age, string? Gender, string Role, DateTimeOffset Created) : Event;

public sealed record TokenList(IReadOnlyList<TokenShown> Tokens) : Event;

public sealed record TokenShown(string Id, string? Client, DateTimeOffset Created, DateTimeOffset LastUsed, bool Current);

public sealed record LanguageSet(string Lang) : Event;

public sealed record Pong : Event;

/// <summary>Unix milliseconds: the client's own <paramref name="T0"/>, arrival and departure at the server.</summary>
public sealed record TimeAnswer(double? T0, double T1, double T2) : Event
{
    /// <summary>For people, who can't reckon it from the three; null when nothing is known of their clock.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ClockEstimate? Estimate { get; init; }
}

/// <summary>A refusal. <paramref name="Text"/> is in the session's language; programs decide by <paramref name="Code"/>.</summary>
public sealed record Error(int Code, string Text, IReadOnlyDictionary<string, string> Args) : Event
{
    /// <summary>The client id of the post that was refused, if it had one.</summary>
    public string? Id { get; init; }
}

/// <summary>The last thing said before a close. <paramref name="RetryAfter"/>: seconds to wait before connecting again; null: don't.</summary>
public sealed record Closing(CloseReason Reason, string? Login = null, int? RetryAfter = null) : Event;
