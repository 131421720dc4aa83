using System.Diagnostics.Metrics;
using System.Globalization;

namespace Parley.Gateway.Http.Metrics;

internal enum FamilyKind
{
    /// <summary>Only rises, until the server ends.</summary>
    Counter,

    Gauge,

    Histogram,
}

/// <summary>One value of a family.</summary>
internal readonly record struct Reading(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);

/// <summary>What an instrument has told.</summary>
internal sealed class Family(Instrument instrument)
{
    private readonly Lock _lock = new();
    private readonly double[] _bounds = Bounds(instrument);
    private readonly long[] _counts = new long[Bounds(instrument).Length + 1];
    private List<Reading> _readings = [];
    private double _sum;

    public string Name => instrument.Name;

    public string? Unit => instrument.Unit;

    public string? Description => instrument.Description;

    public FamilyKind Kind { get; } = KindOf(instrument);

    /// <summary>Of counters and gauges, at the last look.</summary>
    public IReadOnlyList<Reading> Readings
    {
        get
        {
            lock (_lock)
                return [.. _readings];
        }
    }

    /// <summary>Upper bounds of a histogram's buckets, the last without one; how many values are in each; and their sum.</summary>
    public (IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum) Distribution
    {
        get
        {
            lock (_lock)
                return (_bounds, [.. _counts], _sum);
        }
    }

    /// <summary>Before a look: what is not told again is no more.</summary>
    public void Begin()
    {
        lock (_lock)
            _readings = [];
    }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Kind != FamilyKind.Histogram)
            {
                var labels = new KeyValuePair<string, string>[tags.Length];
                for (var i = 0; i < tags.Length; i++)
                    labels[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
                _readings.Add(new(labels, value));
                return;
            }
            var bucket = Array.BinarySearch(_bounds, value);
            _counts[bucket < 0 ? ~bucket : bucket]++;
            _sum += value;
        }
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => [],
    };

    private static FamilyKind KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> or Histogram<long> => FamilyKind.Histogram,
        ObservableCounter<long> or ObservableCounter<double> => FamilyKind.Counter,
        _ => FamilyKind.Gauge,
    };
}
