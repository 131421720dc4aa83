namespace Parley.Load.Wire;

/// <summary>How the JSON protocol is spoken.</summary>
internal enum Door
{
    /// <summary>One object a line.</summary>
    Tcp,

    /// <summary>One object a text message, at <c>/ws</c>.</summary>
    WebSocket,
}
