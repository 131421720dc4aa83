namespace Parley.BlackBox.Irc.History;

/// <summary>What is inside a batch.</summary>
internal static class Batches
{
    /// <summary>The lines of the only batch of a type, which must be whole; inner batches' lines are not among them.</summary>
    public static IReadOnlyList<IrcLine> Inside(this IReadOnlyList<IrcLine> lines, string type)
    {
        var start = lines.One(l => l.Command == "BATCH" && l[0].StartsWith('+') && l[1] == type);
        var name = start[0][1..];
        lines.One(l => l.Command == "BATCH" && l[0] == $"-{name}");
        return [.. lines.Where(l => l.Tag("batch") == name)];
    }
}
