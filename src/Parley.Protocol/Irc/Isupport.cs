using System.Buffers;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>What the server can do, as tokens of numeric 005. Modern IRC, "RPL_ISUPPORT parameters".</summary>
public static class Isupport
{
    public const int TokensPerLine = 13;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(" \\=\0\r\n");

    /// <summary>Tokens for each line, to stand between the nick and "are supported by this server".</summary>
    /// <param name="tokens">Value null: the name alone; a name that begins with <c>-</c> takes it back.</param>
    /// <param name="room">Bytes for the tokens of a line, a space after each counted.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Lines(IEnumerable<KeyValuePair<string, string?>> tokens, int room = 400)
    {
        var lines = new List<IReadOnlyList<string>>();
        var line = new List<string>();
        var bytes = 0;
        foreach (var (name, value) in tokens)
        {
            var token = value is null ? name : $"{name}={Escape(value)}";
            var more = Encoding.UTF8.GetByteCount(token) + 1;
            if (line.Count == TokensPerLine || (line.Count > 0 && bytes + more > room))
            {
                lines.Add(line);
                (line, bytes) = ([], 0);
            }
            line.Add(token);
            bytes += more;
        }
        if (line.Count > 0)
            lines.Add(line);
        return lines;
    }

    /// <summary>Space, backslash and <c>=</c> as <c>\x20</c>, <c>\x5C</c> and <c>\x3D</c>.</summary>
    public static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny(Escaped) < 0)
            return value;
        var escaped = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (Escaped.Contains(c))
                escaped.Append($"\\x{(int)c:X2}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
