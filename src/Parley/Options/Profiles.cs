namespace Parley.Host.Options;

/// <summary>Sets of defaults, under everything that is given.</summary>
internal static class Profiles
{
    /// <summary>The assignment's text to the letter: nothing outlives its owner, one-character passwords, in clear on private networks, no hints, Spanish first.</summary>
    private static readonly (string Key, string Value)[] Classic =
    [
        ("rooms.owner-grace", "0"),
        ("accounts.min-password", "1"),
        ("auth.plaintext", "private"),
        ("line.hints", "false"),
        ("line.history", "0"),
        ("serve.lang", "es"),
    ];

    public static IEnumerable<Assignment> Of(string profile) =>
        profile == "classic" ? Classic.Select(pair => new Assignment(pair.Key, new SettingValue(pair.Value), "profile classic")) : [];
}
