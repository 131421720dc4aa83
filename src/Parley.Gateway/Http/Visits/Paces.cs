using System.Collections.Concurrent;
using Parley.Core.Settings;
using Parley.Gateway.Doors;

namespace Parley.Gateway.Http.Visits;

/// <summary>How fast requests are taken, of each account and of each address without one: <c>limits.rate</c>, <c>limits.burst</c>, <c>limits.rate-queue</c>, as for the lines of a connection.</summary>
internal sealed class Paces(LimitSettings limits, TimeProvider time)
{
    /// <summary>Past this many, those that nobody waits for are forgotten once they are full again.</summary>
    private const int SweepAt = 10_000;

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Seconds told with 216.</summary>
    public int RetrySeconds => Math.Max(1, limits.RateQueue / limits.Rate);

    /// <summary>Waits for the next turn of <paramref name="who"/>. False: too many wait already.</summary>
    public async ValueTask<bool> TakeAsync(string who, CancellationToken cancellationToken)
    {
        if (_lanes.Count > SweepAt)
            Sweep();
        var lane = _lanes.GetOrAdd(who, _ => new Lane(new Pace(limits, exempt: false, time)));
        if (Interlocked.Increment(ref lane.Waiting) > limits.RateQueue)
        {
            Interlocked.Decrement(ref lane.Waiting);
            return false;
        }
        try
        {
            await lane.Gate.WaitAsync(cancellationToken);
            try
            {
                if (!lane.Pace.TryTake())
                    await lane.Pace.WaitAsync(0, cancellationToken);
                return true;
            }
            finally
            {
                lane.Gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref lane.Waiting);
            Volatile.Write(ref lane.LastUse, time.GetTimestamp());
        }
    }

    private void Sweep()
    {
        var full = TimeSpan.FromSeconds((double)limits.Burst / limits.Rate);
        foreach (var (who, lane) in _lanes)
        {
            if (Volatile.Read(ref lane.Waiting) == 0 && time.GetElapsedTime(Volatile.Read(ref lane.LastUse)) > full)
                _lanes.TryRemove(who, out _);
        }
    }

    private sealed class Lane(Pace pace)
    {
        public Pace Pace { get; } = pace;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Waiting;

        public long LastUse;
    }
}
