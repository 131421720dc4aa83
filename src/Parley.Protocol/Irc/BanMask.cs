using System.Diagnostics.CodeAnalysis;

namespace Parley.Protocol.Irc;

/// <summary>Masks of the lists b, e and I. Modern IRC, "Ban channel mode"; IRCv3 account-extban.</summary>
public static class BanMask
{
    /// <summary>Before the letter of an extended ban; may be left out.</summary>
    public const char ExtbanSign = '$';

    /// <summary>Fills in what is missing: <c>nick!*@*</c>, <c>*!*@host</c>, <c>*!user@host</c>; extended bans are left as they are.</summary>
    public static string Normalise(string mask)
    {
        if (TryExtban(mask, out _, out _))
            return mask;
        var bang = mask.IndexOf('!');
        var at = mask.IndexOf('@', bang + 1);
        if (bang < 0)
            return at < 0 ? $"{OrAny(mask)}!*@*" : $"*!{OrAny(mask[..at])}@{OrAny(mask[(at + 1)..])}";
        var user = at < 0 ? mask[(bang + 1)..] : mask[(bang + 1)..at];
        return $"{OrAny(mask[..bang])}!{OrAny(user)}@{(at < 0 ? "*" : OrAny(mask[(at + 1)..]))}";
    }

    /// <summary>Reads <c>$a:account</c>, <c>a:account</c>, <c>m:mask</c>: one letter, a colon, something.</summary>
    public static bool TryExtban(string mask, out char letter, [NotNullWhen(true)] out string? argument)
    {
        var body = mask is [ExtbanSign, ..] ? mask.AsSpan(1) : mask;
        (letter, argument) = ('\0', null);
        if (body is not [var first, ':', _, ..] || !char.IsAsciiLetter(first))
            return false;
        (letter, argument) = (first, body[2..].ToString());
        return true;
    }

    private static string OrAny(string part) => part.Length == 0 ? "*" : part;
}
