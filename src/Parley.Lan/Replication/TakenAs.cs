namespace Parley.Lan.Replication;

/// <summary>What became of an entry that was handed to a replica.</summary>
public enum TakenAs
{
    Added,

    /// <summary>It was there.</summary>
    Known,

    /// <summary>It waits for those before it.</summary>
    Waiting,

    /// <summary>It does not follow what is here: the branches part earlier.</summary>
    Parted,

    /// <summary>It is of a branch that loses against the one here.</summary>
    Lost,

    /// <summary>Its clock is too far ahead of this device's; it may be given again later.</summary>
    ClockAhead,

    /// <summary>There are as many authors as there may be.</summary>
    TooManyAuthors,

    /// <summary>Not of this group, not signed by its author, or not later than the entry before it: no honest peer passes it on.</summary>
    Invalid,
}
