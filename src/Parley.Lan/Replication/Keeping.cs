using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>How long a device keeps what was said. What made rooms, and who is who, stays.</summary>
/// <param name="For">By the entries' clocks; <see cref="Least"/> at least.</param>
/// <param name="MayGo">False: it is still needed, however old. Called in a turn of the replica.</param>
public sealed record Keeping(TimeSpan For, Func<PeerEntry, bool> MayGo)
{
    /// <summary>More than honest clocks differ by: what somebody just wrote is never taken for old.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromDays(7);

    /// <summary>It says what the chat follows from, not what somebody said.</summary>
    internal static bool IsStructure(PeerEntry entry) => entry.Content.Kind is PeerContent.Introduction or PeerContent.Statement or PeerContent.RoomMade or PeerContent.RoomEnded;
}
