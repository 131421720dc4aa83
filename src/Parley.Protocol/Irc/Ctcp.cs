using System.Diagnostics.CodeAnalysis;

namespace Parley.Protocol.Irc;

/// <summary>A text between <c>\x01</c>; the closing one may be missing. modern.ircdocs.horse/ctcp.</summary>
/// <param name="Command">Upper case, such as <c>ACTION</c> or <c>VERSION</c>.</param>
/// <param name="Text">What follows after one space; may be empty.</param>
public sealed record Ctcp(string Command, string Text)
{
    private const char Delimiter = '\x01';

    public bool IsAction => string.Equals(Command, "ACTION", StringComparison.Ordinal);

    public static bool TryParse(string text, [NotNullWhen(true)] out Ctcp? ctcp)
    {
        ctcp = null;
        if (text is not [Delimiter, ..])
            return false;
        var body = text.AsSpan(1);
        if (body is [.., Delimiter])
            body = body[..^1];
        var space = body.IndexOf(' ');
        var command = space < 0 ? body : body[..space];
        if (command.IsEmpty)
            return false;
        ctcp = new Ctcp(command.ToString().ToUpperInvariant(), space < 0 ? "" : body[(space + 1)..].ToString());
        return true;
    }

    public static string Action(string text) => new Ctcp("ACTION", text).ToString();

    public override string ToString() => Text.Length == 0 ? $"{Delimiter}{Command}{Delimiter}" : $"{Delimiter}{Command} {Text}{Delimiter}";
}
