using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Gateway.WebSockets;

/// <summary>The opening handshake of a WebSocket: RFC 6455 section 4.2, and the subprotocols of https://ircv3.net/specs/extensions/websocket.</summary>
/// <param name="Answer">To be sent, whichever it is.</param>
/// <param name="IsOpen">The connection is a WebSocket from now on.</param>
/// <param name="IsBinary">Messages to the client are binary; else text.</param>
internal readonly record struct Upgrade(ReadOnlyMemory<byte> Answer, bool IsOpen, bool IsBinary)
{
    private const string Text = "text.ircv3.net";
    private const string Binary = "binary.ircv3.net";

    /// <param name="origins">Of pages that may connect; empty: any. Programs that are no browsers state none.</param>
    public static Upgrade For(HttpRequest? request, IReadOnlyList<string> origins)
    {
        if (request is null || request.Version != "HTTP/1.1" || request["host"] is null)
            return Refused(HttpAnswer.BadRequest);
        if (request.Method != "GET")
            return Refused(HttpAnswer.NotFound);
        if (!request.Values("upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase) || !request.Values("connection").Contains("upgrade", StringComparer.OrdinalIgnoreCase))
            return Refused(request.Target == "/" ? HttpAnswer.UpgradeRequired : HttpAnswer.NotFound);
        if (request["sec-websocket-version"] != "13")
            return Refused(HttpAnswer.UpgradeRequired);
        if (request["sec-websocket-key"] is not { } key || !IsKey(key))
            return Refused(HttpAnswer.BadRequest);
        if (origins.Count > 0 && request["origin"] is { } origin && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return Refused(HttpAnswer.WrongOrigin);

        // The client lists what it likes best first; one that asks for nothing gets text, which any can show.
        var chosen = request.Values("sec-websocket-protocol").FirstOrDefault(name => name is Text or Binary);
        var protocol = chosen is null ? "" : $"Sec-WebSocket-Protocol: {chosen}\r\n";
        var answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n{protocol}\r\n";
        return new(Encoding.ASCII.GetBytes(answer), IsOpen: true, IsBinary: chosen == Binary);
    }

    private static Upgrade Refused(ReadOnlyMemory<byte> answer) => new(answer, IsOpen: false, IsBinary: false);

    internal static bool IsKey(string key)
    {
        Span<byte> nonce = stackalloc byte[24];
        return key.Length == 24 && Convert.TryFromBase64String(key, nonce, out var length) && length == 16;
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 asks for SHA-1, to prove that this is no HTTP server; nothing is kept secret by it.")]
    internal static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
