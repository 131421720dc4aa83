using System.Text;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Ports;

namespace Parley.Core.Sessions.Commands;

/// <summary>What passes and is not numbered: signs, and how far somebody has read.</summary>
internal static class SignalCommands
{
    private const int MaxTags = 16;
    private const int MaxTagBytes = 4096;

    public static async ValueTask SignalAsync(Session session, Signal command, CancellationToken cancellationToken)
    {
        var person = session.Person!;
        if (command.Tags.Count > MaxTags || !command.Tags.Keys.All(TagKey.IsValid) || command.Tags.Sum(t => Encoding.UTF8.GetByteCount(t.Key) + Encoding.UTF8.GetByteCount(t.Value)) > MaxTagBytes)
        {
            session.Refuse(command, Refusals.Invalid("tags"));
            return;
        }
        var sign = new Signalled(person.Name, command.Tags) { Who = person.Face, Origin = session.Id };
        if (command.To is { } to)
        {
            if (session.Chat.People.Find(to) is not { } other)
            {
                session.Refuse(command, Refusal.Of(ErrorCode.NoSuchUser, "user", to));
                return;
            }
            sign = sign with { To = other.Name };
            foreach (var one in other == person ? person.Sessions : [.. other.Sessions, .. person.Sessions])
                one.Tell(sign);
            Confirm(session, command);
            return;
        }
        var room = command.Room is null ? session.Current : await RoomCommands.FindAsync(session, command, command.Room, "signal", cancellationToken);
        if (room is null)
        {
            if (command.Room is null)
                session.Refuse(command, new Refusal(ErrorCode.NoConversation));
            return;
        }
        if (await room.SignalAsync(session, sign with { Room = room.Name }, cancellationToken) is { } refusal)
            session.Refuse(command, refusal);
        else
            Confirm(session, command);
    }

    /// <summary>Signs are many and want no answer, unless a program asks for one.</summary>
    private static void Confirm(Session session, Signal command)
    {
        if (command.Ref is not null)
            session.Reply(command, new Done("signal"));
    }

    public static async ValueTask MarkReadAsync(Session session, MarkRead command, CancellationToken cancellationToken)
    {
        if (session.Account is not { } account)
        {
            session.Refuse(command, new Refusal(ErrorCode.AccountNeeded));
            return;
        }
        var (room, to) = (command.Room ?? (command.To is null ? session.CurrentRoom : null), command.To);
        if (room is null && to is null)
        {
            session.Refuse(command, new Refusal(ErrorCode.NoConversation));
            return;
        }
        var place = await PlaceAsync(session, account, room, to, cancellationToken);
        var time = command.Time;
        var position = new Position(command.Position ?? 0);
        if (place is { } conversation)
        {
            if (command.Position is not null)
            {
                var found = await session.Chat.Messages.ReadBeforeAsync(conversation, new Position(position.Value + 1), 1, cancellationToken);
                time = found is [var entry] ? entry.Time : null;
            }
            else if (time is { } when)
            {
                position = await Moments.LastUntilAsync(session.Chat.Messages, conversation, when, cancellationToken);
            }
        }
        var markers = session.Chat.ReadMarkers;
        var name = room is not null ? "#" + NameRules.Fold(room) : NameRules.Fold(to!);
        var (marked, moved) = await markers.AdvanceAsync(account.Id, name, time, cancellationToken);
        if (moved && place is { } known && position != Position.None)
            await session.Chat.RoomStore.AdvanceMarkersAsync([new(account.Id, known, MarkerKind.Read, position)], cancellationToken);
        var shown = new ReadUpTo(place ?? default, place is { } at ? await session.Chat.RoomStore.MarkerAsync(account.Id, at, MarkerKind.Read, cancellationToken) : default, marked, room, to);
        session.Reply(command, shown);
        if (!moved)
            return;
        foreach (var other in session.Chat.People.SessionsOf(account.Id))
        {
            if (other != session)
                other.Tell(shown);
        }
    }

    /// <summary>The conversation that was named, if there is one yet.</summary>
    private static async ValueTask<ConversationId?> PlaceAsync(Session session, Account account, string? room, string? to, CancellationToken cancellationToken)
    {
        if (room is not null)
            return RoomName.TryParse(room, out var name) ? (await session.Chat.Rooms.LoadAsync(name, cancellationToken))?.Id : null;
        return Login.TryParse(to, out var login) && await session.Chat.Accounts.FindAsync(login, cancellationToken) is { } other
            ? (await session.Chat.Private.FindAsync(account, other, cancellationToken))?.Conversation
            : null;
    }
}
