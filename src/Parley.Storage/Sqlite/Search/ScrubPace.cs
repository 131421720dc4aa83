namespace Parley.Storage.Sqlite.Search;

/// <summary>Taking erased words out rewrites the index, which may be large: it is done at once at first, then at most for a hundredth of the time, at least daily.</summary>
internal sealed class ScrubPace(TimeProvider time)
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private long? _ended;

    /// <summary>How long the last one took.</summary>
    public TimeSpan Last { get; private set; }

    public TimeSpan UntilDue
    {
        get
        {
            if (_ended is not { } ended)
                return TimeSpan.Zero;
            var pause = TimeSpan.FromTicks(Math.Min(100 * Last.Ticks, Daily.Ticks)) - time.GetElapsedTime(ended);
            return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
        }
    }

    public bool IsDue => UntilDue == TimeSpan.Zero;

    public void Run(Action scrub)
    {
        var started = time.GetTimestamp();
        try
        {
            scrub();
        }
        finally
        {
            Last = time.GetElapsedTime(started);
            _ended = time.GetTimestamp();
        }
    }
}
