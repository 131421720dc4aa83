using Parley.Contracts;

namespace Parley.Protocol.Irc;

/// <summary>Rooms as channels: <c>#uci</c> is the room <c>uci</c>; a space shows as U+00A0; the default room is <c>#principal</c>.</summary>
public static class ChannelName
{
    public const string DefaultChannel = "#principal";

    private const char NoBreakSpace = '\u00a0';

    /// <summary>True when a target is meant as a channel, rightly written or not.</summary>
    public static bool IsChannel(string target) => target is ['#', ..];

    /// <returns>False when it is no name that a room can have. Any alias of the default room gives <see cref="NameRules.DefaultRoom"/>.</returns>
    public static bool TryParse(string? text, out RoomName name)
    {
        name = default;
        if (text is not ['#', ..] || text.Contains(' ') || !RoomName.TryParse(text[1..], out var parsed))
            return false;
        name = NameRules.IsDefaultRoom(parsed) ? NameRules.DefaultRoom : parsed;
        return true;
    }

    public static string Of(RoomName room) => NameRules.IsDefaultRoom(room) ? DefaultChannel : "#" + room.Value.Replace(' ', NoBreakSpace);

    public static string Of(string roomName) => RoomName.TryParse(roomName, out var room) ? Of(room) : "#" + roomName.Replace(' ', NoBreakSpace);
}
