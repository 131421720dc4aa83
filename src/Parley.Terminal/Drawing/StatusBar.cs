using System.Globalization;
using Parley.Client;

namespace Parley.Terminal;

/// <summary>The bar above the input: where one is, how the link is, what is unread; what matters most first, as narrow terminals cut the rest.</summary>
internal static class StatusBar
{
    public static string Text(Screen screen, int width, Words words, Func<string, string> roomName)
    {
        var parts = new List<string>();
        if (Name(screen.Front, roomName) is { } name)
            parts.Add(screen.Front.People > 0 ? $"{name} · {words["people", screen.Front.People]}" : name);
        if (screen is { Peers: { } others, Group: null })
            AddPeers(parts, others, width, words);
        else if (screen is { Peers: null, Link: LinkState.Reconnecting })
            parts.Add(words["reconnecting"]);
        if (screen.Waiting > 0)
            parts.Add(words["sending", screen.Waiting]);
        parts.AddRange(screen.Conversations.Where(c => c.Unread > 0).Select(c => $"{Name(c, roomName)} ({c.Unread})"));
        if (screen is { Peers: { } linked, Group: { } named })
            parts.Add(words["group", named, linked]);
        // One is always with one's own peer.
        if (screen.Group is not null)
            return Wrapping.Fit(Line(parts), width);
        if (screen.Link is LinkState.Connected)
            parts.Add(screen.Node is { } node ? words[screen.HasChangedOver ? "changed-over-to" : "connected-to", node] : words["connected"]);
        if (screen.Clock is { } clock)
            parts.Add(words["clock", Signed(clock.Offset), Milliseconds(clock.Error)]);
        return Wrapping.Fit(Line(parts), width);
    }

    /// <summary>In fewer words where the others would be cut.</summary>
    private static void AddPeers(List<string> parts, int others, int width, Words words)
    {
        parts.Add(words["among-peers", others]);
        if (Cells.Of(Line(parts)) > width)
            parts[^1] = words["among-peers-short", others];
        // That there is no server matters more than how many are in the room.
        if (Cells.Of(Line(parts)) > width && parts.Count > 1)
            parts.Reverse();
    }

    private static string Line(IEnumerable<string> parts) => " " + string.Join(" | ", parts);

    public static string Signed(TimeSpan time) => time.TotalMilliseconds.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    /// <summary>Rounded up: an error bound must not look smaller than it is.</summary>
    public static string Milliseconds(TimeSpan time) => Math.Ceiling(time.TotalMilliseconds).ToString("0", CultureInfo.InvariantCulture);

    private static string? Name(Conversation conversation, Func<string, string> roomName) =>
        conversation.With is { } with ? "@" + with : conversation.Room is { } room ? roomName(room) : null;
}
