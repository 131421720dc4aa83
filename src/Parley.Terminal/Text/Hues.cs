namespace Parley.Terminal;

/// <summary>A colour for each name, the same on every terminal and day.</summary>
internal static class Hues
{
    /// <summary>The twelve colours of the usual sixteen that are neither black, white nor grey.</summary>
    public const int Count = 12;

    /// <summary>FNV-1a of the name in lower case.</summary>
    public static int Of(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name.ToLowerInvariant())
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % Count);
    }

    /// <summary>The SGR parameter of a hue: 31-36 or 91-96.</summary>
    public static int Sgr(int hue) => hue < 6 ? 31 + hue : 91 + hue - 6;
}
