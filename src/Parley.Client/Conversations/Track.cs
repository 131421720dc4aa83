using Parley.Contracts;

namespace Parley.Client;

/// <summary>How far one conversation has been handed to the reader.</summary>
internal sealed class Track(ConversationId conversation, string? room, string? with)
{
    public ConversationId Conversation { get; } = conversation;

    /// <summary>The room, or null for a private conversation.</summary>
    public string? Room { get; } = room;

    /// <summary>The other person of a private conversation.</summary>
    public string? With { get; } = with;

    /// <summary>The last position handed on; null: nothing yet, and the next one to come, whatever it is, is the first.</summary>
    public Position? Delivered { get; set; }

    /// <summary>For a private conversation: its head at the first login, from which to catch up if nothing came since.</summary>
    public Position Baseline { get; set; }

    /// <summary>The last position known to exist; past <see cref="Delivered"/> the conversation is behind.</summary>
    public Position Target { get; set; }

    public bool IsBehind => Delivered is { } delivered && delivered < Target;

    public ReadHistory NextPage(int limit) => new(After: Delivered?.Value ?? 0, Limit: limit) { Room = Room, To = With };
}
