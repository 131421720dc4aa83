using System.Diagnostics;
using Parley.Testing;

namespace Parley.Lan.Tests.Support;

/// <summary>Waiting for an answer that takes asking.</summary>
internal static class Until
{
    /// <exception cref="TimeoutException">Says what did not become true.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Eventually.Limit)
                throw new TimeoutException($"Did not become true in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
