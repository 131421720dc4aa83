using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Protocol.Irc;

namespace Parley.Protocol.Line;

/// <summary>What people wrote, made safe to show: nothing in it can begin a line, move the cursor or turn the reading direction.</summary>
internal static class LineText
{
    private static readonly string[] Breaks = ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"];

    private static readonly SearchValues<char> BreakCharacters = SearchValues.Create("\r\n\u0085\u2028\u2029");

    /// <summary>Every character for which <see cref="IsShownEscaped"/> holds.</summary>
    private static readonly SearchValues<char> ShownEscaped = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => Rune.TryCreate(c, out var rune) && IsShownEscaped(rune))]);

    /// <summary>Whether <see cref="Lines"/> are more than one.</summary>
    public static bool HasBreaks(string text) => text.AsSpan().IndexOfAny(BreakCharacters) >= 0;

    /// <summary>The lines of a text, each escaped; one at least.</summary>
    public static IEnumerable<string> Lines(string text) => text.Split(Breaks, StringSplitOptions.None).Select(Escape);

    /// <summary>The text as one line: line breaks are escaped like other controls.</summary>
    public static string Escape(string text) => text.AsSpan().IndexOfAny(ShownEscaped) < 0 ? text : Escape(text, IsShownEscaped);

    /// <summary>A text without the colours and styles of IRC. What asks programs or says what somebody does (CTCP) becomes the command that one would type.</summary>
    public static string Plain(string text)
    {
        if (Ctcp.TryParse(text, out var ctcp))
            text = ctcp.IsAction ? $"/me {ctcp.Text}" : $"/ctcp {ctcp.Command} {ctcp.Text}".TrimEnd();
        return Formatting.Strip(text);
    }

    /// <summary>A name. Real ones pass as they are; what no name may hold is escaped, so that it can't pass for more than a name.</summary>
    /// <remarks>Nicks of IRC hold brackets and the like; none may begin as a private message's line does.</remarks>
    public static string Name(string name) => name switch
    {
        "" => "?",
        ['[', ..] => "\\u005b" + Escape(name[1..], static rune => !IsOfName(rune)),
        _ => Escape(name, static rune => !IsOfName(rune)),
    };

    private static string Escape(string text, Func<Rune, bool> isEscaped)
    {
        StringBuilder? escaped = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (isEscaped(rune))
            {
                escaped ??= new StringBuilder(text, 0, at, text.Length + 16);
                escaped.Append(rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\u{{{rune.Value:x}}}");
            }
            else
            {
                escaped?.Append(rune);
            }
            at += rune.Utf16SequenceLength;
        }
        return escaped?.ToString() ?? text;
    }

    private static bool IsShownEscaped(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value != '\t')
        || rune.Value is 0x2028 or 0x2029 or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069);

    private static bool IsOfName(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is '_' or '-' or '.' or '[' or ']' or '\\' or '`' or '^' or '{' or '}' or '|'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
