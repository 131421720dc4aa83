using System.Text;
using Parley.Contracts;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class InputTests
{
    public static TheoryData<IoMode, bool> Ways => TestServer.Ways;

    [Theory, MemberData(nameof(Ways))]
    public async Task Lines_come_back_in_order(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync($"line {i}\n");
            Assert.Equal($"line {i}", await client.ReadLineAsync());
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Input_that_comes_byte_by_byte_is_put_together(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        await using var proxy = FaultProxy.Start(server.EndPoint);
        proxy.ToServer.Trickle = true;
        await using var client = await SocketClient.ConnectAsync(proxy.EndPoint, tls);
        await client.SendAsync("hola, ¿cómo están?\nbien\n");
        Assert.Equal("hola, ¿cómo están?", await client.ReadLineAsync());
        Assert.Equal("bien", await client.ReadLineAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_frame_of_the_greatest_size_passes(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls);
        await using var client = await server.ConnectAsync();
        var line = new string('x', Limits.FrameBytes);
        await client.SendAsync(line + "\n");
        Assert.Equal(line, await client.ReadLineAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Input_without_an_end_closes_as_a_protocol_error_and_its_words_arrive(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, shape: handler => handler.Words = reason => Encoding.UTF8.GetBytes($"{reason}\n"));
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        await client.SendAsync(new byte[InputBuffer.MaxBytes + 2000]);
        Assert.Equal(CloseReason.ProtocolError, await handler.Closed);
        Assert.Equal("ProtocolError\n", await client.ReadTextToEndAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task What_was_not_consumed_comes_again_with_more(IoMode io, bool tls)
    {
        var seen = new List<string>();
        await using var server = new TestServer(io, tls, shape: handler => handler.OnInput = (input, _) =>
        {
            seen.Add(Encoding.UTF8.GetString(input.Span));
            var consumed = input.Length >= 4 ? 3 : 0;
            handler.Connection.TrySend("."u8.ToArray());
            return ValueTask.FromResult(consumed);
        });
        await using var client = await server.ConnectAsync();
        foreach (var piece in new[] { "ab", "cd", "e" })
        {
            await client.SendAsync(piece);
            await client.ReadBytesAsync(1);
        }
        Assert.Equal(["ab", "abcd", "de"], seen);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Answers_still_arrive_after_the_peer_ended_its_side(IoMode io, bool tls)
    {
        var answer = new TaskCompletionSource();
        await using var server = new TestServer(io, tls, shape: handler => handler.OnEndOfInput = async _ =>
        {
            await answer.Task;
            handler.Connection.TrySend("late\n"u8.ToArray());
        });
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        await client.SendAsync("early\n");
        client.EndOutput();
        Assert.Equal("early", await client.ReadLineAsync());
        answer.SetResult();
        Assert.Equal("late\n", await client.ReadTextToEndAsync());
        Assert.Equal(CloseReason.PeerClosed, await handler.Closed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task While_a_handler_is_busy_its_socket_is_not_read_and_others_are(IoMode io, bool tls)
    {
        var busy = new TaskCompletionSource();
        var calls = 0;
        await using var server = new TestServer(io, tls);
        var (slow, handler) = await server.PairAsync();
        await using var _ = slow;
        handler.OnInput = async (input, _) =>
        {
            calls++;
            await busy.Task;
            return handler.Echo(input);
        };
        await slow.SendAsync("one\n");
        await Eventually.TrueAsync(() => Volatile.Read(ref calls) == 1, "the handler was called");
        await slow.SendAsync("two\n");
        await using var other = await server.ConnectAsync();
        await other.SendAsync("three\n");
        Assert.Equal("three", await other.ReadLineAsync());
        Assert.Equal(1, calls);
        busy.SetResult();
        Assert.Equal("one", await slow.ReadLineAsync());
        Assert.Equal("two", await slow.ReadLineAsync());
    }

    [Fact]
    public async Task A_connection_of_its_own_thread_is_served_by_that_thread_alone()
    {
        await using var server = new TestServer(IoMode.Threads, shape: handler => handler.OnInput = async (input, token) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, token);
            handler.Threads.Add(Thread.CurrentThread.Name);
            return handler.Echo(input);
        });
        var (client, handler) = await server.PairAsync();
        await using var _ = client;
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync("x\n");
            await client.ReadLineAsync();
        }
        Assert.Equal([$"parley-{handler.Connection.Id}"], handler.Threads);
    }
}
