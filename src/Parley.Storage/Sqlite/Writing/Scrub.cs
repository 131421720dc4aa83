using Microsoft.Extensions.Logging;

namespace Parley.Storage.Sqlite.Writing;

/// <summary>Erased text must not linger in the write-ahead log: copies the log into the file and cuts it, soon after an erasure. On the writer's thread.</summary>
internal sealed class Scrub(Database db, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Past this it is done also while writes are waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What a process that was killed left in its log may hold erased text too.
    private bool _wanted = File.Exists(db.WalPath) && new FileInfo(db.WalPath).Length > 0;
    private long _wantedSince = time.GetTimestamp();
    private long? _lastTry;
    private TaskCompletionSource<bool>? _asked;

    /// <summary>How long the writer may sleep when there is nothing to write.</summary>
    public TimeSpan Wait => _wanted ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan;

    public void Want()
    {
        if (_wanted)
            return;
        _wanted = true;
        _wantedSince = time.GetTimestamp();
    }

    /// <summary>From any thread: do it after the next transaction and tell how it went.</summary>
    public void Ask(TaskCompletionSource<bool> asked) => Interlocked.Exchange(ref _asked, asked)?.TrySetResult(false);

    public void RunIfDue(bool idle)
    {
        if (Interlocked.Exchange(ref _asked, null) is { } asked)
        {
            asked.SetResult(Run());
            return;
        }
        if (!_wanted || (!idle && time.GetElapsedTime(_wantedSince) < Patience) || (_lastTry is { } last && time.GetElapsedTime(last) < Pause))
            return;
        _lastTry = time.GetTimestamp();
        Run();
    }

    /// <summary>False when a reader was in the way or the disk failed; it will be tried again.</summary>
    private bool Run()
    {
        try
        {
            if (!db.TryCheckpointAndTruncate())
                return false;
            _wanted = false;
            return true;
        }
        catch (SqliteFailure e)
        {
            logger.CheckpointFailed(e);
            return false;
        }
    }
}
