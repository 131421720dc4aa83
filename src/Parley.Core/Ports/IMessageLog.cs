using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>The truth: every conversation's entries, numbered 1, 2, 3 … without gaps in the order of the log.</summary>
/// <remarks>
/// Safe to call from many rooms at once. Calls that append to one conversation must not overlap.
/// Every member throws <see cref="StorageUnavailableException"/> when the store can't be reached or is full.
/// </remarks>
public interface IMessageLog
{
    /// <summary>Adds entries in the order given and completes when all of them are durable (and the targets of redactions are tombstones).</summary>
    /// <returns>One outcome for each entry, in order. An outcome other than <see cref="AppendStatus.Appended"/> burns no position.</returns>
    /// <exception cref="StorageUnavailableException">None of the entries was written and none will be. Thrown at the latest when the append has waited 5 s to be begun.</exception>
    /// <remarks>A client id is looked up among all the author's entries, tombstones included, in the same transaction; earlier entries of the same call count.</remarks>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken);

    /// <summary>First and last position there are; (1, none) for a conversation without entries.</summary>
    ValueTask<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken);

    /// <summary>The last position of each conversation; none for one without entries.</summary>
    ValueTask<IReadOnlyDictionary<ConversationId, Position>> HeadsAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> entries past <paramref name="after"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(ConversationId conversation, Position after, int limit, CancellationToken cancellationToken);

    /// <summary>The last <paramref name="limit"/> entries before <paramref name="before"/> (null: the newest), oldest first.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadBeforeAsync(ConversationId conversation, Position? before, int limit, CancellationToken cancellationToken);

    /// <summary>Messages whose words include every word of the query, newest first. Edited messages are found by their newest text, which is then the body shown; tombstones never.</summary>
    ValueTask<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken);

    /// <summary>Retention: removes the entries up to and including <paramref name="through"/>; the numbering goes on.</summary>
    Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken);

    /// <summary>The room has ended, and nobody can ask for it any more. A log that outlives the server keeps it all the same.</summary>
    Task EndAsync(ConversationId room, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A person's right: every body that <paramref name="author"/> wrote becomes a tombstone, in steps that let other writes pass. May be repeated.</summary>
    /// <returns>How many bodies were erased.</returns>
    Task<long> EraseAuthorAsync(AccountId author, CancellationToken cancellationToken);

    /// <summary>Everything that <paramref name="author"/> wrote, oldest first, for the person's export. <paramref name="after"/> is the last <see cref="AuthoredEntry.Cursor"/> seen, 0 at first.</summary>
    ValueTask<IReadOnlyList<AuthoredEntry>> ReadAuthorAsync(AccountId author, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>An entry to be added. Its position is the log's to give.</summary>
/// <param name="Time">The accepting node's time, kept to the millisecond.</param>
public sealed record NewEntry(ConversationId Conversation, EntryKind Kind, AccountId Author, DateTimeOffset Time, ReadOnlyMemory<byte> Body, ClientId? ClientId = null)
{
    /// <summary>The author's name where no account's login says it: guests, and people who go by another name. Else null.</summary>
    public string? AuthorName { get; init; }

    /// <summary><c>user@host</c> as others saw it, from doors that show one; else null.</summary>
    public string? AuthorHost { get; init; }

    /// <summary>Tags of the client's own that belong to the message, or null.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public Position Target { get; init; }

    public Position ReplyTo { get; init; }

    public Position Thread { get; init; }

    /// <summary>The version of the room's rules it was decided on; the log refuses an outdated one. 0 for private conversations: not checked.</summary>
    public long RulesVersion { get; init; }

    /// <summary>The last entry that the decision knew of, where what others wrote meanwhile would change it; the log refuses it when there is a later one. Null: not checked.</summary>
    public Position? Head { get; init; }

    public DateTimeOffset? AuthoredAt { get; init; }

    public string? OriginId { get; init; }

    public ReadOnlyMemory<byte> Signature { get; init; }
}

public enum AppendStatus
{
    Appended,

    /// <summary>The author used this client id for the same entry before: position and time are of that one.</summary>
    Duplicate,

    /// <summary>The author used this client id for another text, kind, target or conversation.</summary>
    ClientIdReused,

    /// <summary>The room's rules have changed since the decision: load them and decide again.</summary>
    RulesOutdated,

    /// <summary>An edit or redaction of what is a tombstone already.</summary>
    TargetErased,

    /// <summary>There are entries past <see cref="NewEntry.Head"/>: read them and decide again.</summary>
    HeadMoved,
}

public readonly record struct AppendOutcome(AppendStatus Status, Position Position, DateTimeOffset Time);

/// <param name="First">The first position there is, or will be.</param>
/// <param name="Head">The last one, or <see cref="Position.None"/> for none ever.</param>
public readonly record struct LogSpan(Position First, Position Head);

/// <param name="Conversations">Only these are searched.</param>
/// <param name="Before">A <see cref="SearchPage.Next"/> to go on from, or null.</param>
public sealed record SearchRequest(string Query, IReadOnlyCollection<ConversationId> Conversations, int Limit, long? Before = null);

/// <param name="Complete">True when everything durable before the call was covered.</param>
public sealed record SearchPage(IReadOnlyList<Entry> Entries, bool Complete, long? Next);

public readonly record struct AuthoredEntry(long Cursor, Entry Entry);
