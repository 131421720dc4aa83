namespace Parley.Gateway.Connections;

/// <summary>How long a connection's output has stood still. Read and moved by the sweep alone.</summary>
internal sealed class StallClock(long now)
{
    private long _sent;
    private long _since = now;

    /// <summary>True when output waits and none of it was taken since <paramref name="limit"/>.</summary>
    /// <param name="now">A timestamp of <paramref name="time"/>.</param>
    public bool IsStalled(long pending, long sent, long now, TimeSpan limit, TimeProvider time)
    {
        if (pending == 0 || sent != _sent)
        {
            (_sent, _since) = (sent, now);
            return false;
        }
        return time.GetElapsedTime(_since, now) >= limit;
    }
}
