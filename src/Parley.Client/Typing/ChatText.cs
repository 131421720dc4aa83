using System.Text;
using Parley.Contracts;
using Parley.Protocol;
using Parley.Protocol.Line;

namespace Parley.Client;

/// <summary>Events as the lines that people read, the same as the line protocol's: <c>ana: hola</c>, <c>* notice</c>. Nothing that a person wrote can begin a line.</summary>
/// <param name="lang"><c>es</c> or <c>en</c>.</param>
/// <param name="zone">Times are shown in it.</param>
/// <param name="codes">Errors with their numbers.</param>
/// <param name="viewer">Who is logged in: private messages read differently to their two people.</param>
public sealed class ChatText(string lang, TimeZoneInfo zone, bool codes = false, string? viewer = null)
{
    private readonly LineWriter _writer = new(zone);
    private readonly LineFormat _format = new(lang, codes, viewer);
    private readonly Texts _texts = Texts.For(lang);

    /// <summary>Keys of commands that are only of a line protocol connection (docs/terminal.md).</summary>
    internal static readonly IReadOnlyList<string> Absent = ["echo", "proto"];

    /// <summary>The names of all commands with their <c>#</c>, as help shows them.</summary>
    /// <param name="welcome">As for <see cref="Help"/>.</param>
    public static IReadOnlyList<string> CommandsAt(Welcome? welcome) =>
        [.. LineCommands.At(LinePlaces.Of(welcome)).Where(c => c.Key is not null && !Absent.Contains(c.Key, StringComparer.Ordinal)).Select(c => "#" + c.Names[0])];

    /// <summary>The door is a peer's, and its rooms are those of a server that is not there.</summary>
    /// <param name="welcome">Of the door.</param>
    public static bool AreRoomsOfServer(Welcome? welcome) => LinePlaces.Of(welcome) is LinePlace.Members;

    /// <summary>A person's text without what only IRC shows: see <see cref="LineWriter.Plain"/>.</summary>
    public static string Plain(string text) => LineWriter.Plain(text);

    public string Lang => lang;

    /// <summary>The lines of an event; none for what is only for programs.</summary>
    public IReadOnlyList<string> Lines(Event shown) => Split(_writer.Write(shown, _format));

    /// <summary>What stands in front of the text of a message that came late; empty for others.</summary>
    public string Late(Message message) => _writer.Late(message, _format);

    public IReadOnlyList<string> Refusal(Refusal refusal) => Split(_writer.Refusal(_format, refusal));

    /// <summary>All commands, or one by its key.</summary>
    /// <param name="welcome">Of the door that commands go to: a peer has not all of them.</param>
    public IReadOnlyList<string> Help(string? about, Welcome? welcome = null) => Split(_writer.Help(_format, about, Absent, LinePlaces.Of(welcome)));

    /// <summary>A room's name, the default one as this language calls it.</summary>
    public string Room(string name) => _texts.Room(name);

    /// <summary>A word of the shared texts (<c>prompt.password</c>, <c>erased</c>).</summary>
    public string Word(string key) => _texts.Format(key);

    private static string[] Split(ReadOnlyMemory<byte> lines) =>
        lines.IsEmpty ? [] : Encoding.UTF8.GetString(lines.Span)[..^1].Split('\n');
}
