using System.Globalization;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What the door itself notes beside a message, among the client's tags: without <c>+</c>, and shown to nobody.</summary>
internal static class OwnTags
{
    /// <summary>Where the writer had cut long lines (draft/multiline-concat): characters before each cut.</summary>
    private const string Cuts = "cuts";

    /// <summary>The sign before the channel: for members of that rank and above only.</summary>
    public const string Status = "status";

    /// <summary>Whether the door noted anything.</summary>
    public static bool Has(IReadOnlyDictionary<string, string>? tags) => tags is not null && (tags.ContainsKey(Cuts) || tags.ContainsKey(Status));

    public static IReadOnlyDictionary<string, string> WithCuts(IReadOnlyDictionary<string, string> tags, IReadOnlyList<int> cuts) =>
        cuts.Count == 0 ? tags : new Dictionary<string, string>(tags, StringComparer.Ordinal) { [Cuts] = string.Join(',', cuts) };

    public static IReadOnlyList<int> CutsOf(IReadOnlyDictionary<string, string>? tags) =>
        tags is not null && tags.TryGetValue(Cuts, out var text)
            ? [.. text.Split(',').Select(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var cut) ? cut : 0)]
            : [];

    public static string StatusOf(IReadOnlyDictionary<string, string>? tags) => tags?.GetValueOrDefault(Status) ?? "";
}
