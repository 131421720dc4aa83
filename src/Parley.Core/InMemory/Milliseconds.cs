namespace Parley.Core.InMemory;

internal static class Milliseconds
{
    /// <summary>What a durable store gives back: UTC, to the millisecond.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
