using System.Text;
using Microsoft.Extensions.Logging;
using Parley.Host.Logging;
using Xunit;

namespace Parley.Host.Tests.Logging;

public sealed class ServerLogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Level_may_be_changed_while_the_server_runs()
    {
        var console = new MemoryStream();
        await using (var log = Open(console))
        {
            var logger = log.CreateLogger("Test");
            logger.LogDebug("hidden");
            log.Level = LogLevel.Debug;
            logger.LogDebug("shown {Number}", 7);
        }
        var text = Encoding.UTF8.GetString(console.ToArray());

        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.Contains("debug   Test[0] shown 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_takes_nothing_holds_up_nobody_and_what_was_lost_is_counted()
    {
        var console = new StuckStream();
        var log = Open(console);
        var logger = log.CreateLogger("Test");
        logger.LogInformation("first");
        await console.Reached.WaitAsync(Limit, TimeProvider.System);

        for (var i = 0; i < 10_000; i++)
            logger.LogInformation("more");

        Assert.InRange(log.Dropped, 1, 9_999);
        console.Free();
        await log.DisposeAsync();
        Assert.Contains($"{log.Dropped} log records were lost", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_after_the_end_is_harmless()
    {
        var log = Open(new MemoryStream());
        await log.DisposeAsync();

        log.CreateLogger("Test").LogInformation("late");

        Assert.Equal(1, log.Dropped);
    }

    private static ServerLog Open(Stream console) =>
        new(LogLevel.Information, new LogWriter(console, file: null, LogFormat.Of("text"), TimeProvider.System), TimeProvider.System);

    /// <summary>A terminal that somebody has stopped.</summary>
    private sealed class StuckStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _free = new();

        public Task Reached => _reached.Task;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void Free() => _free.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _reached.TrySetResult();
            _free.Wait(Limit, CancellationToken.None);
            base.Write(buffer);
        }
    }
}
