using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.Nodes;

/// <summary>What nodes tell each other beside the entries of rooms: who is where, what passes, what has changed in the store. A node skips kinds that it does not know, as a neighbouring release may have others.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "n")]
[JsonDerivedType(typeof(StaysAsked), "ask")]
[JsonDerivedType(typeof(StaysTold), "stays")]
[JsonDerivedType(typeof(StaysChanged), "changed")]
[JsonDerivedType(typeof(SessionsTold), "tell")]
[JsonDerivedType(typeof(SessionClosed), "close")]
[JsonDerivedType(typeof(RoomTold), "room-tell")]
[JsonDerivedType(typeof(PersonTold), "person-tell")]
[JsonDerivedType(typeof(PutOut), "put-out")]
[JsonDerivedType(typeof(RoomChanged), "room")]
[JsonDerivedType(typeof(RoomEnded), "room-ended")]
[JsonDerivedType(typeof(AccountChanged), "account")]
[JsonDerivedType(typeof(PairTold), "pair")]
[JsonDerivedType(typeof(ValuesChanged), "values")]
internal abstract record NodeNote
{
    public ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.NodeNote);

    /// <summary>Null for a kind of another release, and for what is none.</summary>
    public static NodeNote? Of(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, NodeJson.Default.NodeNote);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>The receiver is to tell all of its stays to the sender.</summary>
internal sealed record StaysAsked : NodeNote;

/// <summary>Everybody at the sender's doors.</summary>
/// <param name="Number">Of the last <see cref="StaysChanged"/> that is in it.</param>
internal sealed record StaysTold(long Number, IReadOnlyList<Stay> Stays) : NodeNote;

/// <summary>Stays as they are now, and those that are over.</summary>
/// <param name="Number">One more than the last: a receiver who missed some asks anew.</param>
internal sealed record StaysChanged(long Number, IReadOnlyList<Stay> Stays, IReadOnlyList<StayOver> Over) : NodeNote;

/// <param name="Session">At its own node.</param>
internal sealed record StayOver(long Session, CloseReason Reason, string? Farewell);

/// <summary>For sessions at the receiver's doors.</summary>
internal sealed record SessionsTold(IReadOnlyList<long> Sessions, News News) : NodeNote;

/// <summary>A session at the receiver's doors is to be closed.</summary>
internal sealed record SessionClosed(long Session, CloseReason Reason, string? Farewell) : NodeNote;

/// <summary>For everybody in a room.</summary>
internal sealed record RoomTold(ConversationId Room, News News) : NodeNote;

/// <summary>For everybody who shares a room with somebody.</summary>
/// <param name="Name">What they go by.</param>
internal sealed record PersonTold(string Name, News News) : NodeNote;

/// <summary>Somebody was put out of a room.</summary>
/// <param name="Name">What they go by.</param>
internal sealed record PutOut(ConversationId Room, string Name, News News) : NodeNote;

/// <summary>A room was made, or its record is another now.</summary>
internal sealed record RoomChanged(ConversationId Room) : NodeNote;

internal sealed record RoomEnded(ConversationId Room, string Reason, string? By) : NodeNote;

/// <summary>An account's role, profile or suspension has changed, or it is gone.</summary>
internal sealed record AccountChanged(AccountId Account) : NodeNote;

/// <summary>Entries of a private conversation.</summary>
internal sealed record PairTold(ConversationId Conversation, AccountId One, AccountId Other, IReadOnlyList<Entry> Entries) : NodeNote;

/// <summary>Values that doors of several nodes share have changed.</summary>
/// <param name="Name">What those doors call them.</param>
internal sealed record ValuesChanged(string Name) : NodeNote;

/// <summary>One session at a node's doors, as the others need to know it.</summary>
/// <param name="Session">At its own node.</param>
/// <param name="Account">Null for a guest.</param>
/// <param name="Door">The name of its door.</param>
/// <param name="Named">Chooses the name it goes by (IRC).</param>
/// <param name="Placed">Has one current room, the last.</param>
internal sealed record Stay(long Session, AccountId? Account, Face Face, string? Away, string? Client, DateTimeOffset Since, string Door, bool Secret, bool Named, bool Placed, IReadOnlyList<StayIn> Rooms)
{
    public bool Equals(Stay? other) =>
        other is not null && Session == other.Session && Account == other.Account && Face == other.Face && string.Equals(Away, other.Away, StringComparison.Ordinal)
        && string.Equals(Client, other.Client, StringComparison.Ordinal) && Placed == other.Placed && Rooms.SequenceEqual(other.Rooms);

    public override int GetHashCode() => Session.GetHashCode();
}

/// <param name="Rank">What the person came in with; later changes are entries of the room.</param>
internal sealed record StayIn(ConversationId Room, Rank Rank);

/// <summary>An event, with what of it is not on clients' wires.</summary>
internal sealed record News(Event Event, Face? Who = null, Face? ByWhom = null, IReadOnlyDictionary<string, string>? Tags = null)
{
    public static News Of(Event news) => news switch
    {
        Message message => new(message, message.Who, Tags: message.Tags),
        Signalled sign => new(sign, sign.Who),
        Invited invited => new(invited, invited.Who, invited.ByWhom),
        MemberKicked kicked => new(kicked, kicked.Who, kicked.ByWhom),
        _ => new(news),
    };

    public Event ToEvent() => Event switch
    {
        Message message when Who is not null => message with { Who = Who, Tags = Tags },
        Signalled sign => sign with { Who = Who },
        Invited invited when Who is not null && ByWhom is not null => invited with { Who = Who, ByWhom = ByWhom },
        MemberKicked kicked when Who is not null && ByWhom is not null => kicked with { Who = Who, ByWhom = ByWhom },
        _ => Event,
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeNote))]
internal sealed partial class NodeJson : JsonSerializerContext;
