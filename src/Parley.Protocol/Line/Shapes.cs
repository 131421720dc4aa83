using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>The shapes that arguments come in. Each makes a builder out of what to do with the values.</summary>
internal static class Shapes
{
    /// <summary>No arguments; any are ignored.</summary>
    public static LineBuilder None(Func<LineRequest> build) => (_, _) => build();

    public static LineBuilder None(Func<Command> build) => (_, _) => new Ask(build());

    /// <summary>A room that must be named.</summary>
    public static LineBuilder Room(Func<string, Command> build) => (command, rest) =>
    {
        var name = new Arguments(command, rest).LongName();
        return name.Length == 0 ? new Refused(Refusal.Of(ErrorCode.RoomNameMissing, "command", command)) : new Ask(build(name));
    };

    /// <summary>A name with spaces, or null.</summary>
    public static LineBuilder Name(Func<string?, Command> build) => (command, rest) =>
    {
        var name = new Arguments(command, rest).LongName();
        return new Ask(build(name.Length == 0 ? null : name));
    };

    /// <summary>A name in brackets or quotes; anything else counts as null.</summary>
    public static LineBuilder Enclosed(Func<string?, Command> build) => (command, rest) =>
        new Ask(build(rest.TrimStart(" \t") is ['<' or '"', ..] ? new Arguments(command, rest).LongName() : null));

    /// <summary>One word, or null.</summary>
    public static LineBuilder Word(Func<string?, LineRequest> build) => (command, rest) => build(new Arguments(command, rest).Next());

    /// <summary>Words in order, brackets and quotes allowed; null for each that is not there.</summary>
    public static LineBuilder Words(Func<string?, string?, LineRequest> build) => (command, rest) =>
    {
        var arguments = new Arguments(command, rest);
        return build(arguments.Next(), arguments.Next());
    };

    /// <summary>A text that must be there.</summary>
    public static LineBuilder Text(string what, Func<string, Command> build) => (command, rest) =>
    {
        var text = new Arguments(command, rest).Rest;
        return text.Length == 0 ? Invalid(what, "") : new Ask(build(text));
    };

    /// <summary>All that is left; empty if nothing is.</summary>
    public static LineBuilder Rest(Func<string, Command> build) => (command, rest) => new Ask(build(new Arguments(command, rest).Rest));

    /// <summary>A room that must be named, and behind a bar its key: a name holds no bar, and may hold spaces.</summary>
    public static LineBuilder RoomAndKey(Func<string, string?, Command> build) => (command, rest) =>
    {
        var bar = rest.IndexOf('|');
        var key = bar < 0 ? "" : new Arguments(command, rest[(bar + 1)..]).Rest;
        return Room(room => build(room, key.Length == 0 ? null : key))(command, bar < 0 ? rest : rest[..bar]);
    };

    /// <summary>Somebody who must be named, or a mask.</summary>
    public static LineBuilder Person(Func<string, Command> build) => PersonAndText((person, _) => build(person));

    /// <summary>Somebody who must be named, then a text or null.</summary>
    public static LineBuilder PersonAndText(Func<string, string?, Command> build) => (command, rest) =>
    {
        var arguments = new Arguments(command, rest);
        if (arguments.Next()?.TrimEnd(',') is not { Length: > 0 } person)
            return Invalid("person", command);
        var text = arguments.Rest;
        return new Ask(build(person, text.Length == 0 ? null : text));
    };

    public static LineBuilder OnOff(Func<bool, LineRequest> build) => (command, rest) =>
    {
        var word = new Arguments(command, rest).Next();
        return word?.ToLowerInvariant() switch
        {
            "on" or "sí" or "si" or "yes" => build(true),
            "off" or "no" => build(false),
            _ => Invalid("switch", word),
        };
    };

    /// <summary>A whole number within limits, or null when there is none.</summary>
    public static LineBuilder Count(int max, Func<int?, Command> build) => (command, rest) =>
    {
        var word = new Arguments(command, rest).Next();
        if (word is null)
            return new Ask(build(null));
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= max
            ? new Ask(build(n))
            : Invalid("limit", word);
    };

    /// <summary>The number of a message, then a text that may be empty.</summary>
    public static LineBuilder PositionAndText(Func<long, string, LineRequest> build) => (command, rest) =>
    {
        var arguments = new Arguments(command, rest);
        var word = arguments.Next();
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position >= 1
            ? build(position, arguments.Rest)
            : Invalid("position", word);
    };

    public static Refused Invalid(string what, string? value) =>
        new(Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value ?? ""));
}
