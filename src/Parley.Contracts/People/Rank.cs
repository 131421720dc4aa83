namespace Parley.Contracts;

/// <summary>A member's standing in a room. Greater ranks may do all that smaller ones may. The numbers are stored: never renumber.</summary>
public enum Rank
{
    None = 0,

    /// <summary>May speak where only some may.</summary>
    Voice = 1,

    /// <summary>May put people out and give voice.</summary>
    HalfOperator = 2,

    /// <summary>May change the room's rules.</summary>
    Operator = 3,

    Administrator = 4,

    /// <summary>Whoever made a room that stays, and whom they chose.</summary>
    Owner = 5,
}
