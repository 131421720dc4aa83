using System.Text;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>What was sent on one line is shown on one line: with the sender in front, some of 512 bytes may not fit. Longer texts come as draft/multiline.</summary>
internal static class LineLength
{
    /// <summary>The text up to the last character that fits.</summary>
    public static string Cut(IrcDialect client, string command, string target, string text)
    {
        var room = IrcLine.BodyRoom(client.Session.Face?.Mask, command, target);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= room)
            return text;
        var end = room;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
