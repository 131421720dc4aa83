namespace Parley.Contracts;

/// <summary>An account. Never reused, also after erasure; 1 and up. Guests are 0 in the log, and below 0 while they are connected.</summary>
public readonly record struct AccountId(long Value)
{
    /// <summary>The author of what guests wrote.</summary>
    public static readonly AccountId Guest;

    public bool IsGuest => Value <= 0;

    public override string ToString() => $"{Value}";
}

/// <summary>A room or a pair of people. Never reused: a room made again under an old name has a new one. 1 and up.</summary>
public readonly record struct ConversationId(long Value)
{
    public override string ToString() => $"{Value}";
}

/// <summary>One connection's stay on this node; unique while the node runs.</summary>
public readonly record struct SessionId(long Value)
{
    public override string ToString() => $"{Value}";
}

/// <summary>The place of an entry in its conversation: 1, 2, 3 … without gaps. <see cref="None"/> (0) is "before the first".</summary>
/// <remarks>Compare positions and ask <see cref="Follows"/>; do no arithmetic with them.</remarks>
public readonly record struct Position(long Value) : IComparable<Position>
{
    public static readonly Position None;

    /// <summary>True when nothing can stand between <paramref name="previous"/> and this position.</summary>
    public bool Follows(Position previous) => Value == previous.Value + 1;

    public int CompareTo(Position other) => Value.CompareTo(other.Value);

    public static bool operator <(Position a, Position b) => a.Value < b.Value;

    public static bool operator >(Position a, Position b) => a.Value > b.Value;

    public static bool operator <=(Position a, Position b) => a.Value <= b.Value;

    public static bool operator >=(Position a, Position b) => a.Value >= b.Value;

    public override string ToString() => $"{Value}";
}
