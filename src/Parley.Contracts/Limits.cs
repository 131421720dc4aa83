namespace Parley.Contracts;

/// <summary>Limits that are part of the protocols; the settings may tighten some, never loosen them.</summary>
public static class Limits
{
    /// <summary>A message text, UTF-8 bytes, at every door.</summary>
    public const int MessageBytes = 4096;

    /// <summary>A reaction, characters: an emoji of several parts, or a word.</summary>
    public const int Reaction = 64;

    /// <summary>A line of the line protocol, without its end.</summary>
    public const int LineBytes = 8 * 1024;

    /// <summary>A JSON object of the JSON protocol, without its end.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>A password, UTF-8 bytes.</summary>
    public const int PasswordBytes = 1024;

    /// <summary>Given names, surnames and gender, characters each.</summary>
    public const int ProfileFieldLength = 100;

    public const int MinAge = 1;
    public const int MaxAge = 150;

    /// <summary>Entries in one page of history, search results in one answer, names in one page of a list.</summary>
    public const int PageSize = 1000;

    /// <summary>Entries that are handed in at once.</summary>
    public const int HandInEntries = 100;

    /// <summary>Characters of a search query.</summary>
    public const int QueryLength = 200;
}
