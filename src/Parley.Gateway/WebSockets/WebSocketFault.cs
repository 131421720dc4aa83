namespace Parley.Gateway.WebSockets;

/// <summary>The peer broke RFC 6455; the connection closes with this code.</summary>
internal sealed class WebSocketFault(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
