using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.BlackBox.Harness;

/// <summary>Collects what a server writes, and sees when it is ready.</summary>
internal sealed partial class ServerLog
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource<ReadyLine> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when the output ends before the server was ready.</summary>
    public Task<ReadyLine> Ready => _ready.Task;

    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>The first line at level error or above, or of a crash; null when there is none.</summary>
    public string? FirstError => ErrorLine().Match(Text) is { Success: true } match ? match.Value : null;

    public static ServerLog Attach(Process process)
    {
        var log = new ServerLog();
        process.OutputDataReceived += (_, e) => log.Add(e.Data);
        process.ErrorDataReceived += (_, e) => log.Add(e.Data);
        return log;
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException("the output ended"));
            return;
        }
        lock (_lock)
            _text.Append(line).Append('\n');
        if (ReadyLine.TryParse(line) is { } ready)
            _ready.TrySetResult(ready);
    }

    [GeneratedRegex(@"^(\S+Z (error|critical) .*|Unhandled exception.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
