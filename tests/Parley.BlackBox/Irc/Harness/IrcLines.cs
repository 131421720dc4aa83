namespace Parley.BlackBox.Irc;

/// <summary>What is said of several lines; a failure shows them all.</summary>
public static class IrcLines
{
    public static IReadOnlyList<IrcLine> Of(this IEnumerable<IrcLine> lines, params string[] commands) => [.. lines.Where(l => commands.Contains(l.Command, StringComparer.Ordinal))];

    /// <summary>The only line with one of these commands.</summary>
    public static IrcLine One(this IEnumerable<IrcLine> lines, params string[] commands)
    {
        var all = lines.ToList();
        var found = all.Of(commands);
        return found.Count == 1 ? found[0] : throw new Xunit.Sdk.XunitException($"{found.Count} lines instead of one {string.Join(" or ", commands)} in:\n{Show(all)}");
    }

    /// <summary>The only line that is so.</summary>
    public static IrcLine One(this IEnumerable<IrcLine> lines, Func<IrcLine, bool> wanted)
    {
        var all = lines.ToList();
        var found = all.Where(wanted).ToList();
        return found.Count == 1 ? found[0] : throw new Xunit.Sdk.XunitException($"{found.Count} lines instead of one in:\n{Show(all)}");
    }

    public static void None(this IEnumerable<IrcLine> lines, params string[] commands)
    {
        var all = lines.ToList();
        if (all.Of(commands).Count > 0)
            Assert.Fail($"no {string.Join(" or ", commands)} was expected in:\n{Show(all)}");
    }

    /// <summary>At least one line with one of these commands.</summary>
    public static IrcLine Any(this IEnumerable<IrcLine> lines, params string[] commands)
    {
        var all = lines.ToList();
        return all.Of(commands) is [var first, ..] ? first : throw new Xunit.Sdk.XunitException($"no {string.Join(" or ", commands)} in:\n{Show(all)}");
    }

    /// <summary><c>FAIL command code …</c> (ircv3 standard replies).</summary>
    public static IrcLine Fail(this IEnumerable<IrcLine> lines, string command, params string[] codes)
    {
        var fail = lines.One("FAIL");
        Assert.Equal(command, fail[0]);
        Assert.Contains(fail[1], codes);
        return fail;
    }

    /// <summary>The texts of PRIVMSG lines.</summary>
    public static IReadOnlyList<string> Texts(this IEnumerable<IrcLine> lines) => [.. lines.Of("PRIVMSG").Select(l => l.Last)];

    /// <summary>Names of a 353, with their prefixes.</summary>
    public static IReadOnlyList<string> Names(this IEnumerable<IrcLine> lines) =>
        [.. lines.Of("353").SelectMany(l => l.Last.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public static string Bare(string name) => name.TrimStart('~', '&', '@', '%', '+');

    public static string Show(IEnumerable<IrcLine> lines) => string.Join('\n', lines.Select(l => l.Raw));
}
