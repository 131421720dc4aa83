using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

public sealed class WaitLimitTests : StoreFixture
{
    protected override TimeProvider Clock => Time;

    [Fact]
    public async Task A_write_that_is_not_begun_in_five_seconds_is_refused_and_never_written()
    {
        var blocked = await BlockWriterAsync();
        var late = Store.Log.AppendAsync([Message("tarde", id: "x")], Token);
        Time.Advance(TimeSpan.FromSeconds(3));
        var later = Store.Log.AppendAsync([Message("a tiempo", room: new ConversationId(8))], Token);
        Time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => late);
        Assert.False(later.IsCompleted);
        await blocked.DisposeAsync();
        Assert.Equal(AppendStatus.Appended, (await later)[0].Status);
        Assert.Empty(await Store.Log.AllAsync());
        Assert.Equal(AppendStatus.Appended, (await Store.Log.AppendAsync(Message("tarde", id: "x"))).Status);
    }

    [Fact]
    public async Task A_write_that_was_begun_is_awaited_however_long_it_takes()
    {
        var blocked = await BlockWriterAsync();
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(blocked.Done.IsCompleted);

        await blocked.DisposeAsync();
        Assert.True(blocked.Done.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_is_never_written()
    {
        var blocked = await BlockWriterAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = Store.Log.AppendAsync([Message("no")], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await blocked.DisposeAsync();
        Assert.Equal(1, (await Store.Log.AppendAsync(Message("sí"))).Position.Value);
    }

    [Fact]
    public async Task What_waits_goes_into_one_commit()
    {
        var blocked = await BlockWriterAsync();
        var before = Store.Figures.Commits;
        var waiting = Enumerable.Range(1, 100).Select(i => Store.Log.AppendAsync([Message("a", room: new ConversationId(i))], Token)).ToList();
        await blocked.DisposeAsync();
        await Task.WhenAll(waiting);

        Assert.Equal(before + 2, Store.Figures.Commits);
        Assert.Equal(100, Store.Figures.LastBatch);
        Assert.Equal(100, Store.Figures.HeadsCached);
    }

    [Fact]
    public async Task Closing_writes_what_is_queued_and_refuses_what_comes_after()
    {
        var blocked = await BlockWriterAsync();
        var queued = Store.Log.AppendAsync([Message("último")], Token);
        var log = Store.Log;
        var closing = Store.DisposeAsync();
        await blocked.DisposeAsync();
        await closing;

        Assert.Equal(AppendStatus.Appended, (await queued)[0].Status);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => log.AppendAsync([Message("no")], Token));
        await ReopenAsync();
        Assert.Equal("último", (await Store.Log.AllAsync()).Single().Text());
    }
}
