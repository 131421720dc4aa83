using System.Text;

namespace Parley.Contracts;

/// <summary>Masks such as <c>*!*@*.uci.es</c>: <c>*</c> is any text, <c>?</c> one character, <c>\*</c>, <c>\?</c> and <c>\\</c> those characters; any other <c>\</c> is itself.</summary>
public static class NameMask
{
    // No code point is negative.
    private const int Any = -1, One = -2;

    /// <summary>True when the whole text fits; case makes no difference (<see cref="NameRules.Fold"/>).</summary>
    /// <remarks>Time is at most the product of the lengths: only the last <c>*</c> is ever tried again.</remarks>
    public static bool Matches(string mask, string text)
    {
        var tokens = Tokens(NameRules.Fold(mask));
        var runes = NameRules.Fold(text).EnumerateRunes().Select(rune => rune.Value).ToArray();
        var (at, next, star, resume) = (0, 0, -1, 0);
        while (at < runes.Length)
        {
            if (next < tokens.Count && tokens[next] == Any)
            {
                star = next++;
                resume = at;
            }
            else if (next < tokens.Count && (tokens[next] == One || tokens[next] == runes[at]))
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }
        return next == tokens.Count || (next == tokens.Count - 1 && tokens[next] == Any);
    }

    /// <summary>A mask that matches this text alone.</summary>
    public static string Escape(string text)
    {
        var mask = new StringBuilder(text.Length);
        foreach (var c in text)
            (c is '*' or '?' or '\\' ? mask.Append('\\') : mask).Append(c);
        return mask.ToString();
    }

    private static List<int> Tokens(string mask)
    {
        var tokens = new List<int>(mask.Length);
        for (var i = 0; i < mask.Length;)
        {
            if (mask[i] == '\\' && i + 1 < mask.Length && mask[i + 1] is ('*' or '?' or '\\'))
            {
                tokens.Add(mask[i + 1]);
                i += 2;
                continue;
            }
            Rune.DecodeFromUtf16(mask.AsSpan(i), out var rune, out var length);
            i += length;
            if (rune.Value == '*' && tokens is [.., Any])
                continue;
            tokens.Add(rune.Value switch { '*' => Any, '?' => One, var other => other });
        }
        return tokens;
    }
}
