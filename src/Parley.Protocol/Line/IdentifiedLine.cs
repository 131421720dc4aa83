using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary><c>#id ID LINE</c>: the line, which must be a message or a private one, under the client's own id.</summary>
internal static class IdentifiedLine
{
    public static LineRequest Build(string command, ReadOnlySpan<char> rest)
    {
        var arguments = new Arguments(command, rest);
        var id = arguments.Next();
        if (!ClientId.TryParse(id, out _))
            return Shapes.Invalid("id", id);
        return LineParser.Parse(arguments.Rest) switch
        {
            Ask { Command: Post post } => new Ask(post with { Id = id }),
            Ask { Command: EditMessage edit } => new Ask(edit with { Id = id }),
            Ask { Command: RedactMessage redact } => new Ask(redact with { Id = id }),
            SendPrivate send => send with { Id = id },
            Blank => new Refused(new Refusal(ErrorCode.TextMissing)),
            Refused refused => refused,
            _ => Shapes.Invalid("text", arguments.Rest),
        };
    }
}
