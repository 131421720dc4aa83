using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.Operators;

/// <summary>What an operator asks: on the machine, beside a running server or of a stopped one, or as an administrator by HTTP. Text as it was typed: the desk parses it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(CreateAccount), "create-account")]
[JsonDerivedType(typeof(ListAccounts), "accounts")]
[JsonDerivedType(typeof(ShowAccount), "account")]
[JsonDerivedType(typeof(SetPassword), "password")]
[JsonDerivedType(typeof(SetRole), "role")]
[JsonDerivedType(typeof(ExportAccount), "export-account")]
[JsonDerivedType(typeof(EraseAccount), "erase-account")]
[JsonDerivedType(typeof(ListRooms), "rooms")]
[JsonDerivedType(typeof(KeepRoom), "keep-room")]
[JsonDerivedType(typeof(DeleteRoom), "delete-room")]
[JsonDerivedType(typeof(ExportRoom), "export-room")]
[JsonDerivedType(typeof(SuspendAccount), "suspend-account")]
[JsonDerivedType(typeof(EndSessions), "end-sessions")]
[JsonDerivedType(typeof(EndSession), "end-session")]
[JsonDerivedType(typeof(ListSessions), "sessions")]
[JsonDerivedType(typeof(ListAudit), "audit")]
[JsonDerivedType(typeof(ListSettings), "settings")]
[JsonDerivedType(typeof(Inspect), "inspect")]
public abstract record OperatorRequest
{
    /// <summary>Null: whoever has the machine.</summary>
    [JsonIgnore]
    public Actor? By { get; init; }
}

/// <summary>An administrator, and where they ask from.</summary>
public sealed record Actor(AccountId Account, string Login, string Address);

/// <param name="Role"><c>user</c>, <c>moderator</c> or <c>administrator</c>.</param>
public sealed record CreateAccount(string Login, string Password, string Role) : OperatorRequest
{
    // The generated one would print the password.
    public override string ToString() => $"CreateAccount {Login}";
}

/// <param name="After">The last page's <see cref="AccountPage.Next"/>, or null.</param>
public sealed record ListAccounts(string? After = null) : OperatorRequest;

public sealed record ShowAccount(string Login) : OperatorRequest;

/// <summary>A new password; every session and token of the account ends.</summary>
public sealed record SetPassword(string Login, string Password) : OperatorRequest
{
    public override string ToString() => $"SetPassword {Login}";
}

public sealed record SetRole(string Login, string Role) : OperatorRequest;

/// <summary>A page of what a person wrote; the first one, without <paramref name="After"/>, begins with the profile.</summary>
public sealed record ExportAccount(string Login, long? After = null) : OperatorRequest;

/// <summary>Forgets a person: sessions end, login, profile and texts go, positions stay.</summary>
public sealed record EraseAccount(string Login) : OperatorRequest;

public sealed record ListRooms : OperatorRequest;

public sealed record KeepRoom(string Room) : OperatorRequest;

public sealed record DeleteRoom(string Room) : OperatorRequest;

/// <summary>A page of a room's entries, oldest first.</summary>
public sealed record ExportRoom(string Room, long? After = null) : OperatorRequest;

public sealed record Inspect : OperatorRequest;

/// <summary>A suspended account stays as it is, but nobody logs in to it: its sessions end, its tokens and webhooks rest.</summary>
public sealed record SuspendAccount(string Login, bool On) : OperatorRequest;

/// <summary>Ends every session of an account and revokes its tokens.</summary>
public sealed record EndSessions(string Login) : OperatorRequest;

/// <summary>Ends one session, whose token stays.</summary>
public sealed record EndSession(long Id) : OperatorRequest;

/// <param name="After">The last page's <see cref="SessionPage.Next"/>, or null.</param>
public sealed record ListSessions(long? After = null) : OperatorRequest;

/// <summary>Newest first.</summary>
/// <param name="Before">The last page's <see cref="AuditPage.Next"/>, or null.</param>
public sealed record ListAudit(long? Before = null) : OperatorRequest;

public sealed record ListSettings : OperatorRequest;
