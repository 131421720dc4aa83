using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Parley.Contracts.Unicode;

namespace Parley.Contracts;

/// <summary>Logins that people can't tell apart, in the spirit of UTS 39, for Latin, Cyrillic and Greek.</summary>
/// <remarks>
/// Folded: letters of the three scripts that look like a Latin one, width and style variants, 0 and O, 1 and l and capital I.
/// Kept apart: accents (ana, aná, aña), sequences (rn and m, vv and w), small i and l, separators, other scripts.
/// Capitals count by their own look, so the skeleton is made of the spelling, not of its fold: test the fold for equality first.
/// The skeletons are stored: a change of the table needs a migration.
/// </remarks>
public static class Confusables
{
    // Each group: the Latin letter, then what looks like it. Capitals and small letters may look like different ones.
    private const string Groups =
        "aаαɑАΑ bΒВвЬь cсСϲϹ dԁԀ eеЕΕ gɡԌ hһНнΗҺ iіıι jјЈϳͿ kкКκΚ lӏӀ1IІΙ mМмΜ nΝη oоОοΟσ0օ " +
        "pрРρΡ qԛԚ sѕЅ tтТτΤ uυ vνѵѴ wԝԜ xхХχΧ yуУΥүҮγ zΖ";

    private static readonly FrozenDictionary<char, char> LooksLike = Groups
        .Split(' ')
        .SelectMany(group => group[1..].Select(other => KeyValuePair.Create(other, group[0])))
        .ToFrozenDictionary();

    /// <summary>Equal skeletons look alike. Not for showing: marks stand apart from their letters.</summary>
    public static string Skeleton(Login login) => Skeleton(login.Value);

    internal static string Skeleton(string spelling)
    {
        var skeleton = new StringBuilder(spelling.Length);
        foreach (var rune in Normalization.ToNfkd(spelling).EnumerateRunes())
        {
            if (rune.IsBmp && LooksLike.TryGetValue((char)rune.Value, out var latin))
                skeleton.Append(latin);
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter)
                skeleton.Append(Folded(Rune.ToLowerInvariant(rune)));
            else
                skeleton.Append(rune);
        }
        return skeleton.ToString();
    }

    /// <summary>A capital may have no look-alike while its small letter has one: both must come to the same.</summary>
    private static Rune Folded(Rune small) =>
        small.IsBmp && LooksLike.TryGetValue((char)small.Value, out var latin) ? new Rune(latin) : small;
}
