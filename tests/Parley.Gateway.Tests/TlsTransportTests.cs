using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Gateway.Connections;
using Parley.Gateway.Polling;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;
using Parley.Testing;
using Xunit;

namespace Parley.Gateway.Tests;

/// <summary>What TLS adds to the transport under it.</summary>
public sealed class TlsTransportTests : IDisposable
{
    [SuppressMessage("Security", "CA5359", Justification = "A test's own server.")]
    private static readonly SslClientAuthenticationOptions AnyCertificate = new() { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true };

    private readonly string _directory = Directory.CreateTempSubdirectory("parley-tls").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_socket_takes_at_a_time_every_byte_arrives_once_and_in_order(int seed)
    {
        var (socket, peer) = await ConnectAsync();
        await using var client = new SslStream(new NetworkStream(peer, ownsSocket: true));
        using var transport = new TlsTransport(new ChokedTransport(socket, new Random(seed)), Certificates.LoadOrCreate(_directory, TimeProvider.System), asksForCertificate: false);
        await Task.WhenAll(transport.OpenAsync(CancellationToken.None), client.AuthenticateAsClientAsync(AnyCertificate)).InTime();

        var outbox = new Outbox(int.MaxValue);
        var failed = new TaskCompletionSource();
        var outflow = new Outflow(transport, outbox, new DeliveryShard(TimeProvider.System), failed.SetException);
        var random = new Random(seed);
        var expected = new MemoryStream();
        for (var i = 0; i < 500; i++)
        {
            var frame = new byte[random.Next(20) == 0 ? random.Next(100_000) : random.Next(1, 300)];
            random.NextBytes(frame);
            expected.Write(frame);
            if (outbox.TryAdd(frame, arrived: null) == Queued.First)
                outflow.Enqueue();
        }
        var arrived = new byte[expected.Length];
        await (await Task.WhenAny(client.ReadExactlyAsync(arrived).AsTask(), failed.Task)).InTime();
        Assert.True(expected.ToArray().AsSpan().SequenceEqual(arrived));
        await Eventually.TrueAsync(() => outbox.PendingBytes == 0, "all counted as sent");
        Assert.Equal(expected.Length, outflow.SentBytes);
    }

    [Fact]
    public async Task All_answers_of_a_turn_leave_in_one_record_at_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Turns are Linux's.");
        await using var server = new TestServer(tls: true, shape: handler => handler.OnInput = (input, _) =>
        {
            foreach (var letter in input.ToArray())
            {
                handler.Connection.TrySend(new[] { letter });
                SpinWait.SpinUntil(() => handler.Connection.PendingBytes == 0, TimeSpan.FromMilliseconds(50));
            }
            return ValueTask.FromResult(input.Length);
        });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        var records = new RecordCounter(new NetworkStream(socket));
        await using var client = new SslStream(records);
        await client.AuthenticateAsClientAsync(AnyCertificate).InTime();
        // Who reads is still on the pool after the handshake, and moves to the loop as soon as it has to wait.
        for (var attempts = 0; ; attempts++)
        {
            var before = records.Count;
            await AskAsync(client, "abc");
            if (records.Count - before == 1)
                return;
            Assert.InRange(attempts, 0, 20);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Handshakes_are_read_in_a_turn_and_reckoned_outside_of_it()
    {
        var loop = new PollLoop(NullLogger.Instance);
        var (socket, peer) = await ConnectAsync();
        using (loop)
        using (peer)
        {
            var plain = new PolledTransport(socket, loop);
            await using var records = new RecordStream(plain);
            await plain.OpenAsync(CancellationToken.None);
            var shakingHands = ThreadOfAsync(records.ReadAsync(new byte[10]));
            peer.Send("hello"u8);
            Assert.NotEqual("parley-poll", await shakingHands.InTime());
            records.StayInTurn();
            var talking = ThreadOfAsync(records.ReadAsync(new byte[10]));
            peer.Send("hello"u8);
            Assert.Equal("parley-poll", await talking.InTime());
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task AskAsync(SslStream client, string letters)
    {
        await client.WriteAsync(Encoding.ASCII.GetBytes(letters));
        await client.ReadExactlyAsync(new byte[letters.Length]).AsTask().InTime();
    }

    private static async Task<string?> ThreadOfAsync(ValueTask<int> read)
    {
        await read.ConfigureAwait(false);
        return Thread.CurrentThread.Name;
    }

    private static async Task<(Socket Accepted, Socket Peer)> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!);
        return (await listener.AcceptAsync(), peer);
    }

    /// <summary>A socket that is often full: takes nothing, some, or all.</summary>
    private sealed class ChokedTransport(Socket socket, Random random) : SocketTransport(socket)
    {
        public override int TrySend(ReadOnlySpan<byte> bytes) => base.TrySend(bytes[..(random.Next(3) * random.Next(bytes.Length + 1) / 2)]);

        public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
        {
            await Task.Yield();
            await base.SendAsync(bytes);
        }
    }
}
