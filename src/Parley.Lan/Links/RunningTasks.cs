using Microsoft.Extensions.Logging;

namespace Parley.Lan.Links;

/// <summary>Work that goes on beside: what went wrong in it is logged, and the end waits for it. Bounded by who adds.</summary>
internal sealed class RunningTasks(ILogger logger)
{
    private readonly HashSet<Task> _tasks = [];

    public void Add(Task task)
    {
        lock (_tasks)
            _tasks.Add(task);
        _ = task.ContinueWith(
            done =>
            {
                lock (_tasks)
                    _tasks.Remove(done);
                if (done.Exception is { } failure)
                    logger.ConnectionFailed(failure);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public async Task WhenAllAsync()
    {
        Task[] tasks;
        lock (_tasks)
            tasks = [.. _tasks];
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
