using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>One line to what was meant by it. docs/protocol/line.md, "Grammar".</summary>
public static class LineParser
{
    private const int ShownWord = 32;

    /// <param name="line">Without its end.</param>
    /// <param name="hashText">Whether <c># text</c>, <c>#1</c> and <c>#</c> alone are messages; else they are refused with 200.</param>
    /// <param name="place">Commands that are not there are refused with 266.</param>
    public static LineRequest Parse(string line, bool hashText = true, LinePlace place = LinePlace.Server)
    {
        if (string.IsNullOrWhiteSpace(line))
            return new Blank();
        if (line.StartsWith("##", StringComparison.Ordinal))
            return new Ask(new Post(line[1..]));
        if (line[0] == '#')
            return IsHashText(line) ? HashText(line, hashText) : ParseCommand(line.AsSpan(1), place);
        return PrivateLine.IsBare(line) ? ParseCommand(line, place) : new Ask(new Post(line));
    }

    internal static Refused Unknown(string word) =>
        new(Refusal.Of(ErrorCode.UnknownCommand, "command", word.Length <= ShownWord ? word : word[..ShownWord] + "…"));

    private static LineRequest ParseCommand(ReadOnlySpan<char> line, LinePlace place)
    {
        var end = line.IndexOfAny(" \t<\"");
        var word = end < 0 ? line : line[..end];
        var rest = end < 0 ? default : line[end..];

        if (LineCommands.Find(word.TrimEnd(".:").ToString()) is { } command)
            return Build(command, rest, place);
        if (PrivateLine.TryBuildDashed(word, rest) is { } dashed)
            return dashed;
        if (LineCommands.FindGlued(word) is { } glued)
            return Build(glued, line[glued.Names[0].Length..], place);
        return Unknown($"#{word}");
    }

    private static LineRequest Build(LineCommand command, ReadOnlySpan<char> arguments, LinePlace place)
    {
        if (!command.IsIn(place))
            return NeedsServer(command);
        var request = command.Build(command.Usage, arguments);
        return request is ShowHelp { About: { } about } && LineCommands.Of(about) is var other && !other.IsIn(place) ? NeedsServer(other) : request;
    }

    private static Refused NeedsServer(LineCommand command) => new(Refusal.Of(ErrorCode.NeedsServer, "command", command.Usage));

    /// <summary>People write "# of beds" and "#1". Anything else may be a command mistyped, with a password or a private text in it.</summary>
    private static bool IsHashText(string line) => line.Length == 1 || line[1] is ' ' or '\t' || char.IsAsciiDigit(line[1]);

    private static LineRequest HashText(string line, bool isMessage) => isMessage ? new Ask(new Post(line)) : Unknown(line.Split(' ')[0]);
}
