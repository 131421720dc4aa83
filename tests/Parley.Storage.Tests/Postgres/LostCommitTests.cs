using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

/// <summary>The connection is lost in the middle of a commit: the outcome is looked up, never guessed.</summary>
public sealed class LostCommitTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private CommitProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await SharedServer.NewDatabaseAsync();
        _proxy = new CommitProxy(_database.Server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_was_committed_is_answered_so()
    {
        await using var store = await OpenAsync(TimeProvider.System);
        await store.Log.AppendAsync([Message("uno"), Message("dos")], Token);
        for (var i = 3; i < 6; i++)
        {
            _proxy.Arm(CommitProxy.Loss.AfterCommit);
            Assert.Equal(new AppendOutcome(AppendStatus.Appended, new Position(i), Noon), await store.Log.AppendAsync(Message($"{i}")));
        }
        Assert.Equal(["uno", "dos", "3", "4", "5"], (await store.Log.AllAsync()).Texts());
    }

    [Fact]
    public async Task What_was_not_committed_is_refused_and_not_there()
    {
        await using var store = await OpenAsync(TimeProvider.System);
        await store.Log.AppendAsync(Message("uno"));
        await store.Log.AppendAsync(Message("dos"));
        for (var i = 0; i < 3; i++)
        {
            _proxy.Arm(CommitProxy.Loss.BeforeCommit);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Log.AppendAsync([Message("no", id: $"{i}")], Token));
        }
        Assert.Equal(3, (await store.Log.AppendAsync(Message("tres"))).Position.Value);
        Assert.Equal(["uno", "dos", "tres"], (await store.Log.AllAsync()).Texts());
    }

    [Fact]
    public async Task Other_writes_are_looked_up_too()
    {
        await using var store = await OpenAsync(TimeProvider.System);
        RoomName.TryParse("uci", out var name);
        RoomName.TryParse("sala", out var other);
        _proxy.Arm(CommitProxy.Loss.AfterCommit);
        var room = await store.Rooms.CreateAsync(name, RoomLifetime.Kept, Ana, Noon, Token);
        Assert.Equal(room!.Id, (await store.Rooms.ListAsync(Token)).Single().Id);

        _proxy.Arm(CommitProxy.Loss.BeforeCommit);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Rooms.CreateAsync(other, RoomLifetime.Kept, Ana, Noon, Token));
        Assert.NotNull(await store.Rooms.CreateAsync(other, RoomLifetime.Kept, Ana, Noon, Token));
    }

    [Fact]
    public async Task While_the_database_stays_away_only_what_can_be_repeated_is_put_off_and_the_rest_waits_for_the_truth()
    {
        var time = new FakeTime();
        await using var store = await OpenAsync(time);
        await store.Log.AppendAsync(Message("uno"));
        _proxy.StaysDown = true;
        _proxy.Arm(CommitProxy.Loss.AfterCommit);
        var named = store.Log.AppendAsync([Message("con id", id: "x")], Token);
        await UntilAsync(() => _proxy.Refused > 0);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("same client id", (await Assert.ThrowsAsync<StorageUnavailableException>(() => named)).Message, StringComparison.Ordinal);
        _proxy.IsDown = false;
        // Each step of the clock lets the look-up ask once more.
        var retry = store.Log.AppendAsync([Message("con id", id: "x")], Token);
        await UntilAsync(() => AdvanceUntil(time, retry));
        Assert.Equal(new AppendOutcome(AppendStatus.Duplicate, new Position(2), Noon), (await retry)[0]);

        _proxy.Arm(CommitProxy.Loss.AfterCommit);
        var refused = _proxy.Refused;
        var nameless = store.Log.AppendAsync([Message("sin id")], Token);
        await UntilAsync(() => _proxy.Refused > refused);
        time.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return _proxy.Refused > refused + 3;
        });
        Assert.False(nameless.IsCompleted);
        _proxy.IsDown = false;
        await UntilAsync(() => AdvanceUntil(time, nameless));
        Assert.Equal(new AppendOutcome(AppendStatus.Appended, new Position(3), Noon), (await nameless)[0]);
        Assert.Equal(["uno", "con id", "sin id"], (await store.Log.AllAsync()).Texts());
    }

    private static bool AdvanceUntil(FakeTime time, Task task)
    {
        if (!task.IsCompleted)
            time.Advance(TimeSpan.FromMilliseconds(20));
        return task.IsCompleted;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 4000, "it did not come to that");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    private Task<PostgresStore> OpenAsync(TimeProvider time) =>
        PostgresStore.OpenAsync(_database.Server.ConnectionString(_database.Name, _proxy.Port), time, NullLoggerFactory.Instance, Token);
}
