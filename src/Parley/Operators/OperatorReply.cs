using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Host.Operators;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(AccountPage), "accounts")]
[JsonDerivedType(typeof(AccountShown), "account")]
[JsonDerivedType(typeof(AccountExport), "account-export")]
[JsonDerivedType(typeof(RoomPage), "rooms")]
[JsonDerivedType(typeof(RoomExport), "room-export")]
[JsonDerivedType(typeof(Inspection), "inspection")]
internal abstract record OperatorReply;

internal sealed record Granted : OperatorReply;

/// <summary>An ordinary "no" with chat's stable codes.</summary>
internal sealed record Refused(ErrorCode Code, IReadOnlyDictionary<string, string> Args) : OperatorReply
{
    public static Refused Because(Refusal refusal) => new(refusal.Code, refusal.Args);
}

/// <param name="Next">What the next page's request says as <c>After</c>; null on the last page.</param>
internal sealed record AccountPage(IReadOnlyList<AccountRow> Accounts, string? Next) : OperatorReply;

internal sealed record AccountRow(long Id, string Login, string Role, string? Lang, DateTimeOffset Created);

/// <summary>With the profile, which only its owner and administrators see.</summary>
internal sealed record AccountShown(long Id, string Login, string Role, string? Lang, DateTimeOffset Created, string GivenNames, string Surnames, int? Age, string Gender, int Tokens) : OperatorReply;

/// <param name="Profile">On the first page only.</param>
internal sealed record AccountExport(AccountShown? Profile, IReadOnlyList<EntryRow> Entries, long? Next) : OperatorReply;

internal sealed record RoomPage(IReadOnlyList<RoomRow> Rooms) : OperatorReply;

/// <param name="Head">The last position, 0 for none.</param>
internal sealed record RoomRow(long Id, string Name, string Lifetime, string? Owner, long Head, DateTimeOffset Created);

internal sealed record RoomExport(IReadOnlyList<EntryRow> Entries, long? Next) : OperatorReply;

/// <summary>One entry of a log as exports show it. <paramref name="Text"/> is null for a tombstone.</summary>
internal sealed record EntryRow(long Conversation, long Position, string Kind, string Author, DateTimeOffset Time, string? Id, long? Target, long? ReplyTo, string? Text, bool Erased);

/// <summary>A look inside. Figures by group and name (<c>store</c>, <c>queue</c>), of a stopped server those of the store only; at most 100 sessions and 100 rooms.</summary>
internal sealed record Inspection(
    string Version,
    bool Running,
    DateTimeOffset Time,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Figures,
    IReadOnlyList<SessionRow> Sessions,
    IReadOnlyList<LiveRoomRow> Rooms) : OperatorReply;

/// <param name="PendingBytes">Output that waits for its connection.</param>
/// <param name="ClockOffsetMs">How far the client's clock is ahead, give or take <paramref name="ClockErrorMs"/>; null until it has told its time.</param>
internal sealed record SessionRow(
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
internal sealed record LiveRoomRow(long Id, string Room, int People, int Waiting);
