using Parley.Contracts;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.TurnTaking;

namespace Parley.Core.Conversations;

/// <summary>Something to be numbered, on its way through its conversation.</summary>
internal sealed class PendingPost(Session sender, EntryKind kind, ReadOnlyMemory<byte> body, string text)
{
    /// <summary>As they were when they sent it.</summary>
    private readonly Person _person = sender.Person!;

    public Session Sender { get; } = sender;

    public AccountId Author => _person.Author;

    public Face Who { get; } = sender.Person!.Face;

    public EntryKind Kind { get; } = kind;

    /// <summary>UTF-8 of <see cref="Text"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public string Text { get; } = text;

    public ClientId? ClientId { get; init; }

    public Position Target { get; init; }

    public Position ReplyTo { get; init; }

    public long? Ref { get; init; }

    /// <summary>Client-only tags, for doors that hand them on.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When the author wrote it, if that was away from the server.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>As it was signed, if it was written among peers.</summary>
    public SignedEntry? Signed { get; init; }

    /// <summary>For <see cref="EntryKind.Rules"/>: what the body says.</summary>
    public IReadOnlyList<RuleChange>? Changes { get; init; }

    /// <summary>For <see cref="EntryKind.Turn"/>: what the body says.</summary>
    public TurnBody? Turn { get; init; }

    /// <summary>Its sender has been told what became of it.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The conversation, for owners that serve several.</summary>
    public Pair? Pair { get; init; }

    /// <summary>CTCP but ACTION: programs asking programs.</summary>
    public bool IsProgramsQuestion => Text.Length > 1 && Text[0] == '\u0001' && !Text.StartsWith("\u0001ACTION", StringComparison.Ordinal);

    public NewEntry ToEntry(ConversationId conversation, DateTimeOffset time, long rulesVersion) =>
        new(conversation, Kind, Author, time, Body, ClientId) { Target = Target, ReplyTo = ReplyTo, RulesVersion = rulesVersion, AuthorName = _person.AuthorName, AuthorHost = Who.Host == Face.NoHost ? null : $"{Who.User}@{Who.Host}", Tags = Tags, AuthoredAt = Written, OriginId = Signed?.Hash, Signature = Signed?.Signature ?? default };

    /// <summary>As the log has it now.</summary>
    public Entry ToEntry(ConversationId conversation, Position position, DateTimeOffset time) =>
        new(conversation, position, Kind, Author, _person.AuthorName ?? _person.Account?.Login.Value ?? _person.Name, time, ClientId?.Value, Target, ReplyTo, Body, Erased: false)
        {
            IsNamed = _person.AuthorName is not null,
            AuthorHost = Who.Host == Face.NoHost ? null : $"{Who.User}@{Who.Host}",
            Tags = Tags,
            AuthoredAt = Written,
            OriginId = Signed?.Hash,
            Signature = Signed?.Signature ?? default,
        };

    /// <summary>What the conversation's members are told.</summary>
    public EntryEvent ToEvent(ConversationId conversation, string? room, string? to, Position position, DateTimeOffset time)
    {
        var (id, from) = (ClientId?.Value, Who.Name);
        return Kind switch
        {
            EntryKind.Message or EntryKind.Notice => new Message { Entry = Signed?.Hash, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Text = Text, ReplyTo = ReplyTo == Position.None ? null : ReplyTo, Notice = Kind == EntryKind.Notice ? true : null, Origin = Sender.Id, Who = Who, Tags = Tags, Written = Written },
            EntryKind.Edit => new Edit { Entry = Signed?.Hash, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Target = Target, Text = Text, Origin = Sender.Id, Who = Who },
            EntryKind.Redaction => new Redaction { Entry = Signed?.Hash, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Target = Target, Reason = Text.Length == 0 ? null : Text, Origin = Sender.Id, Who = Who },
            EntryKind.Reaction => new Reaction { Entry = Signed?.Hash, Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Target = Target, Text = Text, Origin = Sender.Id, Who = Who, Tags = Tags },
            EntryKind.Topic => new TopicChanged { Conversation = conversation, Room = room, Position = position, From = from, Time = time, Text = Text, Origin = Sender.Id, Who = Who },
            EntryKind.Rules => new RulesChanged { Conversation = conversation, Room = room, Position = position, From = from, Time = time, Changes = Changes ?? [], Origin = Sender.Id, Who = Who },
            EntryKind.Turn => new TurnChanged { Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Action = Turn?.Action ?? "", People = Turn?.People, Lease = Turn?.Lease, Origin = Sender.Id, Who = Who },
            _ => new OtherEntry { Conversation = conversation, Room = room, To = to, Position = position, From = from, Time = time, Id = id, Kind = Kind, Origin = Sender.Id, Who = Who },
        };
    }
}
