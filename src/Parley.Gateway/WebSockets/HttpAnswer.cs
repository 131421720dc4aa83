using System.Text;

namespace Parley.Gateway.WebSockets;

/// <summary>Answers to requests that open no WebSocket. Each closes the connection.</summary>
internal static class HttpAnswer
{
    public static readonly ReadOnlyMemory<byte> BadRequest = Make("400 Bad Request", "This is no request for a WebSocket.");

    public static readonly ReadOnlyMemory<byte> WrongOrigin = Make("403 Forbidden", "Pages of this origin may not connect here.");

    public static readonly ReadOnlyMemory<byte> NotFound = Make("404 Not Found", "Here is IRC over WebSocket only.");

    public static readonly ReadOnlyMemory<byte> TooSlow = Make("408 Request Timeout", "The request did not come in time.");

    /// <summary>Also names the one version that there is (RFC 6455, 4.4).</summary>
    public static readonly ReadOnlyMemory<byte> UpgradeRequired = Make("426 Upgrade Required", "Here is IRC over WebSocket.", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", "Upgrade, close");

    public static readonly ReadOnlyMemory<byte> TooMany = Make("503 Service Unavailable", "Too many connections.");

    private static byte[] Make(string status, string text, string headers = "", string connection = "close") => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nConnection: {connection}\r\n{headers}Content-Type: text/plain\r\nContent-Length: {text.Length + 1}\r\n\r\n{text}\n");
}
