using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class SlowReaderTests
{
    private static readonly byte[] Frame = Encoding.UTF8.GetBytes(new string('x', 999) + "\n");

    private const int KernelBytes = 16 * 1024 * 1024;

    public static TheoryData<IoMode, bool> Ways => TestServer.Ways;

    [Theory, MemberData(nameof(Ways))]
    public async Task Slow_reader_is_closed_and_others_still_receive(IoMode io, bool tls)
    {
        var limits = new LimitSettings { SendBytes = 128 * 1024 };
        await using var server = new TestServer(io, tls, limits);
        var (slow, slowHandler) = await server.PairAsync(receiveBuffer: 8192);
        await using var a = slow;
        var (quick, quickHandler) = await server.PairAsync();
        await using var b = quick;
        var sent = 0;
        while (slowHandler.Connection.TrySend(Frame))
        {
            Assert.True(quickHandler.Connection.TrySend(Frame));
            await quick.ReadBytesAsync(Frame.Length);
            Assert.True(++sent < 100_000, "A reader that never reads was never refused.");
        }
        Assert.True(quickHandler.Connection.TrySend("still here\n"u8.ToArray()));
        Assert.Equal("still here", await quick.ReadLineAsync());
        Assert.Equal(CloseReason.SlowReader, await slowHandler.Closed);
        Assert.Equal(1, slowHandler.ClosedCalls);
        Assert.Equal(1, server.Gateway.Closed[CloseReason.SlowReader]);
        Assert.False(slowHandler.Connection.TrySend(Frame));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Output_that_stands_still_closes_as_stalled(IoMode io, bool tls)
    {
        var time = new FakeTime();
        await using var server = new TestServer(io, tls, new LimitSettings { StallSeconds = 30, SendBytes = 4 * KernelBytes }, time);
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        var idle = await server.PairAsync();
        Fill(handler);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(handler.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync(() => handler.Token.IsCancellationRequested, "closing");
        await AdvanceUntilAsync(time, () => handler.IsClosed);
        Assert.Equal(CloseReason.Stalled, await handler.Closed);
        Assert.False(idle.Handler.IsClosed);
        await idle.Client.DisposeAsync();
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_reader_that_takes_a_little_now_and_then_is_kept(IoMode io, bool tls)
    {
        var time = new FakeTime();
        await using var server = new TestServer(io, tls, new LimitSettings { StallSeconds = 30, SendBytes = 4 * KernelBytes }, time);
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        for (var i = 0; i < 10; i++)
        {
            Fill(handler);
            var before = server.Gateway.Connections[0].SentBytes;
            while (server.Gateway.Connections[0].SentBytes == before)
                await client.ReadBytesAsync(16 * 1024);
            time.Advance(TimeSpan.FromSeconds(20));
        }
        Assert.False(handler.Token.IsCancellationRequested);
    }

    /// <summary>Sends more than any kernel takes for one connection.</summary>
    private static void Fill(TestHandler handler)
    {
        var large = new byte[128 * 1024];
        while (handler.Connection.PendingBytes < KernelBytes)
            Assert.True(handler.Connection.TrySend(large));
    }

    private static Task AdvanceUntilAsync(FakeTime time, Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return condition();
        },
        "the flush limit passed");
}
