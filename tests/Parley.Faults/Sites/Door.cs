namespace Parley.Faults.Sites;

internal enum Door
{
    /// <summary>Plain text, and JSON objects.</summary>
    Line,

    Irc,

    /// <summary>HTTP and WebSockets.</summary>
    Web,
}
