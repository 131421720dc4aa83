namespace Parley.Client;

/// <summary>The server's time as this client knows it. Never sets or reads anything but its <see cref="TimeProvider"/>.</summary>
/// <remarks>
/// It counts on from the wall clock at its making by monotonic time stamps, so that a person setting the system's clock moves nothing.
/// Safe to read from any thread.
/// </remarks>
public sealed class ServerClock
{
    /// <summary>Exchanges at a connection's start; one is made before the login, the rest beside other work.</summary>
    internal const int SamplesAtStart = 5;

    internal const int SamplesLater = 3;

    /// <summary>How far two quartz clocks may drift apart: 100 µs a second.</summary>
    private const double Drift = 100e-6;

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly long _startStamp;
    private volatile Estimate? _estimate;

    internal ServerClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetUtcNow();
        _startStamp = time.GetTimestamp();
    }

    /// <summary>False until the first exchange; until then <see cref="Now"/> is our own clock.</summary>
    public bool IsSynchronised => _estimate is not null;

    /// <summary>Server's clock minus ours.</summary>
    public TimeSpan Offset => _estimate?.Reading.Offset ?? TimeSpan.Zero;

    /// <summary>The true offset is within this of <see cref="Offset"/>: half the best round trip, plus drift since.</summary>
    public TimeSpan Error => _estimate is { } estimate ? ErrorOf(estimate.Reading) : TimeSpan.MaxValue;

    /// <summary>The server's time now, UTC.</summary>
    public DateTimeOffset Now => Local + Offset;

    internal double LocalMilliseconds => (Local - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    private DateTimeOffset Local => _start + _time.GetElapsedTime(_startStamp);

    internal ClockReading Read(double t0, double t1, double t2) => ClockReading.From(t0, t1, t2, LocalMilliseconds, _time.GetTimestamp());

    /// <summary>Starts anew with another connection: another node's clock may differ.</summary>
    internal void StartOver(ClockReading reading) => _estimate = new(reading);

    /// <summary>Takes the reading if its error is smaller than what the present one's has grown to.</summary>
    internal void Offer(ClockReading reading)
    {
        if (_estimate is not { } present || ErrorOf(reading) <= ErrorOf(present.Reading))
            _estimate = new(reading);
    }

    private TimeSpan ErrorOf(ClockReading reading) => (reading.RoundTrip / 2) + (_time.GetElapsedTime(reading.TakenAt) * Drift);

    private sealed record Estimate(ClockReading Reading);
}
