using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Events to the lines that people read. docs/protocol/line.md, "What the server says".</summary>
/// <param name="zone">The server's time zone; times are shown in it.</param>
/// <remarks>Every output is whole lines, ended by LF. Nothing that a person wrote can begin a line. Safe from any thread.</remarks>
public sealed class LineWriter(TimeZoneInfo zone)
{
    /// <summary>Empty when a line client is shown nothing of these.</summary>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<Event> events, LineFormat format)
    {
        var size = 0;
        for (var i = 0; i < events.Count; i++)
            size += UsualSize(events[i]);
        var output = new LineOutput(format, zone, Math.Max(size, 1));
        for (var i = 0; i < events.Count; i++)
            Write(events[i], output);
        return output.Bytes;
    }

    public ReadOnlyMemory<byte> Write(Event shown, LineFormat format) => Write([shown], format);

    /// <summary>The first lines of a connection: name, version, help, the server's time.</summary>
    public ReadOnlyMemory<byte> Banner(string version, DateTimeOffset now, LineFormat format)
    {
        var output = new LineOutput(format, zone);
        output.Notice("banner", ("version", version));
        output.Notice("server-time", ("local", output.LocalInstant(now)), ("utc", LineOutput.UtcInstant(now)));
        return output.Bytes;
    }

    /// <summary>A notice of the door's own (<c>echo.on</c>, <c>private.cancelled</c>), by the key of its text.</summary>
    public ReadOnlyMemory<byte> Notice(LineFormat format, string key, params (string Name, object? Value)[] values)
    {
        var output = new LineOutput(format, zone);
        output.Notice(key, values);
        return output.Bytes;
    }

    public ReadOnlyMemory<byte> Refusal(LineFormat format, Refusal refusal)
    {
        var output = new LineOutput(format, zone);
        output.Error(refusal);
        return output.Bytes;
    }

    /// <summary>All commands, or one of them by <see cref="LineCommand.Key"/>.</summary>
    /// <param name="without">Keys not to list.</param>
    /// <param name="place">What is not there is not listed, and that is said.</param>
    public ReadOnlyMemory<byte> Help(LineFormat format, string? about, IReadOnlyList<string>? without = null, LinePlace place = LinePlace.Server)
    {
        var output = new LineOutput(format, zone);
        if (about is null)
        {
            output.Notice("help");
            foreach (var command in LineCommands.All.Where(c => c.Key is not null && c.IsIn(place) && without?.Contains(c.Key, StringComparer.Ordinal) != true))
                output.Row(output.Texts.Format($"help.{command.Key}"));
            if (place is not LinePlace.Server)
                output.Notice(place is LinePlace.Peers ? "needs-server" : "needs-server.rooms");
        }
        else
        {
            output.Notice($"help.{about}");
        }
        return output.Bytes;
    }

    /// <summary>What stands in front of the text of a message that came late; empty for others.</summary>
    public string Late(Message message, LineFormat format) => EntryLines.Late(message, new LineOutput(format, zone));

    /// <summary>A text as people read it at any door of ours: without the colours and styles of IRC, <c>/me waves</c> for what somebody does.</summary>
    /// <remarks>Line breaks and other controls stay: escape or split before showing it.</remarks>
    public static string Plain(string text) => LineText.Plain(text);

    /// <summary>Whose turn it is, or what somebody did with it, in one line for doors that have no lines of their own for it; null for other events.</summary>
    public static string? Turn(Event shown, Texts texts) => shown switch
    {
        TurnState state => TurnLines.Sentence(state, texts, viewer: null),
        TurnChanged changed => TurnLines.Sentence(changed, texts),
        _ => null,
    };

    /// <summary>What a message in plain letters takes exactly, so that its bytes need no second array.</summary>
    private static int UsualSize(Event shown) => shown is Message message ? message.From.Length + ": \n".Length + message.Text.Length : 128;

    private static void Write(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case EntryEvent entry: EntryLines.Live(entry, output); break;
            case Posted posted: EntryLines.Posted(posted, output); break;
            case HistoryPage page: EntryLines.History(page, output); break;
            case SearchResults results: EntryLines.Results(results, output); break;
            case ConversationList list: EntryLines.Conversations(list, output); break;
            case RoomList rooms: RoomLines.Rooms(rooms, output); break;
            case UserList users: RoomLines.Users(users, output); break;
            case TopicShown or RulesShown or MemberKicked or Invited: RuleLines.Write(shown, output); break;
            case DeviceList or DeviceRefused or DeviceTrusted or PeerWarning: PeerLines.Write(shown, output); break;
            case TurnState: TurnLines.Write(shown, output); break;
            case RoomCreated or RoomEntered or RoomLeft or AlreadyHome or RoomDeleted or RoomKept or RoomClosed or MemberJoined or MemberLeft:
                RoomLines.Moved(shown, output);
                break;
            default: SessionLines.Write(shown, output); break;
        }
    }
}
