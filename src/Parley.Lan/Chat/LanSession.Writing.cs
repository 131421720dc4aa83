using System.Text;
using Parley.Contracts;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>Posts, and what means a message by its number: this device's number for it, which stands in the entry as the message's name.</summary>
public sealed partial class LanSession
{
    private async Task<Event> PostAsync(Post post, CancellationToken ct)
    {
        if (Judge(post.Text) is { } bad)
            return Refused(bad, post.Id);
        if (post.ReplyTo < 0)
            return Refused(Refusal.Of(ErrorCode.InvalidValue, "what", "replyTo", "value", post.ReplyTo), post.Id);
        if (Parse(post.Id, out var id) is { } unreadable)
            return Refused(unreadable, id: null);
        if (post.To is { } to)
        {
            if (!Login.TryParse(to, out var login))
                return Refused(Refusal.Of(ErrorCode.NoSuchUser, "user", to), post.Id);
            if (login == Own())
                return Refused(new Refusal(ErrorCode.PrivateToSelf), post.Id);
            if (FindAnswered(login, post.ReplyTo, out var meant) is { } none)
                return Refused(none, post.Id);
            return Named(await _chat.WriteAsync(login, post.Notice == true ? EntryKind.Notice : EntryKind.Message, post.Text!, meant, id, _id, ct), post.Id);
        }
        LanRoom? room;
        var answered = Digest.None;
        lock (_chat.State)
        {
            if (Find(post, out room) is { } refusal)
                return Refused(refusal, post.Id);
            if (post.ReplyTo is > 0 and { } number)
            {
                if (_chat.LineAt(room!, number) is not { } line)
                    return Refused(Refusal.Of(ErrorCode.NoSuchMessage, "position", number), post.Id);
                answered = line.Entry.Hash;
            }
        }
        return Named(await _chat.WriteAsync(room!, post.Notice == true ? EntryKind.Notice : EntryKind.Message, post.Text!, answered, id, _id, ct), post.Id);
    }

    private async Task<Event> AnnotateAsync(ConversationCommand command, CancellationToken ct)
    {
        var (kind, number, text, typedId) = command switch
        {
            EditMessage edit => (EntryKind.Edit, edit.Position, edit.Text, edit.Id),
            RedactMessage redact => (EntryKind.Redaction, redact.Position, redact.Reason, redact.Id),
            React react => (EntryKind.Reaction, react.Position, react.Text, react.Id),
            _ => throw new ArgumentException($"{command} says nothing of a message", nameof(command)),
        };
        if (Judge(kind, text) is { } bad)
            return Refused(bad, typedId);
        if (Parse(typedId, out var id) is { } unreadable)
            return Refused(unreadable, id: null);
        LanRoom? room;
        Digest target;
        if (command.To is { } to)
        {
            if (!Login.TryParse(to, out var login))
                return Refused(Refusal.Of(ErrorCode.NoSuchUser, "user", to), typedId);
            if (Find(login, kind, number, id, out target) is { } refusal)
                return Refused(refusal, typedId);
            return Named(await _chat.WriteAsync(login, kind, text ?? "", target, id, _id, ct), typedId);
        }
        lock (_chat.State)
        {
            if ((Find(command, out room) ?? _chat.Judge(room!, kind, number, id)) is { } refusal)
                return Refused(refusal, typedId);
            target = room!.History.At(number)!.Entry.Hash;
        }
        return Named(await _chat.WriteAsync(room, kind, text ?? "", target, id, _id, ct), typedId);
    }

    /// <summary>What a person means by a number in private, if they may say this of it.</summary>
    private Refusal? Find(Login with, EntryKind kind, long number, ClientId? id, out Digest target)
    {
        target = Digest.None;
        lock (_chat.State)
        {
            if (_chat.PrivateWith(with.Value) is not { } history)
                return new Refusal(ErrorCode.NoConversation);
            if (_chat.Judge(history, kind, number, id) is { } refusal)
                return refusal;
            target = history.At(number)!.Entry.Name;
            return null;
        }
    }

    private Refusal? FindAnswered(Login with, long? number, out Digest answered)
    {
        answered = Digest.None;
        if (number is not > 0)
            return null;
        lock (_chat.State)
        {
            if (_chat.PrivateWith(with.Value) is not { } history || _chat.LineAt(history, number.Value) is not { } line)
                return Refusal.Of(ErrorCode.NoSuchMessage, "position", number);
            answered = line.Entry.Name;
            return null;
        }
    }

    /// <summary>The room that was named, or the current one, which the person must be in.</summary>
    private Refusal? Find(ConversationCommand command, out LanRoom? room)
    {
        room = command.Room is null ? Current : Find(command.Room, "post", out _);
        if (room is null)
            return command.Room is null ? new Refusal(ErrorCode.NoConversation) : Refusal.Of(ErrorCode.NoSuchRoom, "room", command.Room);
        return IsIn(room) ? null : Refusal.Of(ErrorCode.NotInRoom, "room", room.Name);
    }

    private static Refusal? Judge(EntryKind kind, string? text) => kind switch
    {
        EntryKind.Redaction when string.IsNullOrEmpty(text) => null,
        EntryKind.Reaction => Judge(text) is null && text!.Length <= Limits.Reaction ? null : Refusal.Of(ErrorCode.InvalidValue, "what", "reaction"),
        _ => Judge(text),
    };

    private static Refusal? Judge(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return new Refusal(ErrorCode.TextMissing);
        return Encoding.UTF8.GetByteCount(text) > Limits.MessageBytes ? Refusal.Of(ErrorCode.TooLong, "limit", Limits.MessageBytes) : null;
    }

    private static Refusal? Parse(string? typed, out ClientId? id)
    {
        id = ClientId.TryParse(typed, out var given) ? given : null;
        return typed is null || id is not null ? null : Refusal.Of(ErrorCode.InvalidValue, "what", "id", "value", typed);
    }

    private static Error Refused(Refusal refusal, string? id) => refusal.ToError() with { Id = id };

    private static Event Named(Event answer, string? id) => answer is Error error ? error with { Id = id } : answer;
}
