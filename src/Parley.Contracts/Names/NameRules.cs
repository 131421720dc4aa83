using System.Globalization;
using System.Text;
using Parley.Contracts.Unicode;

namespace Parley.Contracts;

/// <summary>What names may be made of; one rule for every door. docs/protocol/line.md, "Names".</summary>
public static class NameRules
{
    /// <summary>Combining marks that may follow one letter; more would spill over the lines around.</summary>
    public const int MaxMarks = 4;

    private static readonly string[] DefaultRoomAliases = ["default", "principal", "general", "público", "publico"];

    private static readonly string[] Reserved = [.. DefaultRoomAliases, "server", "sistema", "system", "*"];

    /// <summary>What the author of an erased account is shown as, before its id.</summary>
    private const string ErasedPrefix = "erased-";

    /// <summary>What the default room is called in the store and by programs; people see it named in their language.</summary>
    public static RoomName DefaultRoom { get; } = RoomName.TryParse("default", out var name) ? name : throw new InvalidOperationException();

    /// <summary>Names that people take for the server's own or its keepers': no guest may go by them, nor by look-alikes.</summary>
    private static readonly HashSet<string> Official = new(StringComparer.Ordinal) { "admin", "administrador", "administrator", "root", "parley", "nickserv", "chanserv", "operserv", "moderador", "moderator", "server", "sistema", "system" };

    private static readonly HashSet<string> LikeOfficial = [.. Official.Select(Confusables.Skeleton)];

    /// <summary>True when only somebody with an account may go by the name.</summary>
    public static bool IsReservedForAccounts(string name) =>
        Official.Contains(Fold(name)) || LikeOfficial.Contains(Confusables.Skeleton(name));

    /// <summary>True when the name is one of the default room's aliases, in any case.</summary>
    public static bool IsDefaultRoom(RoomName name) => DefaultRoomAliases.Contains(name.Fold, StringComparer.Ordinal);

    /// <summary>True when nobody may take the name for a room or an account. <paramref name="fold"/>: a folded name.</summary>
    public static bool IsReserved(string fold) =>
        Reserved.Contains(fold, StringComparer.Ordinal) || fold.StartsWith(ErasedPrefix, StringComparison.Ordinal);

    /// <summary>True when nobody may take the login, as it is reserved or looks like a reserved one.</summary>
    public static bool IsReserved(Login login) => IsReserved(login.Fold) || IsReserved(Confusables.Skeleton(login));

    /// <summary>NFC and lower case: equal folds are the same name.</summary>
    public static string Fold(string name) => Normalization.ToNfc(Normalization.ToNfc(name).ToLowerInvariant().Replace('ς', 'σ'));

    internal static bool TryClean(string? text, int maxLength, bool spaces, out string? clean)
    {
        clean = null;
        // A character takes at most two chars, and composing never takes more than a few marks away.
        if (text is null || text.Length > maxLength * 8)
            return false;
        var name = Normalization.ToNfc(spaces ? CollapseSpaces(text) : text.Trim());
        if (!HasOnlyNameCharacters(name, maxLength, spaces))
            return false;
        clean = name;
        return true;
    }

    private static string CollapseSpaces(string text)
    {
        if (text.AsSpan().IndexOfAny(' ', '\u00a0') < 0)
            return text.Trim();
        var collapsed = new StringBuilder(text.Length);
        foreach (var c in text.Trim())
        {
            if (c is not (' ' or '\u00a0'))
                collapsed.Append(c);
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
                collapsed.Append(' ');
        }
        return collapsed.ToString();
    }

    private static bool HasOnlyNameCharacters(string name, int maxLength, bool spaces)
    {
        var (count, marks, named) = (0, 0, false);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsInvisible(rune.Value))
                return false;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                if (count == 0 || ++marks > MaxMarks)
                    return false;
            }
            else
            {
                marks = 0;
                var letter = Rune.IsLetterOrDigit(rune);
                named |= letter;
                if (!letter && rune.Value is not ('_' or '-' or '.') && !(spaces && rune.Value == ' '))
                    return false;
            }
            count++;
        }
        return named && count <= maxLength;
    }

    /// <summary>Letters and marks that show nothing: Hangul fillers, the grapheme joiner, Khmer inherent vowels, variation selectors.</summary>
    private static bool IsInvisible(int codePoint) => codePoint
        is 0x034f or 0x115f or 0x1160 or 0x3164 or 0xffa0 or 0x16fe4
        or 0x17b4 or 0x17b5
        or (>= 0x180b and <= 0x180f)
        or (>= 0xfe00 and <= 0xfe0f)
        or (>= 0xe0100 and <= 0xe01ef);
}
