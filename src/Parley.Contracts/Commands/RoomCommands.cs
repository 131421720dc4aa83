namespace Parley.Contracts;

/// <summary>Makes a room owned by the caller and moves or joins the caller into it.</summary>
public sealed record CreateRoom(string? Room) : Command;

/// <summary>Moves a session that has one current room.</summary>
public sealed record EnterRoom(string? Room, string? Key = null) : Command;

/// <summary>Back to the default room.</summary>
public sealed record GoHome : Command;

/// <summary>Adds a room to a session that may be in several. With <paramref name="After"/> the entries past it come first, then live ones, without gap or double.</summary>
/// <param name="Conversation">The id the position belongs to; another one now is refused with 218.</param>
/// <param name="Key">The room's key, where it has one.</param>
public sealed record JoinRoom(string? Room, long? After = null, long? Conversation = null, string? Key = null) : Command
{
    /// <summary>Make the room if there is none; it lives while somebody is in it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Make { get; init; }
}

public sealed record LeaveRoom(string? Room, string? Reason = null) : Command;

public sealed record DeleteRoom(string? Room) : Command;

/// <summary>Keeps a room after its owner has gone; null: the current one.</summary>
public sealed record KeepRoom(string? Room = null) : Command;

/// <summary>A page of rooms, the default one first, then by name. <paramref name="After"/>: the last name of the page before.</summary>
public sealed record ListRooms(string? After = null, int? Limit = null) : Command;

/// <param name="Scope"><c>online</c> (default), <c>all</c> (registered too) or <c>room</c>.</param>
public sealed record ListUsers(string? Scope = null, string? Room = null, string? After = null, int? Limit = null) : Command;
