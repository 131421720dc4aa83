using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Core.TurnTaking;

namespace Parley.Core.Conversations;

/// <summary>Stored entries as the events that doors show.</summary>
internal static class Entries
{
    /// <param name="room">The room's name, or null for a pair.</param>
    /// <param name="pair">The pair, or null for a room.</param>
    public static EntryEvent ToEvent(this Entry entry, string? room, Pair? pair)
    {
        var to = pair?.LoginBeside(entry.Author);
        var text = entry.Erased ? "" : Encoding.UTF8.GetString(entry.Body.Span);
        var who = Face.Of(entry.AuthorLogin, entry.Author.IsGuest || entry.IsNamed ? null : entry.AuthorLogin);
        if (entry.AuthorHost?.Split('@') is [var user, var host])
            who = who with { User = user, Host = host };
        bool? erased = entry.Erased ? true : null;
        var (conversation, position, from, time, id) = (entry.Conversation, entry.Position, entry.AuthorLogin, entry.Time, entry.ClientId);
        return entry.Kind switch
        {
            EntryKind.Message or EntryKind.Notice => new Message { Entry = entry.OriginId, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Erased = erased, Text = text, ReplyTo = entry.ReplyTo == Position.None ? null : entry.ReplyTo, Notice = entry.Kind == EntryKind.Notice ? true : null, Who = who, Tags = entry.Tags, Written = entry.AuthoredAt },
            EntryKind.Edit => new Edit { Entry = entry.OriginId, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Erased = erased, Target = entry.Target, Text = text, Who = who },
            EntryKind.Reaction => new Reaction { Entry = entry.OriginId, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Erased = erased, Target = entry.Target, Text = text, Who = who },
            EntryKind.Topic => new TopicChanged { Conversation = conversation, Room = room, Position = position, From = from, Time = time, Erased = erased, Text = text, Who = who },
            EntryKind.Rules when !entry.Erased => new RulesChanged { Conversation = conversation, Room = room, Position = position, From = from, Time = time, Changes = JsonSerializer.Deserialize(entry.Body.Span, RulesJson.Default.ListRuleChange) ?? [], Who = who },
            EntryKind.Turn when !entry.Erased && TurnBody.Of(entry.Body.Span) is { } turn => new TurnChanged { Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Action = turn.Action, People = turn.People, Lease = turn.Lease, Who = who },
            EntryKind.Redaction => new Redaction { Entry = entry.OriginId, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Erased = erased, Target = entry.Target, Reason = text.Length == 0 ? null : text, Who = who },
            _ => new OtherEntry { Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Erased = erased, Kind = entry.Kind, Who = who },
        };
    }
}
