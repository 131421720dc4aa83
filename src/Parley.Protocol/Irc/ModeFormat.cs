using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>One MODE line: <c>+ov-l</c> and its parameters.</summary>
public sealed record ModeLine(string Modes, IReadOnlyList<string> Params);

/// <summary>Packs changes into few MODE lines, in their order.</summary>
public static class ModeFormat
{
    /// <summary>What MODES says in numeric 005.</summary>
    public const int ChangesPerLine = 12;

    /// <param name="room">UTF-8 bytes for modes and parameters together, spaces between counted.</param>
    public static IReadOnlyList<ModeLine> Lines(IEnumerable<ModeChange> changes, int room = 400, int perLine = ChangesPerLine)
    {
        var lines = new List<ModeLine>();
        var modes = new StringBuilder();
        var parameters = new List<string>();
        var (bytes, count, sign) = (0, 0, '\0');
        foreach (var change in changes)
        {
            var more = 2 + (change.Param is null ? 0 : Encoding.UTF8.GetByteCount(change.Param) + 1);
            if (count == perLine || (count > 0 && bytes + more > room))
            {
                lines.Add(new ModeLine(modes.ToString(), parameters));
                modes.Clear();
                (parameters, bytes, count, sign) = ([], 0, 0, '\0');
            }
            var wanted = change.Add ? '+' : '-';
            if (sign != wanted)
                modes.Append(sign = wanted);
            modes.Append(change.Letter);
            if (change.Param is { } param)
                parameters.Add(param);
            bytes += more;
            count++;
        }
        if (count > 0)
            lines.Add(new ModeLine(modes.ToString(), parameters));
        return lines;
    }

    /// <summary>What changed between two sets of user modes, such as <c>+i-w</c>; empty for nothing.</summary>
    public static string Difference(string before, string after)
    {
        var changes = before.Except(after).Order().Select(letter => new ModeChange(false, letter))
            .Concat(after.Except(before).Order().Select(letter => new ModeChange(true, letter)));
        return string.Concat(Lines(changes, perLine: int.MaxValue).Select(line => line.Modes));
    }
}
