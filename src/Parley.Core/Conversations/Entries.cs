using System.Text;
using Parley.Contracts;

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
        bool? erased = entry.Erased ? true : null;
        return entry.Kind switch
        {
            EntryKind.Message => new Message { Conversation = entry.Conversation, Room = room, To = to, Position = entry.Position, From = entry.AuthorLogin, Time = entry.Time, Id = entry.ClientId, Erased = erased, Text = text, ReplyTo = entry.ReplyTo == Position.None ? null : entry.ReplyTo },
            EntryKind.Edit => new Edit { Conversation = entry.Conversation, Room = room, To = to, Position = entry.Position, From = entry.AuthorLogin, Time = entry.Time, Id = entry.ClientId, Erased = erased, Target = entry.Target, Text = text },
            EntryKind.Redaction => new Redaction { Conversation = entry.Conversation, Room = room, To = to, Position = entry.Position, From = entry.AuthorLogin, Time = entry.Time, Id = entry.ClientId, Erased = erased, Target = entry.Target, Reason = text.Length == 0 ? null : text },
            _ => new OtherEntry { Conversation = entry.Conversation, Room = room, To = to, Position = entry.Position, From = entry.AuthorLogin, Time = entry.Time, Id = entry.ClientId, Erased = erased, Kind = entry.Kind },
        };
    }
}
