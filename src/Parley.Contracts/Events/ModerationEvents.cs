using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>The rules of a room were changed. The entry of the log that says so has the same place in the order.</summary>
public sealed record RulesChanged : EntryEvent
{
    public required IReadOnlyList<RuleChange> Changes { get; init; }
}

public sealed record TopicChanged : EntryEvent
{
    /// <summary>Empty: taken away.</summary>
    public required string Text { get; init; }
}

/// <summary>Somebody was put out of a room; told to everybody in it and to them.</summary>
public sealed record MemberKicked(string Room, ConversationId Conversation, string Login, string By, string? Reason = null, string? Now = null) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }

    [JsonIgnore]
    public Face? ByWhom { get; init; }
}

/// <summary>To the one invited; and to those in the room who may invite (<paramref name="Login"/> is then another).</summary>
public sealed record Invited(string Room, string Login, string By) : Event
{
    [JsonIgnore]
    public Face? Who { get; init; }

    [JsonIgnore]
    public Face? ByWhom { get; init; }
}

/// <param name="Topic">Empty: none.</param>
/// <param name="By">The name of who set it.</param>
public sealed record TopicShown(string Room, string Topic, string? By = null, DateTimeOffset? Time = null) : Event;

/// <param name="Rules">Those that are on, with their values; a key only to members.</param>
/// <param name="Ranks">Members and accounts with a rank.</param>
public sealed record RulesShown(string Room, string Topic, IReadOnlyList<RuleShown> Rules, IReadOnlyList<RankShown> Ranks) : Event;

/// <param name="By">Who put a mask on its list, and when.</param>
public sealed record RuleShown(string Rule, string? Value = null, string? By = null, DateTimeOffset? Time = null);

public sealed record RankShown(string Login, string Rank);
