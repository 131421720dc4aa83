using System.Text;
using Parley.Contracts;
using Parley.Contracts.Unicode;

namespace Parley.Protocol.Irc;

/// <summary>What a connection is called: what a <see cref="Login"/> may be made of and RFC 2812's <c>[ ] \ ` ^ { } |</c>.</summary>
public static class Nick
{
    private const string Specials = "[]\\`^{}|_";

    /// <param name="max">Characters; more than <see cref="Login.MaxLength"/> means that.</param>
    /// <param name="clean">NFC; empty when false.</param>
    /// <returns>False: 432. Whether it is reserved or taken is not asked here.</returns>
    public static bool TryParse(string? text, int max, out string clean)
    {
        clean = "";
        if (string.IsNullOrEmpty(text) || text.Length > max * 8 || char.IsDigit(text[0]) || text[0] == '-' || text.AsSpan().Trim().Length != text.Length)
            return false;
        var nick = Normalization.ToNfc(text);
        var asLogin = new StringBuilder(nick);
        foreach (var special in Specials)
            asLogin.Replace(special, 'x');
        if (!Login.TryParse(asLogin.ToString(), out _) || nick.EnumerateRunes().Count() > max)
            return false;
        clean = nick;
        return true;
    }

    /// <summary>Equal folds are the same nick.</summary>
    public static string Fold(string text) => NameRules.Fold(text);
}
