using Parley.Host.Options;

namespace Parley.Host.Serve;

/// <summary>A clock that starts away from the real one and runs at another speed (<c>test.clock</c>, <c>--test-clock</c>). Timestamps and timers run at that speed too: a minute's timer of a clock at 30 times the speed fires after two seconds.</summary>
/// <param name="real">The clock that it is reckoned from.</param>
internal sealed class ShiftedTime(ClockShift shift, TimeProvider real) : TimeProvider
{
    /// <summary>The longest that a timer of the runtime's can wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly DateTimeOffset _start = real.GetUtcNow();
    private readonly long _startStamp = real.GetTimestamp();

    /// <param name="text">As <see cref="ClockShift"/> reads it; null: the real clock.</param>
    public static TimeProvider Of(string? text) => text is not null && ClockShift.TryParse(text, out var shift) ? new ShiftedTime(shift, TimeProvider.System) : TimeProvider.System;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _start + shift.Start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, real.CreateTimer(callback, state, Real(dueTime), Real(period)));

    /// <summary>Since this clock was made, by this clock.</summary>
    private TimeSpan Elapsed => real.GetElapsedTime(_startStamp) * shift.Speed;

    /// <summary>Never 0 for what is more, as a period of 0 would be none.</summary>
    private TimeSpan Real(TimeSpan span)
    {
        if (span <= TimeSpan.Zero)
            return span;
        var milliseconds = span.TotalMilliseconds / shift.Speed;
        return milliseconds >= Longest.TotalMilliseconds ? Longest : TimeSpan.FromMilliseconds(Math.Max(1, milliseconds));
    }

    private sealed class Timer(ShiftedTime clock, ITimer real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
