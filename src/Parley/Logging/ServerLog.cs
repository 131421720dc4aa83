using Microsoft.Extensions.Logging;

namespace Parley.Host.Logging;

/// <summary>The server's log: makes loggers, holds the level, passes records to the one writer. Never blocks the thread that logs.</summary>
internal sealed class ServerLog : ILoggerFactory, ILoggerProvider, IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly LogWriter _writer;
    private volatile LogLevel _level;

    public ServerLog(LogLevel level, LogWriter writer, TimeProvider time)
    {
        (_level, _writer, _time) = (level, writer, time);
    }

    /// <summary>The lowest level that is written; may be changed at any time.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Records lost so far because output was slower than the program.</summary>
    public long Dropped => _writer.Dropped;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(categoryName, this, _time);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log has one output");

    internal void Add(LogRecord record) => _writer.Add(record);

    /// <summary>Writes what waits, for at most a second.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    // Whoever was handed the factory or provider must not end the log of the others.
    public void Dispose()
    {
    }

    /// <param name="name">A value of <c>log.level</c>.</param>
    public static LogLevel ParseLevel(string name) => name switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
