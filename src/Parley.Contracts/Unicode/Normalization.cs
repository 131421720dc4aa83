using System.Runtime.InteropServices;
using System.Text;

namespace Parley.Contracts.Unicode;

/// <summary>Unicode normal forms (UAX #15) without the platform's tables, which invariant globalization leaves out.</summary>
/// <remarks>Lone surrogates become U+FFFD where a text has to be rewritten. Safe from any thread. Time grows with n log n at worst, in the length of a run of marks.</remarks>
public static class Normalization
{
    // Nothing below changes: no character there expands, combines with the one before, or has a combining class.
    private const char FirstNfcMark = '\u0300';
    private const char FirstNfkdExpansion = '\u00a0';

    /// <summary>The Unicode version of the table, such as <c>15.1</c>. Characters of later versions are left as they are.</summary>
    public static string UnicodeVersion => NormalizationTable.Shared.Version;

    /// <summary>Canonical decomposition, then canonical composition: the form that names and texts are compared in.</summary>
    public static string ToNfc(string text) =>
        text.AsSpan().IndexOfAnyInRange(FirstNfcMark, char.MaxValue) < 0
            ? text
            : Compose(Decompose(text, compatibility: false));

    /// <summary>Compatibility decomposition: letters apart from their marks, width and style forgotten; for search and look-alikes.</summary>
    public static string ToNfkd(string text) =>
        text.AsSpan().IndexOfAnyInRange(FirstNfkdExpansion, char.MaxValue) < 0
            ? text
            : ToText(Decompose(text, compatibility: true));

    private static List<OrderedRune> Decompose(string text, bool compatibility)
    {
        var table = NormalizationTable.Shared;
        var runes = new List<OrderedRune>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            Expand(table, rune.Value, compatibility, runes);
        PutMarksInOrder(runes);
        return runes;
    }

    private static void Expand(NormalizationTable table, int codePoint, bool compatibility, List<OrderedRune> into)
    {
        if (Hangul.IsSyllable(codePoint))
        {
            foreach (var jamo in Hangul.Decompose(codePoint))
                into.Add(new OrderedRune(jamo, 0, into.Count));
            return;
        }
        if (!table.TryExpand(codePoint, out var expansion, out var compatibilityOnly) || (compatibilityOnly && !compatibility))
        {
            into.Add(new OrderedRune(codePoint, table.CombiningClass(codePoint), into.Count));
            return;
        }
        foreach (var part in expansion)
        {
            // A canonical expansion may hold parts that only NFKD takes apart; a compatibility one is complete.
            if (compatibility && !compatibilityOnly)
                Expand(table, part, compatibility: true, into);
            else
                into.Add(new OrderedRune(part, table.CombiningClass(part), into.Count));
        }
    }

    /// <summary>The canonical ordering of UAX #15: marks between two starters by class, equal classes as they came.</summary>
    private static void PutMarksInOrder(List<OrderedRune> runes)
    {
        var all = CollectionsMarshal.AsSpan(runes);
        for (var start = 0; start < all.Length; start++)
        {
            if (all[start].CombiningClass == 0)
                continue;
            var end = start + 1;
            while (end < all.Length && all[end].CombiningClass != 0)
                end++;
            if (end - start > 1)
                all[start..end].Sort(static (a, b) => a.Key.CompareTo(b.Key));
            start = end;
        }
    }

    private static string Compose(List<OrderedRune> runes)
    {
        var table = NormalizationTable.Shared;
        var starter = -1;
        var kept = 0;
        var classBefore = -1;
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var ccc = rune.CombiningClass;
            // Blocked when something kept since the starter is a starter or has the same or a higher class.
            var reachable = starter >= 0 && (classBefore < ccc || classBefore < 0);
            if (reachable && TryComposePair(table, runes[starter].CodePoint, rune.CodePoint, out var composite))
            {
                runes[starter] = new OrderedRune(composite, 0, starter);
                continue;
            }
            if (ccc == 0)
            {
                starter = kept;
                classBefore = -1;
            }
            else
            {
                classBefore = ccc;
            }
            runes[kept++] = rune;
        }
        runes.RemoveRange(kept, runes.Count - kept);
        return ToText(runes);
    }

    private static bool TryComposePair(NormalizationTable table, int first, int second, out int composite) =>
        Hangul.TryCompose(first, second, out composite) || table.TryCompose(first, second, out composite);

    private static string ToText(List<OrderedRune> runes)
    {
        var text = new StringBuilder(runes.Count);
        Span<char> chars = stackalloc char[2];
        foreach (var rune in runes)
            text.Append(chars[..new Rune(rune.CodePoint).EncodeToUtf16(chars)]);
        return text.ToString();
    }

    /// <summary>A code point that sorts by combining class, then by where it stood: one number, so that an unstable sort is stable.</summary>
    private readonly struct OrderedRune(int codePoint, int combiningClass, int index)
    {
        public long Key { get; } = ((long)combiningClass << 53) | ((long)index << 21) | (uint)codePoint;

        public int CodePoint => (int)(Key & 0x1fffff);

        public int CombiningClass => (int)(Key >> 53);
    }
}
