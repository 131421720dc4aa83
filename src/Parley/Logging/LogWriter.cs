using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Host.Logging;

/// <summary>The end of the log: a thread of its own writes what waits, so that a terminal that has stopped or a slow disk holds up nobody else.</summary>
internal sealed class LogWriter : IAsyncDisposable
{
    private const int QueueLength = 8192;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // Bounded: a record past QueueLength is dropped and counted, and the count is logged when there is room again.
    private readonly BlockingCollection<LogRecord> _queue = new(QueueLength);
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _console;
    private readonly LogFile? _file;
    private readonly LogFormat _format;
    private readonly TimeProvider _time;
    private long _dropped;
    private long _droppedTold;

    /// <param name="console">Standard error.</param>
    public LogWriter(Stream console, LogFile? file, LogFormat format, TimeProvider time)
    {
        (_console, _file, _format, _time) = (console, file, format, time);
        new Thread(Run) { Name = "log", IsBackground = true }.Start();
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(LogRecord record)
    {
        try
        {
            if (!_queue.TryAdd(record))
                Interlocked.Increment(ref _dropped);
        }
        catch (InvalidOperationException)
        {
            // Logged while the server ends, after the log was closed.
            Interlocked.Increment(ref _dropped);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        try
        {
            await _ended.Task.WaitAsync(LastWords, _time);
        }
        catch (TimeoutException)
        {
            // The output takes nothing; the thread is a background one and ends with the process.
        }
    }

    private void Run()
    {
        foreach (var record in _queue.GetConsumingEnumerable())
        {
            _format.Write(record, _bytes);
            if (Dropped is var dropped && dropped > _droppedTold)
                _format.Write(Lost(dropped - _droppedTold), _bytes);
            _droppedTold = dropped;
            if (_queue.Count == 0 || _bytes.WrittenCount >= 64 * 1024)
                Flush();
        }
        Flush();
        _file?.Dispose();
        _ended.SetResult();
    }

    // A closed terminal must not end the server, nor a full disk: the other output still gets the lines.
    private void Flush()
    {
        try
        {
            _console.Write(_bytes.WrittenSpan);
        }
        catch (IOException)
        {
            // Nobody is there to be told.
        }
        try
        {
            _file?.Write(_bytes.WrittenMemory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _dropped);
        }
        _bytes.ResetWrittenCount();
    }

    private LogRecord Lost(long count) =>
        new(_time.GetUtcNow(), LogLevel.Warning, "Parley.Host.Logging", new(1001, "RecordsDropped"), $"{count} log records were lost: an output was too slow, or the file could not be written", [new("Count", count)], Exception: null);
}
