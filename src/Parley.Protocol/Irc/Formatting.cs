using System.Buffers;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>Colours and styles in texts. modern.ircdocs.horse/formatting.</summary>
public static class Formatting
{
    private const char Color = '\x03', HexColor = '\x04';

    private static readonly SearchValues<char> Codes = SearchValues.Create("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f");

    /// <summary>The text alone.</summary>
    public static string Strip(string text)
    {
        if (text.AsSpan().IndexOfAny(Codes) < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i++];
            if (c == Color)
                i += Colors(text.AsSpan(i), digits => Count(digits, 2, char.IsAsciiDigit));
            else if (c == HexColor)
                i += Colors(text.AsSpan(i), digits => Count(digits, 6, char.IsAsciiHexDigit) == 6 ? 6 : 0);
            else if (!Codes.Contains(c))
                plain.Append(c);
        }
        return plain.ToString();
    }

    private delegate int Measure(ReadOnlySpan<char> text);

    /// <summary>Length of <c>1</c> or <c>1,2</c>; a comma without a second colour belongs to the text.</summary>
    private static int Colors(ReadOnlySpan<char> text, Measure one)
    {
        var first = one(text);
        if (first == 0 || first >= text.Length || text[first] != ',')
            return first;
        var second = one(text[(first + 1)..]);
        return second == 0 ? first : first + 1 + second;
    }

    private static int Count(ReadOnlySpan<char> text, int max, Func<char, bool> fits)
    {
        var count = 0;
        while (count < Math.Min(max, text.Length) && fits(text[count]))
            count++;
        return count;
    }
}
