using System.Buffers.Binary;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class OutputTests
{
    private const int Header = 12;

    public static TheoryData<IoMode, bool> Ways => TestServer.Ways;

    [Theory, MemberData(nameof(Ways))]
    public async Task Frames_of_many_senders_stay_whole_and_in_each_senders_order(IoMode io, bool tls)
    {
        const int senders = 8;
        const int frames = 2000;
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 1024 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        var sending = Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            var random = new Random(seed + sender);
            for (var number = 0; number < frames; number++)
                Assert.True(handler.Connection.TrySend(Frame(sender, number, random.Next(100) == 0 ? 50_000 : random.Next(300))));
        })).ToArray();
        var next = new int[senders];
        for (var i = 0; i < senders * frames; i++)
        {
            var header = await client.ReadBytesAsync(Header);
            var (length, sender, number) = (Int(header, 0), Int(header, 4), Int(header, 8));
            Assert.Equal(next[sender]++, number);
            Assert.All(await client.ReadBytesAsync(length), filler => Assert.Equal((byte)sender, filler));
        }
        await Task.WhenAll(sending);
        await Eventually.TrueAsync(() => handler.Connection.PendingBytes == 0, "nothing pending");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Arrived_is_called_once_in_order_when_the_last_byte_is_acknowledged(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        var written = new List<int>();
        var last = new TaskCompletionSource();
        handler.Connection.TrySend("a"u8.ToArray(), () => written.Add(0));
        handler.Connection.TrySend(default, () => written.Add(1));
        handler.Connection.TrySend(new byte[16_000_000], () => written.Add(2));
        handler.Connection.TrySend("b"u8.ToArray(), last.SetResult);
        await client.ReadBytesAsync(1);
        Assert.False(last.Task.IsCompleted);
        await client.ReadBytesAsync(16_000_001);
        await last.Task.InTime();
        Assert.Equal([0, 1, 2], written);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Arrived_is_never_called_for_what_did_not_leave(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        var called = false;
        handler.Connection.TrySend(new byte[16_000_000], () => called = true);
        client.Reset();
        await handler.Closed;
        Assert.False(called);
    }

    /// <summary>More than a peer's buffer of 8 KiB and less than ours: the operating system has taken it all, and the peer has not got it.</summary>
    [Theory, MemberData(nameof(Ways))]
    public async Task Arrived_waits_for_a_peer_that_does_not_read(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        var arrived = new TaskCompletionSource();
        handler.Connection.TrySend(new byte[100_000], arrived.SetResult);
        await Eventually.TrueAsync(() => handler.Connection.PendingBytes == 0, "taken by the operating system");
        await handler.Connection.ArrivedAsync(CancellationToken.None);
        Assert.False(arrived.Task.IsCompleted);
        Assert.False(handler.Connection.HasAllArrived);
        await client.ReadBytesAsync(100_000);
        await arrived.Task.InTime();
        Assert.True(handler.Connection.HasAllArrived);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Arrived_is_never_called_for_what_a_peer_that_is_gone_did_not_get(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        var arrived = new List<int>();
        handler.Connection.TrySend("a"u8.ToArray(), () => arrived.Add(1));
        await client.ReadBytesAsync(1);
        handler.Connection.TrySend(new byte[100_000], () => arrived.Add(2));
        await Eventually.TrueAsync(() => handler.Connection.PendingBytes == 0, "taken by the operating system");
        client.Reset();
        await handler.Closed;
        Assert.Equal([1], arrived);
        Assert.False(handler.Connection.HasAllArrived);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Arrived_is_called_before_a_connection_that_we_close_has_ended(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        var arrived = false;
        handler.Connection.TrySend(new byte[1000], () => arrived = true);
        handler.Connection.Close(CloseReason.Quit);
        await handler.Closed;
        Assert.True(arrived);
        Assert.True(handler.Connection.HasAllArrived);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Drain_completes_when_the_peer_has_read_enough(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        handler.Connection.TrySend(new byte[16_000_000]);
        var drained = handler.Connection.DrainAsync(1_000_000, CancellationToken.None).AsTask();
        Assert.False(drained.IsCompleted);
        await client.ReadBytesAsync(16_000_000);
        await drained.InTime();
        await handler.Connection.DrainAsync(0, CancellationToken.None).AsTask().InTime();
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Drain_is_cancelled_when_the_connection_ends_first(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        handler.Connection.TrySend(new byte[16_000_000]);
        var drained = handler.Connection.DrainAsync(0, CancellationToken.None).AsTask();
        client.Reset();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(drained.InTime);
        await handler.Closed;
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Frames_of_one_byte_can_not_outgrow_the_budget(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        handler.Connection.TrySend(new byte[16_000_000]);
        var frames = 0;
        while (handler.Connection.TrySend("x"u8.ToArray()))
            Assert.True(++frames <= 64 * 1024 * 1024 / 16);
        Assert.Equal(CloseReason.SlowReader, await handler.Closed);
    }

    private static byte[] Frame(int sender, int number, int length)
    {
        var frame = new byte[Header + length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), sender);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), number);
        frame.AsSpan(Header).Fill((byte)sender);
        return frame;
    }

    private static int Int(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
