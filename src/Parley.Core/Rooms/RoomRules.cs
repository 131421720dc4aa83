using System.Collections.Immutable;
using Parley.Contracts;

namespace Parley.Core.Rooms;

/// <summary>What a room demands of those who enter and speak. Stored with the room; every change gives it a new version.</summary>
public sealed record RoomRules
{
    /// <summary>Of a new room.</summary>
    public static readonly RoomRules Initial = new() { Flags = RoomFlags.NoExternal | RoomFlags.TopicLocked };

    public RoomFlags Flags { get; init; } = RoomFlags.None;

    /// <summary>Null: none is asked for.</summary>
    public string? Key { get; init; }

    /// <summary>People at most; null: any number.</summary>
    public int? Limit { get; init; }

    public ImmutableArray<ListedMask> Bans { get; init; } = [];

    public ImmutableArray<ListedMask> Mutes { get; init; } = [];

    public ImmutableArray<ListedMask> Exceptions { get; init; } = [];

    public ImmutableArray<ListedMask> Invitations { get; init; } = [];

    /// <summary>Ranks that accounts keep while they are away.</summary>
    public ImmutableDictionary<long, Rank> Ranks { get; init; } = ImmutableDictionary<long, Rank>.Empty;

    /// <summary><c>name!user@host</c> of who set the topic; null when nobody did.</summary>
    public string? TopicBy { get; init; }

    public DateTimeOffset? TopicAt { get; init; }

    public bool Has(RoomFlags flag) => (Flags & flag) != RoomFlags.None;
}

/// <summary>The numbers are stored: never renumber.</summary>
[Flags]
public enum RoomFlags
{
    None = 0,
    InviteOnly = 1,
    Moderated = 2,
    NoExternal = 4,
    Secret = 8,
    TopicLocked = 16,
    NoCtcp = 32,
    AccountsOnly = 64,
    AccountsSpeak = 128,
}

/// <param name="By">Who put it on the list.</param>
public sealed record ListedMask(string Mask, string By, DateTimeOffset At);
