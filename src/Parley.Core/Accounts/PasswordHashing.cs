using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Parley.Core.Accounts;

/// <summary>Makes and checks verifiers on threads of their own, at most half the cores and behind everything else, so that a login storm does not stall chat.</summary>
public sealed partial class PasswordHashing : IDisposable
{
    /// <summary>How long a login may wait for its turn.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly int _iterations;

    /// <summary>Bounded by <see cref="MaxWait"/>: work older than that is refused, and each connection waits for one at a time.</summary>
    private readonly BlockingCollection<Work> _queue = [];

    private readonly List<Thread> _threads = [];
    private readonly Lock _lock = new();
    private int _idle;

    public PasswordHashing(TimeProvider time, int iterations)
    {
        _time = time;
        _iterations = iterations;
    }

    public int Iterations => _iterations;

    public int Waiting => _queue.Count;

    private static int MaxThreads => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Null when the queue did not come to it in time: answer 220.</summary>
    public Task<ScramVerifier?> CreateAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => ScramSha256.CreateVerifier(password, _iterations), cancellationToken);

    /// <summary>Null when the queue did not come to it in time: answer 220.</summary>
    public async Task<bool?> VerifyAsync(string password, ScramVerifier verifier, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(() => ScramSha256.Verify(password, verifier) ? "yes" : "no", cancellationToken);
        return answer is null ? null : answer == "yes";
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
    }

    private async Task<T?> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
        where T : class
    {
        var done = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = _time.GetTimestamp();
        _queue.Add(
            new Work(() =>
            {
                if (cancellationToken.IsCancellationRequested || _time.GetElapsedTime(asked) > MaxWait)
                    done.TrySetResult(null);
                else
                    done.TrySetResult(work());
            }),
            cancellationToken);
        StartThreadIfNeeded();
        return await done.Task.WaitAsync(cancellationToken);
    }

    private void StartThreadIfNeeded()
    {
        lock (_lock)
        {
            if (_idle > 0 || _threads.Count >= MaxThreads)
                return;
            var thread = new Thread(Loop) { IsBackground = true, Name = "password hashing" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    private void Loop()
    {
        StepBack();
        Interlocked.Increment(ref _idle);
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            Interlocked.Decrement(ref _idle);
            work.Run();
            Interlocked.Increment(ref _idle);
        }
    }

    /// <summary>On Linux a thread has its own niceness, which .NET's thread priority does not set.</summary>
    private static void StepBack()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, 0, 19);
        else
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, uint who, int niceness);

    private sealed record Work(Action Run);
}
