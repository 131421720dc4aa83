using System.Buffers;
using System.Text.Unicode;

namespace Parley.Protocol.Json;

/// <summary>Strings as we write them: UTF-8 as it is, with everything escaped that some program takes for the end of a line or for a terminal's control.</summary>
/// <remarks>
/// RFC 8259 section 7 demands the quote, the backslash and U+0000-001F. Besides: U+007F-009F (CSI is one of them), U+2028 and U+2029.
/// The platform's own encoders escape emoji, so that a person reading the wire would not see them.
/// </remarks>
internal static class JsonText
{
    /// <summary>Bytes that one UTF-16 unit takes at most (<c>\u001b</c>).</summary>
    public const int MaxExpansion = 6;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Where(c => c is < 0x20 or >= 0x7f).Select(c => (char)c), '"', '\\', '\u2028', '\u2029']);

    /// <summary>Writes the text between quotes; a lone surrogate becomes U+FFFD.</summary>
    /// <param name="output">At least 2 + <see cref="MaxExpansion"/> × length bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteQuoted(ReadOnlySpan<char> text, Span<byte> output)
    {
        output[0] = (byte)'"';
        var written = 1;
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            _ = Utf8.FromUtf16(plain < 0 ? text : text[..plain], output[written..], out _, out var bytes);
            written += bytes;
            if (plain < 0)
                break;
            written += WriteEscape(text[plain], output[written..]);
            text = text[(plain + 1)..];
        }
        output[written] = (byte)'"';
        return written + 1;
    }

    private static int WriteEscape(char c, Span<byte> output)
    {
        output[0] = (byte)'\\';
        var letter = c switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            _ => 'u',
        };
        output[1] = (byte)letter;
        if (letter != 'u')
            return 2;
        _ = ((int)c).TryFormat(output[2..], out _, "x4");
        return 6;
    }
}
