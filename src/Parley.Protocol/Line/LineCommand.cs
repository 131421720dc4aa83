namespace Parley.Protocol.Line;

/// <summary>One command of the line protocol.</summary>
/// <param name="Key">Names its help text, <c>help.KEY</c>; null: not listed.</param>
/// <param name="Names">After the <c>#</c>, in any case; the first is the one that usages show.</param>
/// <param name="Build">Reads the arguments and says what is meant.</param>
public sealed record LineCommand(string? Key, string[] Names, LineBuilder Build)
{
    /// <summary>The name in its exact case may stand against its argument: <c>#cRsala</c>.</summary>
    public bool Glued { get; init; }

    /// <summary>It is not there among peers.</summary>
    public bool NeedsServer { get; init; }

    /// <summary>It makes or ends a room: not there among the peers of an organisation.</summary>
    public bool MakesRooms { get; init; }

    internal string Usage => "#" + Names[0];

    internal bool IsIn(LinePlace place) => place switch
    {
        LinePlace.Server => true,
        LinePlace.Peers => !NeedsServer,
        _ => !NeedsServer && !MakesRooms,
    };
}

/// <summary>What a command with these arguments means; a <see cref="Refused"/> when they don't fit.</summary>
public delegate LineRequest LineBuilder(string command, ReadOnlySpan<char> arguments);
