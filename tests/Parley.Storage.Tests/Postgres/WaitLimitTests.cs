using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

public sealed class WaitLimitTests : NodesFixture
{
    [Fact]
    public async Task Appends_that_a_held_lock_keeps_waiting_are_refused_after_about_five_seconds_and_never_written()
    {
        await One.Log.AppendAsync([Message("uno"), Message("dos", room: new ConversationId(8))], Token);
        await using var holder = await Database.Server.OpenAsync(Database.Name);
        await using (await holder.BeginTransactionAsync(Token))
        {
            await using (var hold = new Npgsql.NpgsqlCommand("SET idle_in_transaction_session_timeout = 0; SELECT 1 FROM head WHERE conversation = 7 FOR UPDATE", holder))
                await hold.ExecuteNonQueryAsync(Token);

            var late = One.Log.AppendAsync([Message("tarde", id: "x")], Token);
            await UntilWaitingAsync();
            // Nobody else waits for it.
            Assert.Equal(2, (await One.Log.AppendAsync([Message("tres", room: new ConversationId(8))], Token))[0].Position.Value);
            Assert.False(late.IsCompleted);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => late.WaitAsync(TimeSpan.FromSeconds(30), Token));
        }

        Assert.Equal(["uno"], (await One.Log.AllAsync()).Texts());
        Assert.Equal(AppendStatus.Appended, (await One.Log.AppendAsync(Message("tarde", id: "x"))).Status);
    }

    [Fact]
    public async Task A_node_that_stops_in_the_middle_of_a_transaction_makes_others_wait_and_nobody_is_refused()
    {
        await One.Log.AppendAsync(Message("uno"));
        // What the other node has done when it stops, by its own connection.
        await using var stopped = await PooledConnection.OpenAsync(Other.Source, Token);
        await using (var hold = new Npgsql.NpgsqlCommand("BEGIN; SELECT 1 FROM head WHERE conversation = 7 FOR NO KEY UPDATE", stopped))
            await hold.ExecuteNonQueryAsync(Token);

        Assert.Equal(2, (await One.Log.AppendAsync(Message("dos"))).Position.Value);
    }

    [Fact]
    public async Task What_waits_goes_into_few_commits()
    {
        await One.Log.AppendAsync([.. Enumerable.Range(1, 200).Select(i => Message("a", room: new ConversationId(i)))], Token);
        var before = One.Writer.Figures.Commits;
        await Task.WhenAll(Enumerable.Range(1, 200).Select(i => One.Log.AppendAsync([Message("b", room: new ConversationId(i))], Token)));
        Assert.InRange(One.Writer.Figures.Commits - before, 1, 50);
    }

    [Fact]
    public async Task One_append_that_fails_by_itself_takes_nobody_with_it()
    {
        await One.Log.AppendAsync([Message("a"), Message("a", room: new ConversationId(8))], Token);
        var bug = Message("bug") with { ClientId = default(ClientId) };
        var calls = Enumerable.Range(0, 20).Select(i => One.Log.AppendAsync([i == 10 ? bug : Message($"{i}")], Token)).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => calls[10]);
        foreach (var call in calls.Where(call => call != calls[10]))
            Assert.Equal(AppendStatus.Appended, (await call)[0].Status);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), (await One.Log.AllAsync()).Select(e => e.Position.Value));
    }

    [Fact]
    public async Task Closing_writes_what_is_queued_and_refuses_what_comes_after()
    {
        var log = One.Log;
        var queued = Enumerable.Range(0, 50).Select(i => log.AppendAsync([Message($"{i}")], Token)).ToList();
        await One.DisposeAsync();
        Assert.All(await Task.WhenAll(queued), o => Assert.Equal(AppendStatus.Appended, o[0].Status));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => log.AppendAsync([Message("no")], Token));
        Assert.Equal(50, (await Other.Log.AllAsync()).Count);
    }
}
