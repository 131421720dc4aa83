namespace Parley.Gateway.Connections;

/// <summary>A thread that runs one asynchronous method to its end: what it awaits comes back to this thread. While the thread waits in the kernel for input, foreign continuations go to the pool instead, so that none waits for the peer.</summary>
internal sealed class LoopThread : SynchronizationContext
{
    private const int StackBytes = 512 * 1024;

    // A monitor, as the pump waits on it.
    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private bool _away;

    /// <summary>Starts the thread; it ends with the method's task, which is returned and is expected not to fail.</summary>
    /// <param name="name">Up to 15 characters are shown by the operating system's tools.</param>
    public static Task Start(string name, Func<LoopThread, Task> run)
    {
        var context = new LoopThread();
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => context.Pump(run, completion), StackBytes) { Name = name, IsBackground = true }.Start();
        return completion.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (!_away)
            {
                _posted.Enqueue((d, state));
                Monitor.Pulse(_gate);
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(static post => post.d(post.state), (d, state), preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing may wait for a connection's thread.");

    /// <summary>Called on the thread, before it waits in the kernel.</summary>
    public void EnterWait()
    {
        lock (_gate)
        {
            _away = true;
            while (_posted.TryDequeue(out var posted))
                ThreadPool.UnsafeQueueUserWorkItem(static post => post.Callback(post.State), posted, preferLocal: false);
        }
    }

    public void LeaveWait()
    {
        lock (_gate)
            _away = false;
    }

    private void Pump(Func<LoopThread, Task> run, TaskCompletionSource completion)
    {
        SetSynchronizationContext(this);
        var task = run(this);
        task.GetAwaiter().OnCompleted(() =>
        {
            lock (_gate)
                Monitor.Pulse(_gate);
        });
        while (Next(task) is { } posted)
            posted.Callback(posted.State);
        EnterWait();
        completion.SetFromTask(task);
    }

    private (SendOrPostCallback Callback, object? State)? Next(Task task)
    {
        lock (_gate)
        {
            while (!task.IsCompleted)
            {
                if (_posted.TryDequeue(out var posted))
                    return posted;
                Monitor.Wait(_gate);
            }
            return null;
        }
    }
}
