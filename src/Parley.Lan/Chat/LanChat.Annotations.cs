using System.Text;
using Parley.Contracts;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>What is said in rooms, and of what was said there.</summary>
public sealed partial class LanChat
{
    /// <summary>As a line of the room that it shows. Null: of somebody who is refused, or its body is not here.</summary>
    internal EntryEvent? EventOf(LanRoom room, LanLine line)
    {
        if (_people.NameOf(line.Entry.Author) is not { } from)
            return null;
        var text = line.Entry.IsBare ? null : Encoding.UTF8.GetString(line.Entry.Content.Body.Span);
        return EventOf(room.History, line, room.Id, from, text, room.Shows) is { } said ? said with { Room = room.Name } : null;
    }

    /// <param name="text">Null: its body is not here, or can't be read.</param>
    private EntryEvent? EventOf(LanHistory history, LanLine line, ConversationId conversation, string from, string? text, Func<LanLine, bool> shows)
    {
        var target = history.TargetOf(line);
        var isErased = !line.Entry.Content.IsAnnotation || line.Entry.Content.Kind == (byte)EntryKind.Reaction ? history.IsRedacted(line) : false;
        if (text is null && !isErased && line.Entry.Content.Kind != (byte)EntryKind.Redaction)
            return null;
        text = isErased ? "" : text ?? "";
        var changed = isErased ? null : history.ChangedOf(line);
        var of = target is null ? Position.None : new Position(target.Number);
        var (position, time) = (new Position(line.Number), DateTimeOffset.FromUnixTimeMilliseconds(line.Entry.Written));
        EntryEvent said = (EntryKind)line.Entry.Content.Kind switch
        {
            EntryKind.Edit => new Edit { Conversation = conversation, Position = position, From = from, Time = time, Target = of, Text = text },
            EntryKind.Reaction => new Reaction { Conversation = conversation, Position = position, From = from, Time = time, Target = of, Text = text },
            EntryKind.Redaction => new Redaction { Conversation = conversation, Position = position, From = from, Time = time, Target = of, Reason = text.Length == 0 ? null : text },
            _ => Said(line, changed ?? text, from) with { Conversation = conversation, ReplyTo = target is not null && shows(target) ? of : null, Edited = changed is null ? null : true },
        };
        return said with { Id = IdOf(line.Entry), Erased = isErased ? true : null, Entry = line.Entry.Name.ToString(), Origin = OriginOf(line.Entry) };
    }

    /// <summary>A message as it reads now, for searches. Null: none that is to be seen.</summary>
    internal Message? CurrentOf(LanRoom room, LanLine line) =>
        line.Entry.Content.Kind == (byte)EntryKind.Message && room.Shows(line) && room.History.TextOf(line) is { } text && EventOf(room, line) is Message said
            ? said with { Text = text }
            : null;

    /// <summary>The line that a person means by its number. Null: there is none that they see.</summary>
    internal LanLine? LineAt(LanRoom room, long number) => room.History.At(number) is { } line && room.Shows(line) && _people.NameOf(line.Entry.Author) is not null ? line : null;

    /// <summary>Why our person may not write this of the line; null: they may. All devices judge it again by the same rules.</summary>
    /// <param name="id">One that was used before has its answer already.</param>
    internal Refusal? Judge(LanRoom room, EntryKind kind, long number, ClientId? id) => Judge(room.History, LineAt(room, number), kind, number, id, mayRule: IsOwn(room));

    /// <summary>Writes into a room. Not under the lock.</summary>
    /// <param name="target">The entry meant or answered, or none.</param>
    internal async Task<Event> WriteAsync(LanRoom room, EntryKind kind, string text, Digest target, ClientId? id, SessionId by, CancellationToken ct)
    {
        var content = new PeerContent(PeerConversation.Of(Named(room.Name)), (byte)kind, Encoding.UTF8.GetBytes(text)) { Target = target };
        return await WriteAsync([content], room, with: null, id, by, ct);
    }

    private Refusal? Judge(LanHistory history, LanLine? line, EntryKind kind, long number, ClientId? id, bool mayRule)
    {
        if (line is not null && id is { } used && _ownIds.ContainsKey(used.Value))
            return null;
        if (line is null || history.IsRedacted(line) || !IsMeantBy(kind, KindOf(line.Entry)))
            return Refusal.Of(ErrorCode.NoSuchMessage, "position", number);
        if (kind == EntryKind.Reaction || _people.IsSamePerson(_parts.Device.Id, line.Entry.Author) || (kind == EntryKind.Redaction && mayRule))
            return null;
        return new Refusal(ErrorCode.NotYours);
    }

    private static bool IsMeantBy(EntryKind annotation, EntryKind target) => annotation switch
    {
        EntryKind.Edit => target is EntryKind.Message,
        EntryKind.Reaction => target is EntryKind.Message or EntryKind.Notice,
        _ => target is EntryKind.Message or EntryKind.Notice or EntryKind.Reaction,
    };

    /// <summary>Told of everybody's, as at a server: a message that was under way there when it was lost is known by it in both places.</summary>
    private static string? IdOf(PeerEntry entry) => entry.Content.ClientId is { } id && !IsOurs(id) ? id.Value : null;

    private SessionId OriginOf(PeerEntry entry) => entry.Author == _parts.Device.Id && entry.Content.ClientId is { } own ? _posting.GetValueOrDefault(own.Value) : default;
}
