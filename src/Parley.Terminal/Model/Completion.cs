namespace Parley.Terminal;

/// <summary>What Tab makes of the word before the cursor: a command, a room after the room commands, else a person.</summary>
internal static class Completion
{
    private static readonly string[] RoomCommands = ["#gr", "#cr", "#dr", "#join", "#leave", "#who", "#keep"];

    /// <returns>Where the completed part begins and what to put there; null when nothing fits.</returns>
    public static (int Start, string Text)? Of(string before, IReadOnlyList<string> commands, IReadOnlyList<string> rooms, IReadOnlyList<string> people)
    {
        if (before.StartsWith('#') && !before.Contains(' ', StringComparison.Ordinal) && !before.Contains('<', StringComparison.Ordinal))
            return Longest(0, before, commands, " ");
        var space = before.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && RoomCommands.Contains(before[..space].ToLowerInvariant(), StringComparer.Ordinal))
            return Longest(space + 1, before[(space + 1)..], rooms, "");
        if (before.StartsWith("#\\private<", StringComparison.OrdinalIgnoreCase) && !before.Contains('>', StringComparison.Ordinal))
            return Longest(before.IndexOf('<', StringComparison.Ordinal) + 1, before[(before.IndexOf('<', StringComparison.Ordinal) + 1)..], people, "> ");
        var start = before.LastIndexOf(' ') + 1;
        return start == before.Length ? null : Longest(start, before[start..], people, start == 0 ? ": " : " ");
    }

    /// <summary>The only candidate with its end, or what all candidates share.</summary>
    private static (int, string)? Longest(int start, string typed, IReadOnlyList<string> from, string end)
    {
        var fitting = from.Where(c => c.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (fitting.Count == 0)
            return null;
        if (fitting.Count == 1)
            return (start, fitting[0] + end);
        var shared = fitting[0].Length;
        foreach (var other in fitting)
        {
            var same = 0;
            while (same < Math.Min(shared, other.Length) && char.ToLowerInvariant(other[same]) == char.ToLowerInvariant(fitting[0][same]))
                same++;
            shared = same;
        }
        return shared >= typed.Length ? (start, fitting[0][..shared]) : null;
    }
}
