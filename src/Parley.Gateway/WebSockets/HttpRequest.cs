using System.Text;

namespace Parley.Gateway.WebSockets;

/// <summary>The head of an HTTP/1.1 request (RFC 9112). Header names in lower case; a repeated header's values are joined by commas (RFC 9110, 5.3).</summary>
internal sealed record HttpRequest(string Method, string Target, string Version, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Bytes of a head, the empty line included.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>False: more input is needed. True with no request: this is no HTTP, or too long.</summary>
    /// <param name="consumed">Bytes of the head.</param>
    public static bool TryRead(ReadOnlySpan<byte> input, out HttpRequest? request, out int consumed)
    {
        request = null;
        var head = input[..Math.Min(input.Length, MaxBytes)];
        var end = head.IndexOf("\r\n\r\n"u8);
        consumed = end < 0 ? 0 : end + 4;
        if (end < 0)
            return input.Length >= MaxBytes;
        request = Parse(Encoding.Latin1.GetString(head[..end]).Split("\r\n"));
        return true;
    }

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>The comma-separated values of a header, without the spaces around them.</summary>
    public IEnumerable<string> Values(string header) => this[header]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static HttpRequest? Parse(string[] lines)
    {
        var first = lines[0].Split(' ');
        if (first.Length != 3 || !first[2].StartsWith("HTTP/", StringComparison.Ordinal))
            return null;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(' ', '\t', '\n'))
                return null;
            var (name, value) = (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim(' ', '\t'));
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }
        return new(first[0], first[1], first[2], headers);
    }
}
