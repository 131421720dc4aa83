using System.Net;
using System.Text;

namespace Parley.Load.Wire.WebSockets;

/// <summary>The opening handshake at <c>/ws</c>: RFC 6455, section 4.1.</summary>
internal static class Handshake
{
    private const string Protocol = "parley.v1";

    /// <summary>Of the RFC's example: a nonce keeps caches apart, and here are none.</summary>
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static byte[] Request(IPEndPoint server) => Encoding.ASCII.GetBytes(
        $"GET /ws HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\nSec-WebSocket-Protocol: {Protocol}\r\n\r\n");

    /// <summary>Takes the answer's head; false when it is not complete.</summary>
    /// <exception cref="InvalidDataException">It is not the answer of a WebSocket that speaks our protocol.</exception>
    public static bool TryRead(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var lines = Encoding.ASCII.GetString(input[..end]).Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) || Value(lines, "Sec-WebSocket-Accept") != Accept || Value(lines, "Sec-WebSocket-Protocol") != Protocol)
            throw new InvalidDataException($"no WebSocket of {Protocol}: {lines[0]}");
        input = input[(end + 4)..];
        return true;
    }

    private static string? Value(string[] lines, string header) =>
        lines.FirstOrDefault(line => line.StartsWith($"{header}:", StringComparison.OrdinalIgnoreCase))?[(header.Length + 1)..].Trim();
}
