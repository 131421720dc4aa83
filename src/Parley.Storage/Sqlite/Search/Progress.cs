namespace Parley.Storage.Sqlite.Search;

/// <summary>A number that grows, and those who wait for it to get somewhere.</summary>
internal sealed class Progress
{
    private readonly Lock _lock = new();

    // Bounded by the searches under way, which wait a short time each.
    private readonly List<(long Target, TaskCompletionSource Reached)> _waiting = [];
    private long _value = -1;
    private TaskCompletionSource _someoneWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Value => Volatile.Read(ref _value);

    /// <summary>Completes as soon as somebody waits.</summary>
    public Task SomeoneWaits
    {
        get
        {
            lock (_lock)
                return _someoneWaits.Task;
        }
    }

    /// <summary>May also go back, when the index is made anew.</summary>
    public void Set(long value)
    {
        lock (_lock)
        {
            Volatile.Write(ref _value, value);
            foreach (var (target, reached) in _waiting)
            {
                if (target <= value)
                    reached.TrySetResult();
            }
            _waiting.RemoveAll(w => w.Target <= value);
            if (_waiting.Count == 0 && _someoneWaits.Task.IsCompleted)
                _someoneWaits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when the number is at least <paramref name="target"/>.</summary>
    public Task ReachAsync(long target)
    {
        lock (_lock)
        {
            if (_value >= target)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((target, reached));
            _someoneWaits.TrySetResult();
            return reached.Task;
        }
    }
}
