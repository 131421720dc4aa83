using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Conversations;

/// <summary>A message, edit or redaction on its way through its conversation.</summary>
internal sealed class PendingPost(Session sender, AccountId author, string authorLogin, EntryKind kind, ReadOnlyMemory<byte> body, string text)
{
    public Session Sender { get; } = sender;

    public AccountId Author { get; } = author;

    public string AuthorLogin { get; } = authorLogin;

    public EntryKind Kind { get; } = kind;

    /// <summary>UTF-8 of <see cref="Text"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public string Text { get; } = text;

    public ClientId? ClientId { get; init; }

    public Position Target { get; init; }

    public Position ReplyTo { get; init; }

    public long? Ref { get; init; }

    /// <summary>Its sender has been told what became of it.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The conversation, for owners that serve several.</summary>
    public Pair? Pair { get; init; }

    public NewEntry ToEntry(ConversationId conversation, DateTimeOffset time, long rulesVersion) =>
        new(conversation, Kind, Author, time, Body, ClientId) { Target = Target, ReplyTo = ReplyTo, RulesVersion = rulesVersion };

    /// <summary>What the conversation's members are told.</summary>
    public EntryEvent ToEvent(ConversationId conversation, string? room, string? to, Position position, DateTimeOffset time)
    {
        var id = ClientId?.Value;
        return Kind switch
        {
            EntryKind.Message => new Message { Conversation = conversation, Room = room, To = to, Position = position, From = AuthorLogin, Time = time, Id = id, Text = Text, ReplyTo = ReplyTo == Position.None ? null : ReplyTo, Origin = Sender.Id },
            EntryKind.Edit => new Edit { Conversation = conversation, Room = room, To = to, Position = position, From = AuthorLogin, Time = time, Id = id, Target = Target, Text = Text, Origin = Sender.Id },
            EntryKind.Redaction => new Redaction { Conversation = conversation, Room = room, To = to, Position = position, From = AuthorLogin, Time = time, Id = id, Target = Target, Reason = Text.Length == 0 ? null : Text, Origin = Sender.Id },
            _ => new OtherEntry { Conversation = conversation, Room = room, To = to, Position = position, From = AuthorLogin, Time = time, Id = id, Kind = Kind, Origin = Sender.Id },
        };
    }
}
