using Parley.Contracts;

namespace Parley.Core.Views;

/// <summary>A part of a conversation's history, by places or times.</summary>
/// <param name="Limit">Messages at most.</param>
/// <param name="Depth">Only the last so many entries can be reached.</param>
/// <param name="WithEvents">Topics and rules count too.</param>
public sealed record HistoryStretch(HistoryDirection Direction, HistoryPoint? From, HistoryPoint? To, int Limit, int Depth, bool WithEvents);

public enum HistoryDirection
{
    Before,
    After,

    /// <summary>The newest, down to <see cref="HistoryStretch.From"/>.</summary>
    Latest,

    Around,
    Between,
}

/// <summary>A time, or a position of a conversation.</summary>
public sealed record HistoryPoint(DateTimeOffset? Time, Position? Position, ConversationId Conversation)
{
    /// <summary>A place that there is not.</summary>
    public static readonly HistoryPoint Unknown = new(null, null, default);
}

/// <summary>A conversation that has something in it: a room, or one with somebody.</summary>
public sealed record HistoryTarget(string? Room, string? With);
