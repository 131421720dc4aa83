using Parley.Contracts;

namespace Parley.Client;

/// <summary>There is no connection, or it ended before the answer came; whether the command was carried out is then unknown.</summary>
/// <remarks>Posts do not fail like this while the client reconnects: they are sent again until answered.</remarks>
public sealed class LinkLostException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the server said when it closed, if it said something.</summary>
    public Closing? Closing { get; init; }

    /// <summary>What was asked for had been sent, and may have been done.</summary>
    public bool MayBeDone { get; init; }
}
