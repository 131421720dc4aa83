using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>The caller made a room and is in it; an <see cref="RoomEntered"/> is not sent besides.</summary>
public sealed record RoomCreated(string Room, ConversationId Conversation) : Event;

/// <summary>The caller is in the room. History up to <paramref name="Head"/> can be read; everything past it comes live.</summary>
/// <param name="People">Distinct people in the room, the caller included.</param>
/// <param name="First">The first position there is (retention trims from the front); 1 if none yet.</param>
public sealed record RoomEntered(string Room, ConversationId Conversation, int People, Position Head, Position First, bool Kept, string? Owner) : Event
{
    /// <summary>Null: none.</summary>
    public string? Topic { get; init; }

    /// <summary>The room as it was when the caller came in, for doors that show it at once.</summary>
    [JsonIgnore]
    public RoomView? View { get; init; }

    /// <summary>Until when the caller has read the room, for doors that show it at once; null: never told.</summary>
    [JsonIgnore]
    public DateTimeOffset? ReadUntil { get; init; }
}

/// <summary>Who is in a room and how it is ruled, at one moment of its order.</summary>
/// <param name="TopicBy"><c>name!user@host</c>, or null when nobody set one.</param>
public sealed record RoomView(string Room, string Topic, string? TopicBy, DateTimeOffset TopicAt, IReadOnlyList<MemberView> Members);

/// <param name="Ranks">All that the person has in the room, the highest first.</param>
/// <param name="Away">The text, or null when present.</param>
public sealed record MemberView(Face Face, IReadOnlyList<Rank> Ranks, string? Away)
{
    /// <summary>The highest.</summary>
    public Rank Rank => Ranks.Count == 0 ? Rank.None : Ranks[0];
}

/// <summary>The caller left a room; <paramref name="Now"/> is the room it is in instead, if it has a current one.</summary>
public sealed record RoomLeft(string Room, string? Now = null) : Event
{
    /// <summary>What the caller said on leaving.</summary>
    [JsonIgnore]
    public string? Reason { get; init; }
}

public sealed record AlreadyHome(string Room) : Event;

public sealed record RoomDeleted(string Room) : Event;

public sealed record RoomKept(string Room) : Event;

/// <summary>A room the caller was in has gone. <paramref name="Reason"/>: <c>deleted</c>, <c>owner-left</c> or <c>empty</c>.</summary>
public sealed record RoomClosed(string Room, ConversationId Conversation, string Reason, string? By = null, string? Now = null) : Event;

/// <summary>The first session of a person came into the room.</summary>
public sealed record MemberJoined(string Room, string Login) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }

    /// <summary>The rank they come in with.</summary>
    [JsonIgnore]
    public Rank Rank { get; init; }

    [JsonIgnore]
    public string? Away { get; init; }
}

/// <summary>The last session of a person left the room. <paramref name="Disconnected"/>: the connection ended.</summary>
public sealed record MemberLeft(string Room, string Login, bool Disconnected = false) : Event
{
    /// <summary>What the person said on leaving.</summary>
    public string? Reason { get; init; }

    /// <summary>They left the server altogether: a <see cref="PersonGone"/> says so once.</summary>
    [JsonIgnore]
    public bool Gone { get; init; }

    [JsonIgnore]
    public Face? Who { get; init; }
}

/// <param name="Total">All rooms, also those of other pages.</param>
/// <param name="Next">Give as <see cref="ListRooms.After"/> for the next page, or null at the end.</param>
public sealed record RoomList(IReadOnlyList<RoomShown> Rooms, int Total, string? Next = null) : Event;

public sealed record RoomShown(string Room, ConversationId Conversation, int People, bool Kept, bool Default, bool Yours, string? Owner)
{
    /// <summary>Null: none.</summary>
    public string? Topic { get; init; }
}

/// <param name="Scope"><c>online</c>, <c>all</c> or <c>room</c>.</param>
/// <param name="Online">People connected to the whole system.</param>
/// <param name="Registered">Accounts in all.</param>
public sealed record UserList(string Scope, IReadOnlyList<UserShown> Users, int Online, int Registered, string? Room = null, string? Next = null) : Event
{
    /// <summary>Nobody registers here, among peers: <see cref="Registered"/> is how many people are known.</summary>
    public bool? Known { get; init; }
}

/// <param name="State"><c>active</c>, <c>away</c> or <c>offline</c>.</param>
/// <param name="Rooms">Rooms the person is in, over all sessions.</param>
public sealed record UserShown(string Login, string State, IReadOnlyList<string> Rooms)
{
    /// <summary>Without an account; null when it has one.</summary>
    public bool? Guest { get; init; }

    /// <summary>What an <c>away</c> person said, or null.</summary>
    public string? Away { get; init; }
}
