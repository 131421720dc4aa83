using System.Diagnostics.Metrics;
using Parley.Storage.Postgres;
using Parley.Storage.Sqlite;

namespace Parley.Storage.Metrics;

/// <summary>The store's figures as instruments.</summary>
public static class StoreMeter
{
    /// <summary>A commit is a write-ahead log's append and flush: a fraction of a millisecond to as long as a disk takes.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] };

    private static readonly InstrumentAdvice<long> Rows = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 4096] };

    public static void Measure(this Meter meter, PostgresStore store) => meter.Measure(store.Writer.Figures, () => store.Writer.QueueLength);

    public static void Measure(this Meter meter, SqliteStore store)
    {
        meter.Measure(store.Writer.Figures, () => store.Writer.QueueLength);
        meter.CreateObservableUpDownCounter("parley.store.entries", () => store.Writer.DurableSeq, "{entry}", "Entries in the log, of all times");
        meter.CreateObservableGauge("parley.store.search.behind", () => Math.Max(0, store.Figures.Seq - store.Figures.SearchSeq), "{entry}", "Entries that search does not know yet");
    }

    private static void Measure(this Meter meter, CommitFigures figures, Func<int> queueLength)
    {
        figures.Durations = meter.CreateHistogram("parley.store.commit.duration", "s", "Time of a commit, from its first statement until it is durable", advice: Seconds);
        figures.Batches = meter.CreateHistogram("parley.store.commit.rows", "{row}", "Rows of a commit, about", advice: Rows);
        meter.CreateObservableGauge("parley.store.queue", queueLength, "{operation}", "Writes that wait to be begun");
    }
}
