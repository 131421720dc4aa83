namespace Parley.Core.Sessions;

/// <summary>How the people of a door are placed and named.</summary>
public enum Manner
{
    /// <summary>One current room, beginning with the default one; they go by their logins (line, terminal).</summary>
    Placed,

    /// <summary>Any number of rooms, none at first; they go by their logins (JSON, web).</summary>
    Free,

    /// <summary>Any number of rooms; they choose a name, with or without an account (IRC).</summary>
    Named,

    /// <summary>For requests of an account that is not present by them (HTTP): joins rooms without becoming a member, and nobody sees it come or go. docs/adr/0010.</summary>
    Visiting,
}
