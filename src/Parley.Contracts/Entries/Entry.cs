namespace Parley.Contracts;

/// <summary>What an entry of a conversation's log is. The numbers are stored: never renumber.</summary>
public enum EntryKind
{
    /// <summary>A message: UTF-8 text in <see cref="Entry.Body"/>.</summary>
    Message = 1,

    /// <summary>A new text for the message at <see cref="Entry.Target"/>.</summary>
    Edit = 2,

    /// <summary>The message at <see cref="Entry.Target"/> was taken back; its body and those of its edits are tombstones. The body may hold a reason.</summary>
    Redaction = 3,

    /// <summary>A reaction (short text) to the message at <see cref="Entry.Target"/>.</summary>
    Reaction = 4,

    /// <summary>The conversation's topic is now the body.</summary>
    Topic = 5,

    /// <summary>A change of the room's rules: JSON, an array of <see cref="RuleChange"/>.</summary>
    Rules = 6,

    /// <summary>As <see cref="Message"/>, from a program that wants no answer (IRC <c>NOTICE</c>).</summary>
    Notice = 7,

    /// <summary>Somebody did something with the turn: JSON, see docs/turn-taking.md.</summary>
    Turn = 8,
}

/// <summary>One numbered entry of a conversation. What Core and the doors read; <see cref="Body"/> is bytes to Core.</summary>
/// <param name="Author">Account that wrote it; the login is as it was spelled when read.</param>
/// <param name="Time">The server's time of acceptance, UTC, millisecond precision.</param>
/// <param name="Target">For edits, redactions and reactions: the message meant; else <see cref="Position.None"/>.</param>
/// <param name="ReplyTo">The message this one answers, or <see cref="Position.None"/>.</param>
/// <param name="Body">At most <see cref="Limits.MessageBytes"/>; empty when <paramref name="Erased"/>.</param>
/// <param name="Erased">A tombstone: position, time and kind stay, the body is gone for good.</param>
public sealed record Entry(
    ConversationId Conversation,
    Position Position,
    EntryKind Kind,
    AccountId Author,
    string AuthorLogin,
    DateTimeOffset Time,
    string? ClientId,
    Position Target,
    Position ReplyTo,
    ReadOnlyMemory<byte> Body,
    bool Erased)
{
    /// <summary>The author had no account, or went by another name than its login: it is then <see cref="AuthorLogin"/>.</summary>
    public bool IsNamed { get; init; }

    /// <summary><c>user@host</c> as others saw it, from doors that show one; else null.</summary>
    public string? AuthorHost { get; init; }

    /// <summary>Tags of the client's own that belong to the message, or null.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>First message of the thread this entry belongs to, or <see cref="Position.None"/>.</summary>
    public Position Thread { get; init; }

    /// <summary>When the author wrote it, if that was away from the server (LAN); else null.</summary>
    public DateTimeOffset? AuthoredAt { get; init; }

    /// <summary>The peer-to-peer id it came with, or null.</summary>
    public string? OriginId { get; init; }

    /// <summary>The author's signature over it (LAN), or empty.</summary>
    public ReadOnlyMemory<byte> Signature { get; init; }
}
