using Parley.Contracts;
using Parley.Protocol.Line;

namespace Parley.Client;

/// <summary>What a person means by a line: a message, or one of the <c>#</c> commands of the line protocol (docs/protocol/line.md, "Grammar").</summary>
public abstract record TypedLine
{
    private TypedLine()
    {
    }

    /// <param name="welcome">Of the door that commands go to: those that a peer has not are refused.</param>
    public static TypedLine Parse(string line, Welcome? welcome = null) => LineParser.Parse(line, place: LinePlaces.Of(welcome)) switch
    {
        Parley.Protocol.Line.Ask ask => new Ask(ask.Command),
        SendPrivate send => new Private(send.To, send.OrTo, send.Text),
        ShowHelp { About: { } about } when ChatText.Absent.Contains(about, StringComparer.Ordinal) => new Refused(Refusal.Of(ErrorCode.NotAvailable, "command", "#" + about)),
        ShowHelp help => new Help(help.About),
        Parley.Protocol.Line.Refused refused => new Refused(refused.Refusal),
        SetCodes codes => new Codes(codes.On),
        Blank or Parley.Protocol.Line.Cancel => new Nothing(),
        BeginProfile => new Help("profile"),
        BeginLogin or BeginRegistration => new Refused(new Refusal(ErrorCode.AlreadyLoggedIn)),
        _ => new Refused(Refusal.Of(ErrorCode.NotAvailable, "command", line.Split(' ')[0])),
    };

    /// <summary>Empty, spaces or <c>#cancel</c>.</summary>
    public sealed record Nothing : TypedLine;

    /// <summary>A command for the server; a message is a <see cref="Post"/> without room or person.</summary>
    public sealed record Ask(Command Command) : TypedLine;

    /// <param name="OrTo">The person meant if there is no <paramref name="To"/>.</param>
    /// <param name="Text">Null: the text is still to come.</param>
    public sealed record Private(string To, string? OrTo, string? Text) : TypedLine;

    /// <param name="About">A command's key, or null for all.</param>
    public sealed record Help(string? About) : TypedLine;

    /// <summary>Show errors with their numbers.</summary>
    public sealed record Codes(bool On) : TypedLine;

    /// <summary>Not understood, or incomplete. Show why; never send it as a message.</summary>
    public sealed record Refused(Refusal Refusal) : TypedLine;
}
