using Parley.Host.Options;
using Parley.Host.Serve;
using Parley.Testing;
using Xunit;

namespace Parley.Host.Tests.Serve;

public sealed class ShiftedTimeTests
{
    private readonly FakeTime _real = new();

    [Theory]
    [InlineData("+1y x30", 365 * 86_400, 30)]
    [InlineData("-2h", -7200, 1)]
    [InlineData("x0.5 +1w", 604_800, 0.5)]
    [InlineData("+3m", 180, 1)]
    public void Shift_is_read(string text, int seconds, double speed)
    {
        Assert.True(ClockShift.TryParse(text, out var shift));
        Assert.Equal(new ClockShift(TimeSpan.FromSeconds(seconds), speed), shift);
    }

    [Fact]
    public void Clock_starts_ahead_and_runs_faster_and_so_do_timestamps()
    {
        var start = _real.GetUtcNow();
        var time = new ShiftedTime(new(TimeSpan.FromDays(365), 30), _real);
        Assert.Equal(start.AddDays(365), time.GetUtcNow());
        var stamp = time.GetTimestamp();

        _real.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(start.AddDays(365).AddMinutes(1), time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(1), time.GetElapsedTime(stamp));
    }

    [Fact]
    public async Task Timers_and_waits_run_at_the_speed()
    {
        var time = new ShiftedTime(new(TimeSpan.Zero, 30), _real);
        var fired = 0;
        await using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        var delay = Task.Delay(TimeSpan.FromSeconds(60), time);

        _real.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.Equal(0, fired);
        Assert.False(delay.IsCompleted);
        _real.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, fired);
        await delay.InTime();
        timer.Change(TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void Wait_that_a_slow_clock_makes_too_long_for_the_system_is_cut()
    {
        var time = new ShiftedTime(new(TimeSpan.Zero, 0.001), TimeProvider.System);

        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromDays(40), Timeout.InfiniteTimeSpan);
    }
}
