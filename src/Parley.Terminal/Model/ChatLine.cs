using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>One thing shown in a conversation.</summary>
/// <param name="Time">Server's time; the day marks come from it.</param>
internal abstract record ChatLine(DateTimeOffset Time);

/// <param name="Text">Null: taken back.</param>
/// <param name="Written">When its author wrote it, if that was away from the server.</param>
internal sealed record SaidLine(DateTimeOffset Time, Position Position, string From, string? Text, bool Edited = false, DateTimeOffset? Written = null) : ChatLine(Time);

/// <param name="Text">One line, as the shared texts make it.</param>
internal sealed record NoticeLine(DateTimeOffset Time, string Text, bool Alert = false) : ChatLine(Time);
