namespace Parley.Contracts;

/// <summary>Keys of client-only tags: <c>+</c>, an optional vendor and slash, a name. IRCv3 message-tags, "Format".</summary>
public static class TagKey
{
    private const int MaxLength = 100;

    public static bool IsValid(string key)
    {
        if (key.Length is < 2 or > MaxLength || key[0] != '+')
            return false;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key.AsSpan(slash < 0 ? 1 : slash + 1);
        if (name.IsEmpty || slash == 1)
            return false;
        foreach (var c in key.AsSpan(1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '/' or '_'))
                return false;
        }
        return true;
    }
}
