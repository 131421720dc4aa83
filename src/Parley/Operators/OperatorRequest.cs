using System.Text.Json.Serialization;

namespace Parley.Host.Operators;

/// <summary>What an operator on the machine asks, beside a running server or of a stopped one. Text as it was typed: the desk parses it.</summary>
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
[JsonDerivedType(typeof(Inspect), "inspect")]
internal abstract record OperatorRequest;

/// <param name="Role"><c>user</c>, <c>moderator</c> or <c>administrator</c>.</param>
internal sealed record CreateAccount(string Login, string Password, string Role) : OperatorRequest
{
    // The generated one would print the password.
    public override string ToString() => $"CreateAccount {Login}";
}

/// <param name="After">The last page's <see cref="AccountPage.Next"/>, or null.</param>
internal sealed record ListAccounts(string? After = null) : OperatorRequest;

internal sealed record ShowAccount(string Login) : OperatorRequest;

/// <summary>A new password; every session and token of the account ends.</summary>
internal sealed record SetPassword(string Login, string Password) : OperatorRequest
{
    public override string ToString() => $"SetPassword {Login}";
}

internal sealed record SetRole(string Login, string Role) : OperatorRequest;

/// <summary>A page of what a person wrote; the first one, without <paramref name="After"/>, begins with the profile.</summary>
internal sealed record ExportAccount(string Login, long? After = null) : OperatorRequest;

/// <summary>Forgets a person: sessions end, login, profile and texts go, positions stay.</summary>
internal sealed record EraseAccount(string Login) : OperatorRequest;

internal sealed record ListRooms : OperatorRequest;

internal sealed record KeepRoom(string Room) : OperatorRequest;

internal sealed record DeleteRoom(string Room) : OperatorRequest;

/// <summary>A page of a room's entries, oldest first.</summary>
internal sealed record ExportRoom(string Room, long? After = null) : OperatorRequest;

internal sealed record Inspect : OperatorRequest;
