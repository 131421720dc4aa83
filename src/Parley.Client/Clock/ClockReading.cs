namespace Parley.Client;

/// <summary>What one exchange of four time stamps told (docs/protocol/json.md, "time").</summary>
/// <param name="Offset">Server's clock minus ours.</param>
/// <param name="RoundTrip">Time on the way, the server's own time taken off. The true offset is within half of it.</param>
/// <param name="TakenAt">Time stamp of our <see cref="TimeProvider"/> at arrival.</param>
public readonly record struct ClockReading(TimeSpan Offset, TimeSpan RoundTrip, long TakenAt)
{
    /// <summary>From the exchange's Unix milliseconds: sent by us, read there, answered there, arrived here.</summary>
    public static ClockReading From(double t0, double t1, double t2, double t3, long takenAt) => new(
        TimeSpan.FromMilliseconds((t1 - t0 + (t2 - t3)) / 2),
        TimeSpan.FromMilliseconds(Math.Max(0, t3 - t0 - (t2 - t1))),
        takenAt);
}
