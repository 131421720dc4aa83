using Parley.Contracts;
using Parley.Core.Rooms;

namespace Parley.Core.Ports;

/// <summary>Rooms, pairs of people, and how far each person has got in them.</summary>
/// <remarks>Every member throws <see cref="StorageUnavailableException"/> as <see cref="IMessageLog"/> does. Writes are durable when they complete.</remarks>
public interface IRoomStore
{
    /// <summary>Gives the room an id never used before, version 1. Null when a living room has the same fold.</summary>
    Task<RoomRecord?> CreateAsync(RoomName name, RoomLifetime lifetime, AccountId? owner, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces lifetime, owner and topic if the stored version is still <c>room.Version</c>; returns the record with its new version, or null when it was outdated or closed.</summary>
    Task<RoomRecord?> UpdateAsync(RoomRecord room, CancellationToken cancellationToken);

    /// <summary>Ends a room: its name is free, its id is never used again, its log is closed but kept. False when it was closed already.</summary>
    Task<bool> CloseAsync(ConversationId room, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A living room; null for one that is closed or never was.</summary>
    ValueTask<RoomRecord?> FindAsync(ConversationId room, CancellationToken cancellationToken);

    /// <summary>The living room of that name, by fold.</summary>
    ValueTask<RoomRecord?> FindAsync(RoomName name, CancellationToken cancellationToken);

    /// <summary>Every living room.</summary>
    ValueTask<IReadOnlyList<RoomRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The private conversation of two accounts, made if there was none. The order of the two makes no difference.</summary>
    Task<ConversationId> PairAsync(AccountId one, AccountId other, CancellationToken cancellationToken);

    /// <summary>Every private conversation of an account.</summary>
    ValueTask<IReadOnlyList<PairRecord>> PairsOfAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>How far <paramref name="account"/> has got in a conversation; none if never set.</summary>
    ValueTask<Position> MarkerAsync(AccountId account, ConversationId conversation, MarkerKind kind, CancellationToken cancellationToken);

    /// <summary>Moves markers forward, all or none; an older position than the stored one changes nothing.</summary>
    Task AdvanceMarkersAsync(IReadOnlyList<Marker> markers, CancellationToken cancellationToken);
}

/// <summary>How far somebody has got in a conversation.</summary>
public readonly record struct Marker(AccountId Account, ConversationId Conversation, MarkerKind Kind, Position Position);

/// <summary>The numbers are stored: never renumber.</summary>
public enum MarkerKind
{
    /// <summary>Has reached at least one of the person's clients.</summary>
    Delivered = 1,

    /// <summary>Seen by the person.</summary>
    Read = 2,

    /// <summary>The first entry the person may read, where rooms hide what was before the first join.</summary>
    FirstVisible = 3,

    /// <summary>The first entry that came, or will come, after the person's last session left a room without leaving it for good.</summary>
    FirstMissed = 4,
}

public sealed record PairRecord(ConversationId Conversation, AccountId One, AccountId Other)
{
    public AccountId OtherThan(AccountId account) => account == One ? Other : One;
}
