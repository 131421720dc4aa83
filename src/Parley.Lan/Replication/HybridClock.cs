using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>This device's hybrid logical clock: what it reads is later than all it has read or seen, and near the real time if all clocks are. One caller at a time.</summary>
public sealed class HybridClock(TimeProvider time)
{
    /// <summary>How far another's clock may be ahead of ours. A day is promised (docs/protocol/peer.md); the hour is for two that are wrong in opposite ways.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(25);

    /// <summary>The last reading, or what was seen later.</summary>
    public HybridTime Last { get; private set; }

    public long Milliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    public HybridTime Read()
    {
        var real = new HybridTime(Milliseconds, 0);
        return Last = real > Last ? real : Last.Next;
    }

    public void Follow(HybridTime seen)
    {
        if (seen > Last)
            Last = seen;
    }

    public bool IsTooFarAhead(HybridTime seen) => seen.Milliseconds > Milliseconds + (long)MaxAhead.TotalMilliseconds;
}
