using System.Text;

namespace Parley.Terminal;

/// <summary>Texts of strangers made safe for a terminal: controls and marks that turn the reading direction become visible.</summary>
internal static class Printable
{
    /// <summary>The lines of a text, without controls; tabs become spaces.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(Line);

    public static string Line(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\t')
                clean.Append("    ");
            else if (IsHidden(rune))
                clean.Append('␛');
            else
                clean.Append(rune);
        }
        return clean.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.IsControl(rune) || rune.Value is (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029;
}
