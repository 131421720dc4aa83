using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Core.Tests;

/// <summary>Keeps the ids of what is logged.</summary>
internal sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<int> _ids = new();

    public int Count(int id) => _ids.Count(i => i == id);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _ids.Enqueue(eventId.Id);
}
