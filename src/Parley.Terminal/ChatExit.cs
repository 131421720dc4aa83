namespace Parley.Terminal;

/// <summary>Exit codes of <c>parley chat</c>.</summary>
public static class ChatExit
{
    /// <summary>Left by the person's wish, or at the end of input with everything answered.</summary>
    public const int Done = 0;

    /// <summary>No connection, login refused, certificate changed, closed by the server, or a message that was not accepted.</summary>
    public const int Failed = 1;

    /// <summary>Options that mean nothing.</summary>
    public const int Usage = 2;
}
