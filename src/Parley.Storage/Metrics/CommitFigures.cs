using System.Diagnostics.Metrics;

namespace Parley.Storage.Metrics;

/// <summary>What the writer did lately. Any thread; a reader may see one commit's figures half, which is good enough for an operator.</summary>
internal sealed class CommitFigures
{
    private const double Weight = 0.05;

    private readonly Lock _lock = new();
    private long _commits;
    private long _rows;
    private int _lastRows;
    private double _meanRows;
    private double _lastMilliseconds;
    private double _meanMilliseconds;

    public long Commits => Volatile.Read(ref _commits);

    public long Rows => Volatile.Read(ref _rows);

    public int LastRows => Volatile.Read(ref _lastRows);

    /// <summary>Moving means over the last twenty commits or so.</summary>
    public double MeanRows => Volatile.Read(ref _meanRows);

    public TimeSpan Last => TimeSpan.FromMilliseconds(Volatile.Read(ref _lastMilliseconds));

    public TimeSpan Mean => TimeSpan.FromMilliseconds(Volatile.Read(ref _meanMilliseconds));

    /// <summary>Seconds and rows of each commit; null, or told to nobody, when nobody measures.</summary>
    public Histogram<double>? Durations { get; set; }

    public Histogram<long>? Batches { get; set; }

    public void Note(int rows, TimeSpan took)
    {
        lock (_lock)
            Add(rows, took);
    }

    private void Add(int rows, TimeSpan took)
    {
        var weight = _commits == 0 ? 1 : Weight;
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _rows, _rows + rows);
        Volatile.Write(ref _lastRows, rows);
        Durations?.Record(took.TotalSeconds);
        Batches?.Record(rows);
        Volatile.Write(ref _meanRows, _meanRows + (weight * (rows - _meanRows)));
        Volatile.Write(ref _lastMilliseconds, took.TotalMilliseconds);
        Volatile.Write(ref _meanMilliseconds, _meanMilliseconds + (weight * (took.TotalMilliseconds - _meanMilliseconds)));
    }
}
