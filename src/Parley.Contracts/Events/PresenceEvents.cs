using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>Somebody goes by another name now. Told once to everybody who shares a room with them, and to themselves.</summary>
public sealed record Renamed(string From, string To) : Event
{
    /// <summary>As they were seen before.</summary>
    [JsonIgnore]
    public Face? Who { get; init; }
}

/// <summary>Away with a text, or back when null.</summary>
public sealed record AwayChanged(string Login, string? Text) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }
}

/// <summary>Account, host or free text of somebody changed.</summary>
/// <param name="Account">The login behind the name; null for a guest.</param>
public sealed record PersonChanged(string Login, string? Account, string RealName) : Event
{
    [JsonIgnore]
    public Face? Before { get; init; }

    [JsonIgnore]
    public Face? Now { get; init; }
}

/// <summary>Somebody is gone from the server. Told once to everybody who shared a room with them, beside each room's <see cref="MemberLeft"/>.</summary>
public sealed record PersonGone(string Login, string Reason) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }
}

/// <summary>A watched name came or went. IRC MONITOR.</summary>
public sealed record WatchedName(string Name, bool Online) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }
}

/// <summary>A passing sign of somebody in a conversation: see <see cref="Signal"/>.</summary>
public sealed record Signalled(string From, IReadOnlyDictionary<string, string> Tags, string? Room = null, string? To = null) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }

    [JsonIgnore]
    public SessionId Origin { get; init; }
}

/// <summary>How far the caller has read, told to all of the caller's connections. <paramref name="Position"/> 0: never told.</summary>
public sealed record ReadUpTo(ConversationId Conversation, Position Position, DateTimeOffset? Time, string? Room = null, string? To = null) : Event;
