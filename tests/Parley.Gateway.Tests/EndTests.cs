using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class EndTests
{
    public static TheoryData<IoMode, bool> Ways => TestServer.Ways;

    public static TheoryData<IoMode> Modes => TestServer.Modes;

    [Theory, MemberData(nameof(Ways))]
    public async Task A_peer_that_hangs_up_closes_as_peer_closed_once(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync();
        await client.SendAsync("x\n");
        await client.ReadLineAsync();
        await client.DisposeAsync();
        Assert.Equal(CloseReason.PeerClosed, await handler.Closed);
        await GoneAsync(server);
        Assert.Equal(1, handler.ClosedCalls);
        Assert.True(handler.Token.IsCancellationRequested);
        Assert.Equal(1, server.Gateway.Closed.Total);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_reset_in_the_middle_of_a_line_closes_as_peer_lost_once(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync();
        await client.SendAsync("half a li");
        client.Reset();
        Assert.Equal(CloseReason.PeerLost, await handler.Closed);
        await GoneAsync(server);
        Assert.Equal(1, handler.ClosedCalls);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_reset_while_output_flows_closes_once(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 });
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        for (var i = 0; i < 160; i++)
            handler.Connection.TrySend(new byte[100_000]);
        client.Reset();
        // The kernel reports a reset once: when the writer gets it, the reader sees an orderly end, and either may be first.
        Assert.Contains(await handler.Closed, new[] { CloseReason.PeerLost, CloseReason.PeerClosed });
        await GoneAsync(server);
        Assert.Equal(1, handler.ClosedCalls);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_reset_while_the_handler_is_busy_is_noticed_by_the_next_output(IoMode io, bool tls)
    {
        var called = new TaskCompletionSource();
        await using var server = new TestServer(io, tls, shape: handler => handler.OnInput = async (input, token) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return input.Length;
        });
        var (client, handler) = await server.PairAsync();
        await client.SendAsync("x\n");
        await called.Task.InTime();
        client.Reset();
        await Eventually.TrueAsync(() => !handler.Connection.TrySend("y\n"u8.ToArray()), "the connection refuses output");
        Assert.Equal(CloseReason.PeerLost, await handler.Closed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Close_flushes_what_was_queued_and_then_the_last_words(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        for (var i = 0; i < 1000; i++)
            handler.Connection.TrySend(Encoding.UTF8.GetBytes($"{i}\n"));
        handler.Connection.Close(CloseReason.Quit, "bye\n"u8.ToArray());
        handler.Connection.Close(CloseReason.Flood, "never\n"u8.ToArray());
        Assert.False(handler.Connection.TrySend("too late\n"u8.ToArray()));
        var expected = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n")) + "bye\n";
        Assert.Equal(expected, await client.ReadTextToEndAsync());
        Assert.Equal(CloseReason.Quit, await handler.Closed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Last_words_arrive_over_unread_input(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, shape: handler => handler.OnInput = (input, _) =>
        {
            handler.Connection.Close(CloseReason.Flood, "slow down\n"u8.ToArray());
            return ValueTask.FromResult(input.Length);
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync(new byte[100_000]);
        Assert.Equal("slow down\n", await client.ReadTextToEndAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_peer_that_does_not_read_holds_a_close_for_a_second_at_most(IoMode io, bool tls)
    {
        var time = new FakeTime();
        await using var server = new TestServer(io, tls, new LimitSettings { SendBytes = 64 * 1024 * 1024 }, time);
        var (client, handler) = await server.PairAsync(receiveBuffer: 8192);
        await using var _ = client;
        for (var i = 0; i < 160; i++)
            handler.Connection.TrySend(new byte[100_000]);
        handler.Connection.Close(CloseReason.Quit);
        var advanced = TimeSpan.Zero;
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                advanced += TimeSpan.FromMilliseconds(50);
                return handler.IsClosed;
            },
            "closed");
        Assert.True(advanced >= TimeSpan.FromSeconds(0.9), $"Gave up after {advanced}.");
        Assert.Equal(CloseReason.Quit, await handler.Closed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_failing_handler_ends_only_its_own_connection(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        var (client, handler) = await server.PairAsync();
        await using var a = client;
        var (other, _) = await server.PairAsync();
        await using var b = other;
        handler.OnInput = (_, _) => throw new IOException("A disk, not a socket.");
        await client.SendAsync("x\n");
        Assert.Equal(CloseReason.InternalError, await handler.Closed);
        await other.SendAsync("y\n");
        Assert.Equal("y", await other.ReadLineAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_handler_that_fails_to_open_hears_of_its_end(IoMode io)
    {
        await using var server = new TestServer(io, shape: handler => handler.OnOpened = _ => throw new InvalidOperationException("no"));
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        Assert.Equal(CloseReason.InternalError, await handler.Closed);
        Assert.Equal("", await client.ReadTextToEndAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_protocol_exception_closes_as_a_protocol_error(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, shape: handler => handler.OnInput = (_, _) => throw new ProtocolException(ErrorCode.InvalidValue, "not a frame"));
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        await client.SendAsync("x");
        Assert.Equal(CloseReason.ProtocolError, await handler.Closed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_stuck_handler_does_not_keep_its_socket_open(IoMode io, bool tls)
    {
        var stuck = new TaskCompletionSource<int>();
        var called = new TaskCompletionSource();
        await using var server = new TestServer(io, tls, shape: handler => handler.OnInput = async (_, _) =>
        {
            called.SetResult();
            return await stuck.Task;
        });
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        await client.SendAsync("x");
        await called.Task.InTime();
        handler.Connection.Close(CloseReason.Revoked, "out\n"u8.ToArray());
        Assert.Equal("out\n", await client.ReadTextToEndAsync());
        Assert.False(handler.IsClosed);
        stuck.SetResult(1);
        Assert.Equal(CloseReason.Revoked, await handler.Closed);
    }

    private static Task GoneAsync(TestServer server) => Eventually.TrueAsync(() => server.Gateway.Connections.Count == 0, "the connection left the table");
}
