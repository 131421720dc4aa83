using Parley.Contracts;

namespace Parley.Core.Conversations;

/// <summary>Bounds of what is sent at once, in bytes: 1,000 entries may be 4 MB of text, several times that on the wire, and all of it waits in memory for a reader that stalls.</summary>
internal static class Pages
{
    /// <summary>Bytes of bodies in one frame, but for its last entry.</summary>
    public const int FrameBytes = 128 * 1024;

    /// <summary>Bytes of bodies in one page of history, but for its last entry.</summary>
    public const int PageBytes = 256 * 1024;

    public static bool Fits(IReadOnlyList<Entry> entries, int bytes) => entries.Sum(e => (long)e.Body.Length) <= bytes;

    /// <summary>The entries in frames, in order.</summary>
    public static IEnumerable<IReadOnlyList<Entry>> Frames(IReadOnlyList<Entry> entries)
    {
        var frame = new List<Entry>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            frame.Add(entry);
            bytes += entry.Body.Length;
            if (bytes < FrameBytes)
                continue;
            yield return frame;
            frame = [];
            bytes = 0;
        }
        if (frame.Count > 0)
            yield return frame;
    }

    /// <summary>How many entries make a page, from the first or (<paramref name="fromEnd"/>) from the last on; at least one.</summary>
    public static int Count(IReadOnlyList<Entry> entries, bool fromEnd)
    {
        long bytes = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            bytes += entries[fromEnd ? entries.Count - 1 - i : i].Body.Length;
            if (bytes > PageBytes)
                return Math.Max(1, i);
        }
        return entries.Count;
    }
}
