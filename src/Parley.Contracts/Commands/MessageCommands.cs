namespace Parley.Contracts;

/// <summary>A message. <paramref name="Id"/>: the client's own id (<see cref="ClientId"/>), which makes a retry safe.</summary>
public sealed record Post(string? Text, string? Id = null, long? ReplyTo = null) : ConversationCommand
{
    /// <summary>From a program, to be answered by none.</summary>
    public bool? Notice { get; init; }

    /// <summary>When the author wrote it, if that was away from the server; at most a day ahead of it.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Client-only tags that doors hand on; not kept.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>A new text for one's own message at <paramref name="Position"/>.</summary>
public sealed record EditMessage(long Position, string? Text, string? Id = null) : ConversationCommand;

/// <summary>Takes a message back: its text becomes a tombstone for everybody.</summary>
public sealed record RedactMessage(long Position, string? Reason = null, string? Id = null) : ConversationCommand;

/// <summary>A page of a conversation: the newest, or those before or after a position, 1 to <see cref="Limits.PageSize"/> (default 50), always oldest first.</summary>
/// <param name="Visit">Also of a room that the caller is not in, if it is no secret and would let them in without a key.</param>
public sealed record ReadHistory(long? Before = null, long? After = null, int? Limit = null, bool? Visit = null) : ConversationCommand;

/// <summary>Messages that hold every word of <paramref name="Query"/>, newest first, in one conversation or all the caller may read.</summary>
/// <param name="Before">Continue past this <see cref="SearchResults.Next"/>.</param>
public sealed record Search(string? Query, int? Limit = null, long? Before = null) : ConversationCommand;

/// <summary>The caller's private conversations with their heads.</summary>
public sealed record ListConversations : Command;
