using System.Buffers;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>The tag section of a message. IRCv3 message-tags, "Format" and "Escaping values".</summary>
public static class IrcTags
{
    /// <summary>Room is made for so many at once, whatever a client sends.</summary>
    private const int UsualTags = 7;

    private static readonly SearchValues<char> Escaped = SearchValues.Create("; \\\r\n\0");

    /// <summary>Reads tags without their <c>@</c>. Never fails; tags without a key are left out.</summary>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<char> section)
    {
        var tags = new Dictionary<string, string>(Math.Min(section.Count(';') + 1, UsualTags), StringComparer.Ordinal);
        foreach (var range in section.Split(';'))
        {
            var tag = section[range];
            var equals = tag.IndexOf('=');
            var key = equals < 0 ? tag : tag[..equals];
            if (!key.IsEmpty)
                tags[key.ToString()] = equals < 0 ? "" : Unescape(tag[(equals + 1)..]);
        }
        return tags;
    }

    /// <summary>A value as it stands in a tag.</summary>
    public static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny(Escaped) < 0)
            return value;
        var escaped = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            _ = c switch
            {
                ';' => escaped.Append("\\:"),
                ' ' => escaped.Append("\\s"),
                '\\' => escaped.Append("\\\\"),
                '\r' => escaped.Append("\\r"),
                '\n' => escaped.Append("\\n"),
                '\0' => escaped, // can't be said
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    /// <summary>The value that a tag stands for. A backslash before any other character is dropped, and so is one at the end.</summary>
    public static string Unescape(ReadOnlySpan<char> escaped)
    {
        if (!escaped.Contains('\\'))
            return escaped.ToString();
        var value = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
                value.Append(escaped[i]);
            else if (++i < escaped.Length)
                value.Append(escaped[i] switch { ':' => ';', 's' => ' ', 'r' => '\r', 'n' => '\n', var other => other });
        }
        return value.ToString();
    }
}
