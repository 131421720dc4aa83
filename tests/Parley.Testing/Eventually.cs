using System.Diagnostics;

namespace Parley.Testing;

/// <summary>Waiting for a condition, for what has no event to wait for.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <summary>Asks again and again.</summary>
    /// <exception cref="TimeoutException">Says what did not become true.</exception>
    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? Limit))
                throw new TimeoutException($"Did not become true in time: {what}");
            await Task.Delay(Between, TimeProvider.System);
        }
    }

    /// <summary>Fails with a <see cref="TimeoutException"/> instead of hanging.</summary>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task InTime(this Task task) => task.WaitAsync(Limit);
}
