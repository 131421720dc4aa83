using System.Globalization;
using System.Text;
using Parley.Contracts.Unicode;

namespace Parley.Core.Search;

/// <summary>The words of a text, as every store's search sees them: NFKD, lower case, marks dropped but the tilde of ñ, runs of letters and digits.</summary>
public static class SearchWords
{
    private const int Tilde = 0x303;

    /// <summary>In order of the text, doubles included. Writing systems without spaces between words give one word per run.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Normalization.ToNfkd(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (IsMark(rune))
            {
                if (rune.Value == Tilde && word.Length > 0 && word[^1] == 'n')
                    word[^1] = 'ñ';
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>The distinct words of a UTF-8 body.</summary>
    public static HashSet<string> Of(ReadOnlySpan<byte> body) => new(Of(Encoding.UTF8.GetString(body)), StringComparer.Ordinal);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
