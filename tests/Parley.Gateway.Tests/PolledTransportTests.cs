using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Gateway.Polling;
using Xunit;

namespace Parley.Gateway.Tests;

/// <summary>Readiness comes once an edge: nothing that is left may be forgotten.</summary>
[SupportedOSPlatform("linux")]
public sealed class PolledTransportTests : IDisposable
{
    private readonly PollLoop _loop = new(NullLogger.Instance);

    [Fact]
    public async Task What_came_together_with_the_end_is_read_and_then_the_end()
    {
        var (transport, peer) = await ConnectAsync();
        using (transport)
        {
            peer.Send("bye"u8);
            peer.Dispose();
            Assert.Equal(3, await ReadAsync(transport, new byte[16]));
            Assert.Equal(0, await ReadAsync(transport, new byte[16]));
        }
    }

    [Fact]
    public async Task More_than_the_buffer_holds_is_read_to_the_last_byte()
    {
        var (transport, peer) = await ConnectAsync();
        using (transport)
        using (peer)
        {
            var sent = new byte[10_000];
            new Random(1).NextBytes(sent);
            peer.Send(sent);
            var read = new List<byte>();
            var buffer = new byte[100];
            while (read.Count < sent.Length)
                read.AddRange(buffer[..await ReadAsync(transport, buffer)]);
            Assert.Equal(sent, read);
        }
    }

    [Fact]
    public async Task A_socket_that_is_never_empty_lets_the_others_of_its_loop_be_read()
    {
        var (busy, flood) = await ConnectAsync();
        var (other, peer) = await ConnectAsync();
        using (busy)
        using (other)
        using (peer)
        {
            using var stop = new CancellationTokenSource();
            flood.Send(new byte[100]);
            var reading = Task.Run(async () =>
            {
                var buffer = new byte[1];
                while (!stop.IsCancellationRequested)
                {
                    await busy.ReadAsync(Memory<byte>.Empty);
                    await busy.ReadAsync(buffer);
                    flood.Send("m"u8);
                }
            });
            var waiting = ReadAsync(other, new byte[16]);
            peer.Send("me too"u8);
            Assert.Equal(6, await waiting);
            await stop.CancelAsync();
            flood.Dispose();
            busy.Dispose();
            await reading.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_reader_with_a_large_buffer_gives_way_as_soon_as_others_do()
    {
        var (transport, peer) = await ConnectAsync(isWatched: false);
        using (transport)
        using (peer)
        {
            var reading = ReadAtOnceAsync(transport, new byte[16 * 1024]);
            await peer.SendAsync(new byte[128 * 1024]);
            await transport.OpenAsync(CancellationToken.None);
            Assert.InRange(await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), 16 * 1024, 48 * 1024);
        }
    }

    [Fact]
    public async Task The_end_of_the_transport_wakes_its_reader()
    {
        var (transport, peer) = await ConnectAsync();
        using (peer)
        {
            var waiting = transport.ReadAsync(Memory<byte>.Empty).AsTask();
            Assert.False(waiting.IsCompleted);
            transport.Dispose();
            await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            await Assert.ThrowsAnyAsync<Exception>(async () => await transport.ReadAsync(new byte[1]));
        }
    }

    [Fact]
    public async Task Every_byte_that_trickles_in_wakes_the_reader()
    {
        var (transport, peer) = await ConnectAsync();
        using (transport)
        using (peer)
        {
            peer.NoDelay = true;
            for (byte i = 0; i < 200; i++)
            {
                var reading = ReadAsync(transport, new byte[16]);
                peer.Send([i]);
                Assert.Equal(1, await reading);
            }
        }
    }

    public void Dispose() => _loop.Dispose();

    /// <summary>As connections do: wait first, then read.</summary>
    private static async Task<int> ReadAsync(PolledTransport transport, byte[] buffer)
    {
        await transport.ReadAsync(Memory<byte>.Empty).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return await transport.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>On the loop's thread: what can be read before it is needed for others.</summary>
    private static async Task<int> ReadAtOnceAsync(PolledTransport transport, byte[] buffer)
    {
        var read = 0;
        await transport.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        do
        {
            read += await transport.ReadAsync(buffer).ConfigureAwait(false);
        }
        while (transport.ReadAsync(Memory<byte>.Empty).AsTask().IsCompleted);
        return read;
    }

    private async Task<(PolledTransport Transport, Socket Peer)> ConnectAsync(bool isWatched = true)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!);
        var transport = new PolledTransport(await listener.AcceptAsync(), _loop);
        if (isWatched)
            await transport.OpenAsync(CancellationToken.None);
        return (transport, peer);
    }
}
