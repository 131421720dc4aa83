using System.Globalization;
using System.Text;

namespace Parley.Gateway.Http.Files;

/// <summary>What a file is shown and saved as: the last part of what its sender called it, without what could mislead.</summary>
internal static class FileNames
{
    /// <summary>Characters.</summary>
    private const int MaxLength = 120;

    private const string Nameless = "file";

    public static string Clean(string? given)
    {
        var name = new StringBuilder();
        foreach (var rune in (given ?? "").Split('/', '\\')[^1].EnumerateRunes())
        {
            var bad = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (!bad)
                name.Append(rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? new Rune('_') : rune);
        }
        var clean = name.ToString().Trim(' ', '.');
        if (clean.Length == 0)
            return Nameless;
        return clean.Length <= MaxLength ? clean : Shorten(clean);
    }

    /// <summary>The end of the name says what it is.</summary>
    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name);
        extension = extension.Length > 10 ? "" : extension;
        var stem = name[..(MaxLength - extension.Length)];
        return (char.IsHighSurrogate(stem[^1]) ? stem[..^1] : stem) + extension;
    }
}
