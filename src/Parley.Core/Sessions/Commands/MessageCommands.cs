using System.Text;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Peers;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Writing into conversations. The conversation itself answers, once the entry is durable and everybody has been told.</summary>
internal static class MessageCommands
{
    public static async ValueTask PostAsync(Session session, Post command, CancellationToken cancellationToken)
    {
        if (JudgeText(command.Text) is { } bad)
        {
            await RefuseAsync(session, command, bad, command.Id, cancellationToken);
            return;
        }
        if (command.ReplyTo < 0)
        {
            await RefuseAsync(session, command, Refusals.Invalid("replyTo", command.ReplyTo), command.Id, cancellationToken);
            return;
        }
        if (command.Written - session.Chat.Time.GetUtcNow() > HandingIn.MostAhead)
        {
            await RefuseAsync(session, command, Refusals.Invalid("written"), command.Id, cancellationToken);
            return;
        }
        session.Person!.LastSpoke = session.Chat.Time.GetUtcNow();
        if (PassingCommands.Other(session, command) is { } passing)
        {
            await session.SettledAsync(cancellationToken);
            PassingCommands.Post(session, command, passing);
            return;
        }
        if (await FindAsync(session, command, command.Id, cancellationToken) is not { } place)
            return;
        if (command.ReplyTo is { } answered && (await session.Chat.Messages.SpanAsync(place.Conversation, cancellationToken)).Head.Value < answered)
            await RefuseAsync(session, command, Refusal.Of(ErrorCode.NoSuchMessage, "position", answered), command.Id, cancellationToken);
        else
            await SendAsync(session, command, place, command.Notice == true ? EntryKind.Notice : EntryKind.Message, command.Text!, command.Id, default, new Position(command.ReplyTo ?? 0), command.Tags, cancellationToken, command.Written);
    }

    public static async ValueTask ReactAsync(Session session, React command, CancellationToken cancellationToken)
    {
        if (JudgeText(command.Text) is not null || command.Text!.Length > Limits.Reaction)
        {
            await RefuseAsync(session, command, Refusals.Invalid("reaction"), command.Id, cancellationToken);
            return;
        }
        if (await FindAsync(session, command, command.Id, cancellationToken) is not { } place)
            return;
        if (await Targets.JudgeAsync(session, place.Room, place.Conversation, EntryKind.Reaction, command.Position, cancellationToken) is { } refusal)
            await RefuseAsync(session, command, refusal, command.Id, cancellationToken);
        else
            await SendAsync(session, command, place, EntryKind.Reaction, command.Text!, command.Id, new Position(command.Position), default, null, cancellationToken);
    }

    public static async ValueTask EditAsync(Session session, EditMessage command, CancellationToken cancellationToken)
    {
        if (JudgeText(command.Text) is { } bad)
        {
            await RefuseAsync(session, command, bad, command.Id, cancellationToken);
            return;
        }
        if (await FindAsync(session, command, command.Id, cancellationToken) is not { } place)
            return;
        if (await Targets.JudgeAsync(session, place.Room, place.Conversation, EntryKind.Edit, command.Position, cancellationToken) is { } refusal)
        {
            await RefuseAsync(session, command, refusal, command.Id, cancellationToken);
            return;
        }
        await SendAsync(session, command, place, EntryKind.Edit, command.Text!, command.Id, new Position(command.Position), default, null, cancellationToken);
    }

    public static async ValueTask RedactAsync(Session session, RedactMessage command, CancellationToken cancellationToken)
    {
        if (command.Reason is { Length: > 0 } reason && JudgeText(reason) is { } bad)
        {
            await RefuseAsync(session, command, bad, command.Id, cancellationToken);
            return;
        }
        if (await FindAsync(session, command, command.Id, cancellationToken) is not { } place)
            return;
        if (await Targets.JudgeAsync(session, place.Room, place.Conversation, EntryKind.Redaction, command.Position, cancellationToken) is { } refusal)
        {
            await RefuseAsync(session, command, refusal, command.Id, cancellationToken);
            return;
        }
        await SendAsync(session, command, place, EntryKind.Redaction, command.Reason ?? "", command.Id, new Position(command.Position), default, null, cancellationToken);
    }

    /// <summary>The room or pair that was named, or null after a refusal.</summary>
    private static async ValueTask<Place?> FindAsync(Session session, ConversationCommand command, string? id, CancellationToken cancellationToken)
    {
        if (id is not null && !ClientId.TryParse(id, out _))
        {
            await RefuseAsync(session, command, Refusals.Invalid("id", id), null, cancellationToken);
            return null;
        }
        if (command.To is not null)
            return await FindPairAsync(session, command, id, cancellationToken);
        var room = session.Current;
        if (command.Room is not null)
        {
            room = RoomName.TryParse(command.Room, out var name) ? await session.Chat.Rooms.LoadAsync(name, cancellationToken) : null;
            if (room is null)
            {
                await RefuseAsync(session, command, Refusal.Of(ErrorCode.NoSuchRoom, "room", command.Room), id, cancellationToken);
                return null;
            }
        }
        if (room is null)
        {
            await RefuseAsync(session, command, new Refusal(ErrorCode.NoConversation), id, cancellationToken);
            return null;
        }
        // A room may take words from outside; it decides. What changes it takes a member.
        if (command is not Post && !session.IsIn(room))
        {
            await RefuseAsync(session, command, Refusal.Of(ErrorCode.NotInRoom, "room", room.Name), id, cancellationToken);
            return null;
        }
        return new Place(room, null);
    }

    private static async ValueTask<Place?> FindPairAsync(Session session, ConversationCommand command, string? id, CancellationToken cancellationToken)
    {
        var chat = session.Chat;
        var other = chat.People.Find(command.To!)?.Account
            ?? (Login.TryParse(command.To, out var login) ? await chat.Accounts.FindAsync(login, cancellationToken) : null);
        Refusal? refusal = null;
        if (session.Account is not { } self)
        {
            await RefuseAsync(session, command, other is null ? Refusal.Of(ErrorCode.NoSuchUser, "user", command.To!) : Refusal.Of(ErrorCode.UserOffline, "user", command.To!), id, cancellationToken);
            return null;
        }
        if (other is null)
            refusal = Refusal.Of(ErrorCode.NoSuchUser, "user", command.To!);
        else if (other.Id == self.Id && !chat.Settings.Private.Notes && !session.ChoosesName)
            refusal = new Refusal(ErrorCode.PrivateToSelf);
        else if (command is Post && chat.Settings.Private.Offline == "refuse" && !chat.People.IsOnline(other.Id))
            refusal = Refusal.Of(ErrorCode.UserOffline, "user", other.Login.Value);
        if (refusal is not null)
        {
            await RefuseAsync(session, command, refusal, id, cancellationToken);
            return null;
        }
        var pair = command is Post
            ? await chat.Private.OfAsync(self, other!, cancellationToken)
            : await chat.Private.FindAsync(self, other!, cancellationToken);
        if (pair is null)
        {
            await RefuseAsync(session, command, new Refusal(ErrorCode.NoConversation), id, cancellationToken);
            return null;
        }
        if (!session.IsVisiting && !session.IsLiveIn(pair.Conversation))
            await chat.Private.CatchUpAsync(session, pair, cancellationToken);
        return new Place(null, pair);
    }

    private static async ValueTask SendAsync(Session session, ConversationCommand command, Place place, EntryKind kind, string text, string? id, Position target, Position replyTo, IReadOnlyDictionary<string, string>? tags, CancellationToken cancellationToken, DateTimeOffset? written = null)
    {
        ClientId? clientId = session.Account is not null && ClientId.TryParse(id, out var parsed) ? parsed : null;
        var post = new PendingPost(session, kind, Encoding.UTF8.GetBytes(text), text)
        {
            ClientId = clientId,
            Tags = tags,
            Written = written,
            Target = target,
            ReplyTo = replyTo,
            Ref = command.Ref,
            Pair = place.Pair,
        };
        session.PostBegun(post);
        try
        {
            await (place.Room is { } room ? room.PostAsync(post, cancellationToken) : session.Chat.Private.PostAsync(post, cancellationToken));
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            session.Answered([post], [Refusal.Of(ErrorCode.NoSuchRoom, "room", place.Room?.Name ?? "").ToError(command.Ref) with { Id = id }]);
        }
    }

    private static Refusal? JudgeText(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return new Refusal(ErrorCode.TextMissing);
        return Encoding.UTF8.GetByteCount(text) > Limits.MessageBytes ? Refusal.Of(ErrorCode.TooLong, "limit", Limits.MessageBytes) : null;
    }

    /// <summary>Behind the answers of the posts before it.</summary>
    private static async ValueTask RefuseAsync(Session session, Command command, Refusal refusal, string? id, CancellationToken cancellationToken)
    {
        await session.SettledAsync(cancellationToken);
        session.Tell(refusal.ToError(command.Ref) with { Id = id });
    }

    private readonly record struct Place(Room? Room, Pair? Pair)
    {
        public ConversationId Conversation => Room?.Id ?? Pair!.Conversation;
    }
}
