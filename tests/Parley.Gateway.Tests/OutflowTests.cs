using FsCheck;
using FsCheck.Fluent;
using Parley.Gateway.Connections;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class OutflowTests
{
    [Fact]
    public void Whatever_the_socket_takes_at_a_time_every_byte_leaves_once_and_in_order()
    {
        var lengths = Gen.Frequency((8, Gen.Choose(0, 300)), (1, Gen.Choose(20_000, 90_000))).ListOf().Where(list => list.Count < 200);
        var steps = Gen.Frequency((6, Gen.Choose(1, 100)), (3, Gen.Choose(1000, 100_000)), (2, Gen.Constant(0))).ListOf();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(lengths.ToArbitrary(), steps.ToArbitrary(), (frames, script) => Arrives([.. frames], [.. script])));
    }

    [Fact]
    public async Task A_socket_that_breaks_ends_the_waiting_and_fails_once()
    {
        var failures = 0;
        var outbox = new Outbox(1_000_000);
        using var transport = new ScriptedTransport([10, -1]);
        var outflow = new Outflow(transport, outbox, new DeliveryShard(TimeProvider.System), _ => Interlocked.Increment(ref failures));
        outbox.TryAdd(new byte[100], arrived: null);
        var drained = outbox.DrainAsync(0, CancellationToken.None).AsTask();
        outflow.Enqueue();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(drained.InTime);
        await Eventually.TrueAsync(() => Volatile.Read(ref failures) == 1, "told of the failure");
        Assert.Equal(Queued.Closed, outbox.TryAdd(new byte[1], arrived: null));
        Assert.Equal(100, outbox.PendingBytes);
    }

    private static bool Arrives(int[] lengths, int[] steps)
    {
        var outbox = new Outbox(int.MaxValue);
        using var transport = new ScriptedTransport(steps);
        var outflow = new Outflow(transport, outbox, new DeliveryShard(TimeProvider.System), e => throw new InvalidOperationException("The script never breaks.", e));
        var expected = new MemoryStream();
        var written = new List<int>();
        using var done = new ManualResetEventSlim();
        for (var i = 0; i <= lengths.Length; i++)
        {
            var last = i == lengths.Length;
            var number = i;
            var frame = new byte[last ? 0 : lengths[i]];
            Array.Fill(frame, (byte)i);
            expected.Write(frame);
            if (outbox.TryAdd(frame, last ? done.Set : () => written.Add(number)) == Queued.First)
                outflow.Enqueue();
        }
        return done.Wait(Eventually.Limit)
            && transport.Taken.ToArray().AsSpan().SequenceEqual(expected.ToArray())
            && written.SequenceEqual(Enumerable.Range(0, lengths.Length));
    }
}
