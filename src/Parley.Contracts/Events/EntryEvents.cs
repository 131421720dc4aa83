using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>An entry of a conversation, live or from history: the same shape for both.</summary>
/// <remarks>A room's entry has <see cref="Room"/>; a private one has <see cref="To"/>, the other of the pair than <see cref="From"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Message), "msg")]
[JsonDerivedType(typeof(Edit), "edit")]
[JsonDerivedType(typeof(Redaction), "redact")]
[JsonDerivedType(typeof(Reaction), "reaction")]
[JsonDerivedType(typeof(TopicChanged), "topic")]
[JsonDerivedType(typeof(RulesChanged), "rules")]
[JsonDerivedType(typeof(TurnChanged), "turn")]
[JsonDerivedType(typeof(OtherEntry), "entry")]
public abstract record EntryEvent : Event
{
    public string? Room { get; init; }

    public string? To { get; init; }

    public required ConversationId Conversation { get; init; }

    public required Position Position { get; init; }

    public required string From { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The sender's own id, if one was given.</summary>
    public string? Id { get; init; }

    /// <summary>The body is gone for good; null when it is not.</summary>
    public bool? Erased { get; init; }

    /// <summary>The hash it has among peers, if it was written there; else null. Among them, in private: its name there.</summary>
    public string? Entry { get; init; }

    /// <summary>The session it came from, for doors that hide a person's own lines; none when from history or another node.</summary>
    [JsonIgnore]
    public SessionId Origin { get; init; }

    /// <summary>The author as seen when it was accepted; null from history.</summary>
    [JsonIgnore]
    public Face? Who { get; init; }

    /// <summary>Client-only tags it came with, for doors that hand them on; not kept.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

public sealed record Message : EntryEvent
{
    public required string Text { get; init; }

    public Position? ReplyTo { get; init; }

    /// <summary>From a program, to be answered by none (IRC <c>NOTICE</c>); null when it is not.</summary>
    public bool? Notice { get; init; }

    /// <summary>Between people of whom one is a guest: not kept, in no order; conversation and position are 0. Or in a room, to those of some rank: the position is 0. Null when it is kept.</summary>
    public bool? Passing { get; init; }

    /// <summary>When its author wrote it, by their clock, if that was away from the server; <see cref="EntryEvent.Time"/> is when it got its place. Else null.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Without a server: it came late, and stands before so many entries that were here already; null when it came in its place.</summary>
    public int? Late { get; init; }

    /// <summary>Without a server: the text is that of its last edit at the server; null when it is as it was written.</summary>
    public bool? Edited { get; init; }
}

/// <summary>A short text put on the message at <see cref="Target"/>.</summary>
public sealed record Reaction : EntryEvent
{
    public required Position Target { get; init; }

    public required string Text { get; init; }
}

public sealed record Edit : EntryEvent
{
    public required Position Target { get; init; }

    public required string Text { get; init; }
}

public sealed record Redaction : EntryEvent
{
    public required Position Target { get; init; }

    public string? Reason { get; init; }
}

/// <summary>An entry of a kind that this release shows by its number only, so that positions have no hole.</summary>
public sealed record OtherEntry : EntryEvent
{
    public required EntryKind Kind { get; init; }
}

/// <summary>The sender's post, edit or redaction is durable at this place. <paramref name="Duplicate"/>: the id had been used, this is the first answer again.</summary>
/// <param name="Delivered">For private messages: true when the other was connected, false when it waits for the next login.</param>
public sealed record Posted(ConversationId Conversation, Position Position, DateTimeOffset Time, string? Id = null, string? Room = null, string? To = null, bool? Delivered = null, bool? Duplicate = null) : Event
{
    /// <summary>For <see cref="EntryKind"/>s but messages.</summary>
    [JsonIgnore]
    public EntryKind Kind { get; init; } = EntryKind.Message;
}

/// <summary>Entries oldest first. <paramref name="More"/>: there are further ones in the direction asked for.</summary>
public sealed record HistoryPage(ConversationId Conversation, IReadOnlyList<EntryEvent> Entries, Position First, Position Head, bool More, string? Room = null, string? To = null) : Event;

/// <summary>Newest first. <paramref name="Complete"/>: everything accepted before the question was searched.</summary>
/// <param name="Next">Give as <see cref="Search.Before"/> for more, or null at the end.</param>
public sealed record SearchResults(IReadOnlyList<EntryEvent> Entries, bool Complete, long? Next = null) : Event;

public sealed record ConversationList(IReadOnlyList<ConversationShown> Conversations) : Event;

public sealed record ConversationShown(ConversationId Conversation, string With, Position Head);
