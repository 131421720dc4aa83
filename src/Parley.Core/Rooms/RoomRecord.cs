using Parley.Contracts;

namespace Parley.Core.Rooms;

/// <summary>How a room ends. The numbers are stored: never renumber.</summary>
public enum RoomLifetime
{
    /// <summary>With its owner's last session, after the grace (<c>#cR</c>).</summary>
    Owner = 1,

    /// <summary>With its last occupant, after the grace.</summary>
    Occupied = 2,

    /// <summary>Only when somebody deletes it.</summary>
    Kept = 3,

    /// <summary>Never: the default room, made at the first start.</summary>
    Default = 4,
}

/// <param name="Owner">Null for the default room.</param>
/// <param name="Version">Grows by one with each change; appends carry it as <c>RulesVersion</c>.</param>
public sealed record RoomRecord(ConversationId Id, RoomName Name, RoomLifetime Lifetime, AccountId? Owner, string Topic, long Version, DateTimeOffset Created)
{
    public RoomRules Rules { get; init; } = RoomRules.Initial;
}
