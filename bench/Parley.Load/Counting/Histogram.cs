using System.Diagnostics;
using System.Numerics;

namespace Parley.Load.Counting;

/// <summary>Times in buckets of under 1.6 % width; in milliseconds when asked.</summary>
internal sealed class Histogram
{
    private const int Steps = 64;
    private const int StepBits = 6;

    private readonly long[] _buckets = new long[Steps * 40];

    public long Count { get; private set; }

    /// <summary><paramref name="ticks"/>: of <see cref="Stopwatch"/>; kept in units of 0.1 µs.</summary>
    public void Add(long ticks)
    {
        var value = Math.Max(0, (long)(ticks * (10_000_000.0 / Stopwatch.Frequency)));
        Count++;
        _buckets[Math.Min(BucketOf(value), _buckets.Length - 1)]++;
    }

    /// <param name="quantile">0 to 1, such as 0.99.</param>
    public double Milliseconds(double quantile)
    {
        var wanted = Math.Min((long)(quantile * Count), Count - 1);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen > wanted)
                return Math.Round(MiddleOf(i) / 10_000.0, 4);
        }
        return 0;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        Count = 0;
    }

    private static int BucketOf(long value)
    {
        if (value < Steps)
            return (int)value;
        var exponent = BitOperations.Log2((ulong)value);
        return ((exponent - StepBits + 1) * Steps) + (int)((value >> (exponent - StepBits)) & (Steps - 1));
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < Steps)
            return bucket;
        var shift = (bucket / Steps) - 1;
        return ((double)(Steps + (bucket % Steps)) * (1L << shift)) + ((1L << shift) / 2.0);
    }
}
