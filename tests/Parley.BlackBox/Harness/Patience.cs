namespace Parley.BlackBox.Harness;

/// <summary>How long a test waits for what must come: room enough for a busy machine, and never a sleep.</summary>
public static class Patience
{
    public static readonly TimeSpan Normal = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan Long = TimeSpan.FromSeconds(180);

    /// <summary>Asks again and again until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It never held; the message names <paramref name="what"/>.</exception>
    /// <param name="seen">What was there instead, for the message.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null, Func<string>? seen = null)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start) > (limit ?? Normal))
                throw new TimeoutException($"never came true: {what}{(seen is null ? "" : $"; seen:\n{seen()}")}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what, TimeSpan? limit = null, Func<string>? seen = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, limit, seen);
}
