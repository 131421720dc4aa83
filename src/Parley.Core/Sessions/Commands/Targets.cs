using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Who may edit, take back or react to what.</summary>
internal static class Targets
{
    /// <summary>Null when the session may write this of the entry at <paramref name="position"/>.</summary>
    /// <param name="room">Null: the conversation is a private one.</param>
    /// <param name="kind"><see cref="EntryKind.Edit"/>, <see cref="EntryKind.Redaction"/> or <see cref="EntryKind.Reaction"/>.</param>
    public static async ValueTask<Refusal?> JudgeAsync(Session session, Room? room, ConversationId conversation, EntryKind kind, long position, CancellationToken cancellationToken)
    {
        var found = position < 1 ? [] : await session.Chat.Messages.ReadBeforeAsync(conversation, new Position(position + 1), 1, cancellationToken);
        if (found is not [{ Erased: false } entry] || entry.Position.Value != position || !IsMeantBy(kind, entry.Kind))
            return Refusal.Of(ErrorCode.NoSuchMessage, "position", position);
        // Taking back is also for rulers of a room.
        var mayRule = kind == EntryKind.Redaction;
        if (kind == EntryKind.Reaction || (IsAuthor(session, entry) && (!mayRule || session.Chat.Settings.History.AllowRedactOwn)))
            return null;
        if (!mayRule || room is null)
            return new Refusal(ErrorCode.NotYours);
        var rank = await room.InTurnAsync(members => members.Find(session.Person!)?.Rank ?? Rank.None, cancellationToken);
        return rank >= Rank.HalfOperator || session.StandingIn(room) >= Rank.Operator ? null : new Refusal(ErrorCode.NotYours);
    }

    private static bool IsMeantBy(EntryKind annotation, EntryKind target) => annotation switch
    {
        EntryKind.Edit => target is EntryKind.Message,
        EntryKind.Reaction => target is EntryKind.Message or EntryKind.Notice,
        _ => target is EntryKind.Message or EntryKind.Notice or EntryKind.Reaction,
    };

    /// <summary>A guest is the author of what was written under the name they have, while they were here.</summary>
    private static bool IsAuthor(Session session, Entry entry) => session.Account is { } account
        ? entry.Author == account.Id
        : entry.Author.IsGuest && entry.Time >= session.Person!.NamedAt && string.Equals(NameRules.Fold(entry.AuthorLogin), session.Person.Fold, StringComparison.Ordinal);
}
