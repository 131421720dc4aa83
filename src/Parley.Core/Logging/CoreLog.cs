using Microsoft.Extensions.Logging;
using Parley.Contracts;

namespace Parley.Core.Logging;

/// <summary>Event ids 2000 to 2999. Ids, codes and counts only: never a text, a password or a token.</summary>
internal static partial class CoreLog
{
    [LoggerMessage(2001, LogLevel.Error, "An owner's turn failed; its posts were not answered")]
    public static partial void OwnerFailed(this ILogger log, Exception fault);

    [LoggerMessage(2002, LogLevel.Error, "The store refused {Count} entries: nothing was written")]
    public static partial void AppendFailed(this ILogger log, int count, Exception fault);

    [LoggerMessage(2003, LogLevel.Error, "Session {Session}: command {Command} failed")]
    public static partial void CommandFailed(this ILogger log, SessionId session, string command, Exception fault);

    [LoggerMessage(2004, LogLevel.Warning, "The store is not available to session {Session}")]
    public static partial void StoreUnavailable(this ILogger log, SessionId session, Exception fault);

    [LoggerMessage(2101, LogLevel.Information, "Session {Session} logged in as account {Account} by {Method}")]
    public static partial void LoggedIn(this ILogger log, SessionId session, AccountId account, string method);

    [LoggerMessage(2102, LogLevel.Information, "Session {Session} ended: {Reason}")]
    public static partial void SessionEnded(this ILogger log, SessionId session, CloseReason reason);

    [LoggerMessage(2103, LogLevel.Information, "Session {Session}: login failed, from {Address}")]
    public static partial void LoginFailed(this ILogger log, SessionId session, string address);

    [LoggerMessage(2104, LogLevel.Information, "Account {Account} was made")]
    public static partial void AccountMade(this ILogger log, AccountId account);

    [LoggerMessage(2105, LogLevel.Information, "Account {Account} was erased, {Entries} bodies with it")]
    public static partial void AccountErased(this ILogger log, AccountId account, long entries);

    [LoggerMessage(2201, LogLevel.Information, "Room {Room} was made by account {Owner}")]
    public static partial void RoomMade(this ILogger log, ConversationId room, AccountId owner);

    [LoggerMessage(2202, LogLevel.Information, "Room {Room} closed: {Reason}")]
    public static partial void RoomClosed(this ILogger log, ConversationId room, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "{Count} markers of delivered private messages were not stored")]
    public static partial void MarkersFailed(this ILogger log, int count, Exception fault);

    [LoggerMessage(2205, LogLevel.Warning, "Whose turn it is in conversation {Conversation} was not stored; the next start reads it from the log")]
    public static partial void TurnsNotStored(this ILogger log, ConversationId conversation, Exception fault);

    [LoggerMessage(2204, LogLevel.Error, "Room {Room} could not be closed; it will be tried again")]
    public static partial void RoomCloseFailed(this ILogger log, ConversationId room, Exception fault);
}
