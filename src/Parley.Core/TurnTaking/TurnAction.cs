namespace Parley.Core.TurnTaking;

/// <summary>What somebody does with the turn. The names, in kebab-case, are on the wire and in the log: never rename.</summary>
internal enum TurnAction
{
    /// <summary>Says something: from a message in the log, never from an entry of its own.</summary>
    Speak,
    Start,
    Stop,

    /// <summary>Gives the turn on without a word.</summary>
    Pass,

    /// <summary>Takes a turn that is free, or whose holder was silent for too long.</summary>
    Take,
    Raise,
    Lower,
    Join,
    Leave,
}

/// <summary>Why somebody may not do it.</summary>
internal enum TurnRefusal
{
    None,

    /// <summary>It is the turn of <see cref="TurnTable.Holder"/>.</summary>
    OthersTurn,

    /// <summary>They spoke last, and somebody else has to answer first.</summary>
    SpokeLast,

    /// <summary>They are not in the order.</summary>
    NotAmong,

    /// <summary>An order has no hands to raise, and raised hands no order to join.</summary>
    OtherForm,

    /// <summary>No more people, or hands, are taken.</summary>
    Full,
}
