using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

public sealed class DiskFullTests : StoreFixture
{
    private static readonly string Large = new('x', 4000);

    [Fact]
    public async Task A_full_store_refuses_writes_keeps_reading_and_recovers_by_itself()
    {
        await Store.Log.AppendAsync([Message("antes"), Message("otro", room: new ConversationId(8))], Token);
        await SetMaxPagesAsync(grow: 20);
        await FillAsync();
        var full = await Store.Log.SpanAsync(Room, Token);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.Log.AppendAsync([Message(Large), Message(Large)], Token));
        Assert.Equal(full, await Store.Log.SpanAsync(Room, Token));
        Assert.Equal("antes", (await Store.Log.ReadAfterAsync(Room, Position.None, 1, Token)).Single().Text());

        await SetMaxPagesAsync(grow: 100_000);
        Assert.True((await Store.Log.AppendAsync(Message(Large))).Position.Follows(full.Head));
        Assert.Equal(2, (await Store.Log.AppendAsync(Message("ocho", room: new ConversationId(8)))).Position.Value);
    }

    [Fact]
    public async Task A_failed_commit_gives_no_position_away()
    {
        await Store.Log.AppendAsync(Message("uno"));
        await SetMaxPagesAsync(grow: 0);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.Log.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Message(Large, id: $"x{i}"))], Token));
        await SetMaxPagesAsync(grow: 100_000);

        var retried = await Store.Log.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Message(Large, id: $"x{i}"))], Token);

        Assert.All(retried, o => Assert.Equal(AppendStatus.Appended, o.Status));
        Assert.Equal(Enumerable.Range(2, 50), retried.Select(o => (int)o.Position.Value));
    }

    [Fact]
    public async Task A_real_disk_that_is_full_refuses_and_recovers_when_there_is_room_again()
    {
        using var disk = SmallDisk.TryMount();
        Assert.SkipWhen(disk is null, "needs the right to mount a small tmpfs");
        await using var store = await SqliteStore.OpenAsync(disk.Path, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Token);
        var accepted = 0L;
        await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            while (accepted < 10_000)
                accepted = (await store.Log.AppendAsync(Message(Large))).Position.Value;
        });
        Assert.True(accepted > 100, $"only {accepted} were accepted; search's share of the disk is less than that");
        Assert.Equal(accepted, (await store.Log.SpanAsync(Room, Token)).Head.Value);

        disk.Grow();
        Assert.Equal(accepted + 1, (await store.Log.AppendAsync(Message(Large))).Position.Value);
    }

    private Task<bool> SetMaxPagesAsync(int grow) => Store.Writer.WriteAsync(
        db =>
        {
            db.Execute($"PRAGMA max_page_count = {db.Scalar("PRAGMA page_count") + grow}");
            return true;
        },
        1,
        Token);

    private async Task FillAsync()
    {
        try
        {
            for (var i = 0; i < 10_000; i++)
                await Store.Log.AppendAsync(Message(Large));
        }
        catch (StorageUnavailableException)
        {
            // Full: what the test wants.
        }
    }
}
