using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.Operators;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(AccountPage), "accounts")]
[JsonDerivedType(typeof(AccountShown), "account")]
[JsonDerivedType(typeof(AccountExport), "account-export")]
[JsonDerivedType(typeof(RoomPage), "rooms")]
[JsonDerivedType(typeof(RoomExport), "room-export")]
[JsonDerivedType(typeof(SessionPage), "sessions")]
[JsonDerivedType(typeof(AuditPage), "audit")]
[JsonDerivedType(typeof(SettingList), "settings")]
[JsonDerivedType(typeof(Inspection), "inspection")]
public abstract record OperatorReply;

public sealed record Granted : OperatorReply;

/// <summary>An ordinary "no" with chat's stable codes.</summary>
public sealed record Refused(ErrorCode Code, IReadOnlyDictionary<string, string> Args) : OperatorReply
{
    public static Refused Because(Refusal refusal) => new(refusal.Code, refusal.Args);
}

/// <param name="Next">What the next page's request says as <c>After</c>; null on the last page.</param>
public sealed record AccountPage(IReadOnlyList<AccountRow> Accounts, string? Next) : OperatorReply;

/// <param name="Suspended">True, or null.</param>
/// <param name="Sessions">Open now; null where no server runs.</param>
public sealed record AccountRow(long Id, string Login, string Role, string? Lang, DateTimeOffset Created, bool? Suspended = null, int? Sessions = null);

/// <summary>With the profile, which only its owner and administrators see.</summary>
public sealed record AccountShown(long Id, string Login, string Role, string? Lang, DateTimeOffset Created, string GivenNames, string Surnames, int? Age, string Gender, int Tokens, bool? Suspended = null) : OperatorReply;

/// <param name="Profile">On the first page only.</param>
public sealed record AccountExport(AccountShown? Profile, IReadOnlyList<EntryRow> Entries, long? Next) : OperatorReply;

public sealed record RoomPage(IReadOnlyList<RoomRow> Rooms) : OperatorReply;

/// <param name="Head">The last position, 0 for none.</param>
/// <param name="People">In it now; null where no server runs.</param>
public sealed record RoomRow(long Id, string Name, string Lifetime, string? Owner, long Head, DateTimeOffset Created, int? People = null);

public sealed record RoomExport(IReadOnlyList<EntryRow> Entries, long? Next) : OperatorReply;

/// <summary>One entry of a log as exports show it. <paramref name="Text"/> is null for a tombstone.</summary>
public sealed record EntryRow(long Conversation, long Position, string Kind, string Author, DateTimeOffset Time, string? Id, long? Target, long? ReplyTo, string? Text, bool Erased);

public sealed record SessionPage(IReadOnlyList<SessionRow> Sessions, long? Next) : OperatorReply;

public sealed record AuditPage(IReadOnlyList<AuditRow> Entries, long? Next) : OperatorReply;

/// <summary>Who did what, when.</summary>
/// <param name="Act">As <see cref="AuditActs"/> names it.</param>
/// <param name="By">A login, <c>erased-ID</c>, or <c>operator</c> for whoever has the machine; null where nobody did it who is known.</param>
/// <param name="Account">The login that it was done to, or <c>erased-ID</c>.</param>
public sealed record AuditRow(long Number, DateTimeOffset Time, string Act, string? By, string? Address, string? Account, string? Room, string? Detail);

public sealed record SettingList(IReadOnlyList<SettingRow> Settings) : OperatorReply;

/// <param name="Value">As JSON; null for one that is not set, and for a secret.</param>
/// <param name="Secret">Has a value that is shown to nobody.</param>
/// <param name="Changed">Differs from the default of the standard profile.</param>
/// <param name="Live">A change takes effect without a restart.</param>
public sealed record SettingRow(string Key, string? Value, bool Secret, bool Changed, bool Live);

/// <summary>A look inside. Figures by group and name (<c>store</c>, <c>queue</c>), of a stopped server those of the store only; at most 100 sessions and 100 rooms.</summary>
/// <param name="Nodes">Of the cluster, the one that answers first; null where there is no cluster.</param>
public sealed record Inspection(
    string Version,
    bool Running,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Figures,
    IReadOnlyList<SessionRow> Sessions,
    IReadOnlyList<LiveRoomRow> Rooms,
    IReadOnlyList<NodeRow>? Nodes = null) : OperatorReply;

/// <param name="Id">Of this run of the node, as in logs.</param>
/// <param name="Host">Name of its machine; null when only its end is known.</param>
/// <param name="Since">When it started, by its own clock.</param>
/// <param name="Sessions">Whose connections are at it, and logged in; null when no node was asked.</param>
/// <param name="Connected">To the other nodes, when it last said.</param>
/// <param name="Stopping">It takes nobody in any more.</param>
public sealed record NodeRow(string Id, string? Host, string? Version, DateTimeOffset? Since, int? Sessions, bool Connected, bool Stopping);

/// <param name="PendingBytes">Output that waits for its connection.</param>
/// <param name="ClockOffsetMs">How far the client's clock is ahead, give or take <paramref name="ClockErrorMs"/>; null until it has told its time.</param>
public sealed record SessionRow(
    long Id,
    string? Login,
    string Address,
    string Door,
    string? Client,
    DateTimeOffset Since,
    IReadOnlyList<string> Rooms,
    long PendingBytes,
    double? ClockOffsetMs,
    double? ClockErrorMs);

/// <param name="Waiting">Posts and turns in the room's mailbox.</param>
public sealed record LiveRoomRow(long Id, string Room, int People, int Waiting);
