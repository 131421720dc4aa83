namespace Parley.Protocol.Irc;

public enum ModeProblem
{
    None,

    /// <summary>472 for channels, 501 for users.</summary>
    UnknownLetter,

    /// <summary>696; 461 from older servers.</summary>
    MissingParam,
}

/// <summary>One letter of a MODE.</summary>
/// <param name="Param">Null for flags, list queries, a key taken away without saying it, and when there is a problem.</param>
public readonly record struct ModeChange(bool Add, char Letter, string? Param = null, ModeProblem Problem = ModeProblem.None);

/// <summary>Reads <c>+ov-l nick nick</c>. Modern IRC, MODE.</summary>
public static class ModeParser
{
    /// <summary>Letters after these are not read.</summary>
    public const int MaxChanges = 100;

    /// <summary>Channel modes.</summary>
    /// <param name="modes">Signs and letters; no sign means <c>+</c>.</param>
    public static IReadOnlyList<ModeChange> Parse(string modes, IEnumerable<string> parameters) => Parse(ChannelModes.Table, modes, parameters);

    public static IReadOnlyList<ModeChange> Parse(ModeTable table, string modes, IEnumerable<string> parameters)
    {
        var changes = new List<ModeChange>();
        var add = true;
        using var rest = parameters.GetEnumerator();
        foreach (var c in modes)
        {
            if (c is '+' or '-')
                add = c == '+';
            else if (changes.Count == MaxChanges)
                break;
            else
                changes.Add(One(table, add, c, rest));
        }
        return changes;
    }

    /// <summary>True when the change only asks to see a list: <c>b</c> or <c>+b</c> without a mask.</summary>
    public static bool IsListQuery(ModeTable table, ModeChange change) =>
        change is { Param: null, Problem: ModeProblem.None } && table.Find(change.Letter)?.Kind == ModeKind.List;

    private static ModeChange One(ModeTable table, bool add, char letter, IEnumerator<string> rest)
    {
        if (table.Find(letter) is not { } mode)
            return new ModeChange(add, letter, Problem: ModeProblem.UnknownLetter);
        if (mode.Kind == ModeKind.Flag || (mode.Kind == ModeKind.WhenSet && !add))
            return new ModeChange(add, letter);
        // An empty parameter can't be shown again in the middle of a line.
        if (rest.MoveNext() && rest.Current.Length > 0)
            return new ModeChange(add, letter, rest.Current);
        var mayLack = mode.Kind == ModeKind.List || (mode.Kind == ModeKind.Always && !add);
        return new ModeChange(add, letter, Problem: mayLack ? ModeProblem.None : ModeProblem.MissingParam);
    }
}
