using Parley.Core.Turns;
using Xunit;

namespace Parley.Core.Tests;

public sealed class TurnTests
{
    [Fact]
    public void Owners_run_before_writers_in_the_order_they_came_on_the_same_thread()
    {
        var seen = new List<string>();
        var thread = Environment.CurrentManagedThreadId;
        Turn.Run(seen, list =>
        {
            Turn.Last(new Work(() => list.Add("write")));
            Turn.Later(new Work(() => list.Add("first")));
            Turn.Later(new Work(() => list.Add(thread == Environment.CurrentManagedThreadId ? "second" : "elsewhere")));
            list.Add("input");
        });
        Assert.Equal(["input", "first", "second", "write"], seen);
    }

    [Fact]
    public void What_a_writer_defers_waits_for_the_next_turn()
    {
        var turn = new Turn();
        var written = 0;
        turn.Begin();
        Turn.Last(new Work(() =>
        {
            written++;
            Turn.Last(new Work(() => written++));
        }));
        Assert.True(turn.End());
        Assert.Equal(1, written);
        turn.Begin();
        Assert.False(turn.End());
        Assert.Equal(2, written);
    }

    [Fact]
    public async Task Without_a_turn_work_goes_to_the_pool()
    {
        var ran = new TaskCompletionSource<bool>();
        Turn.Later(new Work(() => ran.SetResult(Thread.CurrentThread.IsThreadPoolThread)));
        Assert.True(await ran.Task);
    }

    [Fact]
    public async Task Work_that_may_block_leaves_the_turn()
    {
        Task<int>? work = null;
        var inTurn = 0;
        var loop = new Thread(() => Turn.Run(0, _ =>
        {
            inTurn = Environment.CurrentManagedThreadId;
            work = BlockAsync();
        }));
        loop.Start();
        loop.Join();
        Assert.NotEqual(inTurn, await work!);

        static async Task<int> BlockAsync()
        {
            await Turn.Outside();
            return Environment.CurrentManagedThreadId;
        }
    }

    private sealed class Work(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
