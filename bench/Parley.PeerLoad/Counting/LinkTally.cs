using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.PeerLoad.Counting;

/// <summary>What peers log of their links, counted by event and reason: shown when they don't come together.</summary>
internal sealed class LinkTally : ILogger
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var why = state is IReadOnlyList<KeyValuePair<string, object?>> values ? values.FirstOrDefault(v => v.Key == "Why").Value : null;
        _counts.AddOrUpdate($"{eventId.Name}: {why ?? exception?.Message}", 1, (_, count) => count + 1);
    }

    public override string ToString() => string.Join('\n', _counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value,7} {c.Key}"));
}
