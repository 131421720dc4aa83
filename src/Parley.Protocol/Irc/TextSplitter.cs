using System.Globalization;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>A piece of a text.</summary>
/// <param name="Text">Without line ends; empty for an empty line.</param>
/// <param name="Concat">It goes on where the piece before ended; otherwise a line end stands between. IRCv3 multiline, draft/multiline-concat.</param>
public readonly record struct TextPart(string Text, bool Concat);

/// <summary>Cuts texts into pieces that fit into lines. Nothing is lost: see <see cref="Join"/>.</summary>
public static class TextSplitter
{
    /// <summary>The longest character in UTF-8.</summary>
    public const int MinBytes = 4;

    /// <summary>Cuts at every <c>\n</c>, and before <paramref name="maxBytes"/> after a space if there is one in the second half, else between characters as they are seen.</summary>
    /// <param name="maxBytes">UTF-8 bytes of a piece, at least <see cref="MinBytes"/>.</param>
    public static IReadOnlyList<TextPart> Split(string text, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, MinBytes);
        var parts = new List<TextPart>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var rest = text.AsSpan(range);
            var concat = false;
            do
            {
                var length = Fitting(rest, maxBytes);
                parts.Add(new TextPart(rest[..length].ToString(), concat));
                rest = rest[length..];
                concat = true;
            }
            while (!rest.IsEmpty);
        }
        return parts;
    }

    /// <summary>As <see cref="Split(string, int)"/>, and cuts also where the writer did.</summary>
    /// <param name="cuts">Characters before each, rising; those outside the text are left out.</param>
    public static IReadOnlyList<TextPart> Split(string text, int maxBytes, IReadOnlyList<int> cuts)
    {
        var parts = new List<TextPart>();
        var start = 0;
        foreach (var cut in cuts.Where(c => c < text.Length).Append(text.Length))
        {
            if (cut <= start)
                continue;
            var piece = Split(text[start..cut], maxBytes);
            parts.AddRange(start == 0 ? piece : [piece[0] with { Concat = true }, .. piece.Skip(1)]);
            start = cut;
        }
        return parts;
    }

    public static string Join(IEnumerable<TextPart> parts)
    {
        var text = new StringBuilder();
        var first = true;
        foreach (var part in parts)
        {
            if (!first && !part.Concat)
                text.Append('\n');
            text.Append(part.Text);
            first = false;
        }
        return text.ToString();
    }

    private static int Fitting(ReadOnlySpan<char> text, int maxBytes)
    {
        var (length, bytes, afterSpace) = (0, 0, 0);
        while (length < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text[length..]);
            var nextBytes = Encoding.UTF8.GetByteCount(text.Slice(length, next));
            if (bytes + nextBytes > maxBytes)
                return afterSpace > 0 ? afterSpace : length > 0 ? length : FittingRunes(text[..next], maxBytes);
            bytes += nextBytes;
            length += next;
            if (bytes > maxBytes / 2 && text[length - 1] == ' ')
                afterSpace = length;
        }
        return length;
    }

    private static int FittingRunes(ReadOnlySpan<char> text, int maxBytes)
    {
        var (length, bytes) = (0, 0);
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out var rune, out var chars);
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            length += chars;
        }
        return length;
    }
}
