using System.Globalization;
using System.Text;

namespace Parley.Terminal;

/// <summary>How many cells of a terminal a text takes. Works on grapheme clusters (UAX #29): what a person sees as one character.</summary>
internal static class Cells
{
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Joiner = 0x200D;

    /// <summary>The clusters of a text, in order.</summary>
    public static IEnumerable<string> Clusters(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    public static int Of(string text) => text.All(char.IsAscii) ? text.Count(c => c >= ' ' && c < '\x7f') : Clusters(text).Sum(OfCluster);

    /// <summary>0 for marks alone and controls, 2 for East Asian wide characters, emoji and flags, else 1.</summary>
    public static int OfCluster(string cluster)
    {
        var runes = cluster.EnumerateRunes();
        runes.MoveNext();
        var first = runes.Current;
        if (!TakesSpace(first))
            return 0;
        var width = WideRanges.Contains(first.Value) ? 2 : 1;
        while (runes.MoveNext())
        {
            width = runes.Current.Value switch
            {
                TextStyle => 1,
                EmojiStyle or Joiner => IsPictograph(first) ? 2 : width,
                var next when IsFlagLetter(next) && IsFlagLetter(first.Value) => 2,
                >= 0x1F3FB and <= 0x1F3FF => 2,
                _ => width,
            };
        }
        return width;
    }

    /// <summary>Terminals differ on clusters of several code points; whoever draws one says afterwards where the cursor is.</summary>
    public static bool IsDoubtful(string cluster) => cluster.Length > 1 && cluster.EnumerateRunes().Skip(1).Any();

    private static bool TakesSpace(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value == 0xAD,
        _ => true,
    };

    private static bool IsPictograph(Rune rune) =>
        rune.Value is 0xA9 or 0xAE or '#' or '*' or (>= '0' and <= '9') or (>= 0x203C and <= 0x3299) or (>= 0x1F000 and <= 0x1FAFF);

    private static bool IsFlagLetter(int codePoint) => codePoint is >= 0x1F1E6 and <= 0x1F1FF;
}
