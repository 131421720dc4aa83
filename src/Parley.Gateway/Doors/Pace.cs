using Parley.Core.Settings;

namespace Parley.Gateway.Doors;

/// <summary>A bucket of turns: so many commands at once, then so many a second (<c>limits.burst</c>, <c>limits.rate</c>).</summary>
internal sealed class Pace(LimitSettings limits, bool exempt, TimeProvider time)
{
    private double _turns = limits.Burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Seconds told with 216.</summary>
    public int RetrySeconds => Math.Max(1, limits.RateQueue / limits.Rate);

    /// <summary>False: no turn is left, wait for one.</summary>
    public bool TryTake()
    {
        if (exempt)
            return true;
        var now = time.GetTimestamp();
        _turns = Math.Min(limits.Burst, _turns + (time.GetElapsedTime(_filled, now).TotalSeconds * limits.Rate));
        _filled = now;
        if (_turns < 1)
            return false;
        _turns--;
        return true;
    }

    /// <summary>Waits until a turn comes and takes it. False: more than <c>limits.rate-queue</c> wait behind.</summary>
    public async ValueTask<bool> WaitAsync(int waiting, CancellationToken cancellationToken)
    {
        if (waiting > limits.RateQueue)
            return false;
        await Task.Delay(TimeSpan.FromSeconds((1 - _turns) / limits.Rate), time, cancellationToken);
        _filled = time.GetTimestamp();
        _turns = 0;
        return true;
    }
}
