namespace Parley.Contracts;

/// <summary>The caller is away, or back when null or empty.</summary>
public sealed record SetAway(string? Text) : Command;

/// <summary>Another name to go by, for doors whose people choose one (IRC <c>NICK</c>).</summary>
public sealed record Rename(string? Name) : Command;

/// <summary>IRC <c>SETNAME</c>: the free text shown beside the name.</summary>
public sealed record SetRealName(string? Text) : Command;

/// <summary>A short text (an emoji, as a rule) put on the message at <paramref name="Position"/>; kept in the log.</summary>
public sealed record React(long Position, string? Text, string? Id = null) : ConversationCommand;

/// <summary>A passing sign such as "is typing": not kept, not numbered.</summary>
/// <param name="Tags">Client-only tags as of IRCv3 message-tags, with their <c>+</c>; <c>+typing</c> is <c>active</c>, <c>paused</c> or <c>done</c>.</param>
public sealed record Signal(IReadOnlyDictionary<string, string> Tags) : ConversationCommand;

/// <summary>The caller has seen everything up to <paramref name="Position"/>; null asks how far that is. Markers only move forward.</summary>
public sealed record MarkRead(long? Position = null) : ConversationCommand
{
    /// <summary>For doors that say when instead of where.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? Time { get; init; }
}

/// <summary>The caller stays in the rooms when the last connection ends, or does so no more. Refused with 235 where <c>accounts.always-on</c> is <c>off</c>.</summary>
public sealed record AlwaysOn(bool On) : Command;
