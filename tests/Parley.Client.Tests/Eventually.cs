using Parley.Contracts;

namespace Parley.Client.Tests;

/// <summary>Waiting for conditions, with a limit; never for time.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(FakeServer.Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"never: {what}");
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock on until the condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, string what, Action nudge)
    {
        using var limit = new CancellationTokenSource(FakeServer.Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"never: {what}");
            nudge();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Reads events until one is as asked, and returns all that were read.</summary>
    public static async Task<List<Event>> ReadUntilAsync(ParleyClient client, Func<Event, bool> last)
    {
        using var limit = new CancellationTokenSource(FakeServer.Patience);
        var read = new List<Event>();
        await foreach (var next in client.ReadEventsAsync(limit.Token))
        {
            read.Add(next);
            if (last(next))
                return read;
        }
        throw new InvalidOperationException($"the stream ended after {read.Count} events: {string.Join(", ", read)}");
    }
}
