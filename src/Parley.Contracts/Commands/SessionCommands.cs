namespace Parley.Contracts;

/// <summary>A program introduces itself. <paramref name="Heartbeat"/>: it promises input at least this often, seconds 5 to 300; silence of twice that closes.</summary>
public sealed record Hello(string? Lang = null, string? Client = null, int? Heartbeat = null, bool Moves = false) : Command;

/// <summary>A new account, which is then logged in. <paramref name="Token"/>: also answer a token for later logins.</summary>
public sealed record Register(string? Login, string? Password, string? GivenNames = null, string? Surnames = null, int? Age = null, string? Gender = null, bool Token = false) : Command;

public sealed record PasswordLogin(string? Login, string? Password, bool Token = false) : Command;

/// <summary>RFC 5802 client-first-message, SCRAM-SHA-256, without channel binding.</summary>
public sealed record ScramStart(string? Data, bool Token = false) : Command;

/// <summary>RFC 5802 client-final-message.</summary>
public sealed record ScramFinish(string? Data) : Command;

public sealed record TokenLogin(string? Token) : Command;

public sealed record ChangePassword(string? Old, string? New) : Command;

public sealed record ListTokens : Command;

/// <summary>Revokes one token by the id that <see cref="ListTokens"/> shows, or every one when null; sessions opened with it end.</summary>
public sealed record RevokeToken(string? Id = null) : Command;

/// <summary>Erases the caller's account: profile and texts go, positions stay.</summary>
public sealed record DeleteAccount(string? Password) : Command;

/// <summary>One's own profile, or with <paramref name="Login"/> what everybody may see of another's.</summary>
public sealed record GetProfile(string? Login = null) : Command;

/// <summary>Null leaves a field as it is.</summary>
public sealed record SetProfile(string? GivenNames = null, string? Surnames = null, int? Age = null, string? Gender = null) : Command;

public sealed record SetLanguage(string? Lang) : Command;

public sealed record Ping : Command;

/// <summary>Four-timestamp exchange. <paramref name="T0"/>: the client's clock in Unix milliseconds, repeated in the answer; null asks for the time only.</summary>
public sealed record AskTime(double? T0 = null) : Command
{
    /// <summary>When the server read the command, set by the door; Unix milliseconds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double ReceivedAt { get; init; }

    /// <summary>What the door knows of the client's clock from earlier exchanges; null when it had none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ClockEstimate? Estimate { get; init; }
}

public sealed record Exit : Command;
