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

    [LoggerMessage(2005, LogLevel.Warning, "Session {Session} waits for the store: private messages that it lacks come when it can be read")]
    public static partial void CatchUpWaits(this ILogger log, SessionId session, Exception fault);

    [LoggerMessage(2006, LogLevel.Information, "Session {Session} has the private messages that it waited for")]
    public static partial void CaughtUp(this ILogger log, SessionId session);

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

    [LoggerMessage(2106, LogLevel.Warning, "A refused login is missing in the audit")]
    public static partial void AuditFailed(this ILogger log, Exception fault);

    [LoggerMessage(2201, LogLevel.Information, "Room {Room} was made by account {Owner}")]
    public static partial void RoomMade(this ILogger log, ConversationId room, AccountId owner);

    [LoggerMessage(2202, LogLevel.Information, "Room {Room} closed: {Reason}")]
    public static partial void RoomClosed(this ILogger log, ConversationId room, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "{Count} markers of delivered private messages were not stored")]
    public static partial void MarkersFailed(this ILogger log, int count, Exception fault);

    [LoggerMessage(2204, LogLevel.Error, "Room {Room} could not be closed; it will be tried again")]
    public static partial void RoomCloseFailed(this ILogger log, ConversationId room, Exception fault);

    [LoggerMessage(2205, LogLevel.Warning, "Whose turn it is in conversation {Conversation} was not stored; the next start reads it from the log")]
    public static partial void TurnsNotStored(this ILogger log, ConversationId conversation, Exception fault);

    [LoggerMessage(2206, LogLevel.Error, "The log of conversation {Conversation} ends at {Head}, and {Shown} was shown: the database was put back to an older state. Whoever is in it is asked to connect anew")]
    public static partial void LogPutBack(this ILogger log, ConversationId conversation, Position head, Position shown);

    [LoggerMessage(2601, LogLevel.Information, "Node {Node} is there, release {Version}")]
    public static partial void NodeCame(this ILogger log, string node, string version);

    [LoggerMessage(2602, LogLevel.Warning, "Node {Node} is gone: it has not renewed its life")]
    public static partial void NodeGone(this ILogger log, string node);

    [LoggerMessage(2610, LogLevel.Information, "Node {Node} has stopped")]
    public static partial void NodeStopped(this ILogger log, string node);

    [LoggerMessage(2603, LogLevel.Warning, "What node {Node} said could not be carried out ({Note}); its people are asked for again")]
    public static partial void NoteFailed(this ILogger log, string node, string note, Exception fault);

    [LoggerMessage(2604, LogLevel.Debug, "Node {Node} says something that this release does not know")]
    public static partial void NoteUnknown(this ILogger log, string node);

    [LoggerMessage(2605, LogLevel.Information, "The bus between the nodes is connected: {Connected}")]
    public static partial void BusConnected(this ILogger log, bool connected);

    [LoggerMessage(2606, LogLevel.Warning, "This node could not renew its life")]
    public static partial void BeatFailed(this ILogger log, Exception fault);

    [LoggerMessage(2607, LogLevel.Warning, "Conversation {Conversation}: entries of other nodes can't be read now, and are later")]
    public static partial void RoomBehind(this ILogger log, ConversationId conversation, Exception fault);

    [LoggerMessage(2608, LogLevel.Warning, "Somebody at node {Node} goes by a name that is taken here, and is not shown")]
    public static partial void NameTakenTwice(this ILogger log, Ports.NodeId node);

    [LoggerMessage(2609, LogLevel.Information, "{Moved} of {Sessions} sessions are asked to go to nodes that have fewer")]
    public static partial void SessionsMoved(this ILogger log, int moved, int sessions);
}
