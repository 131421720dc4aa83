using Microsoft.Extensions.Logging.Abstractions;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Sqlite;

/// <summary>A store on a directory of its own, which can be closed and opened again.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore? _store;

    internal FakeTime Time { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Directory => _directory.Path;

    protected SqliteStore Store => _store ?? throw new InvalidOperationException("closed");

    /// <summary>Fake in the tests of waiting; there search makes no progress past its pauses.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    public async ValueTask InitializeAsync() => await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task OpenAsync() => _store = await SqliteStore.OpenAsync(Directory, Clock, NullLoggerFactory.Instance, Token);

    protected async Task CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _store = null;
    }

    protected async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Waits, without sleeping on a guess, until something holds.</summary>
    protected static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += TimeSpan.FromMilliseconds(5))
        {
            Assert.True(waited < TimeSpan.FromSeconds(20), what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>Stops the writer in the middle of a transaction until the result is disposed.</summary>
    internal async Task<BlockedWriter> BlockWriterAsync()
    {
        var blocked = new BlockedWriter();
        var begun = new TaskCompletionSource();
        blocked.Done = Store.Writer.WriteAsync(
            _ =>
            {
                begun.TrySetResult();
                blocked.Gate.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
                return true;
            },
            1,
            Token);
        await begun.Task;
        return blocked;
    }
}

internal sealed class BlockedWriter : IAsyncDisposable
{
    public ManualResetEventSlim Gate { get; } = new();

    public Task Done { get; set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Gate.Set();
        await Done;
        Gate.Dispose();
    }
}
