using System.Text;

namespace Parley.Host.Options;

/// <summary>How keys are written: <c>rooms.owner-grace</c>, and also <c>rooms.owner_grace</c>, <c>rooms.ownerGrace</c> and <c>PARLEY_ROOMS__OWNER_GRACE</c>.</summary>
internal static class SettingKey
{
    public const string EnvironmentPrefix = "PARLEY_";

    public static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && kebab.Length > 0 && kebab[^1] is not ('.' or '-'))
                kebab.Append('-');
            kebab.Append(c == '_' ? '-' : char.ToLowerInvariant(c));
        }
        return kebab.ToString();
    }

    /// <summary>A key as a person or a file wrote it. All upper case counts as lower case.</summary>
    public static string Normalize(string key) => Kebab(key.Any(char.IsAsciiLetterLower) ? key : key.ToLowerInvariant());

    /// <summary>Null when the variable is none of the settings' (no <c>PARLEY_</c> in front, no <c>__</c> inside).</summary>
    public static string? FromEnvironment(string variable) =>
        variable.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) && variable.Contains("__", StringComparison.Ordinal)
            ? Normalize(variable[EnvironmentPrefix.Length..].Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant())
            : null;

    /// <summary>Edits from each word of <paramref name="key"/> to the word of <paramref name="known"/> that is most like it; a part of a word is one edit away.</summary>
    public static int WordDistance(string known, string key)
    {
        var words = known.Split('.', '-');
        return key.Split('.', '-').Sum(part => words.Min(word =>
            part.Length > 2 && word != part && word.Contains(part, StringComparison.Ordinal) ? 1 : Distance(word, part)));
    }

    /// <summary>Levenshtein's edit distance.</summary>
    public static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
