using System.Diagnostics;
using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

/// <summary>Counts threads and handles of this process, so nothing may run beside it.</summary>
[Collection(nameof(ScaleTests)), CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
public sealed class ScaleTests
{
    public static TheoryData<IoMode> Modes => TestServer.Modes;

    public static TheoryData<IoMode, bool, int> Churn => new() { { IoMode.Async, false, 5000 }, { IoMode.Async, true, 500 }, { IoMode.Threads, false, 5000 }, { IoMode.Threads, true, 500 } };

    [Theory, MemberData(nameof(Churn))]
    public async Task Connects_and_disconnects_leave_no_handles_and_no_threads(IoMode io, bool tls, int times)
    {
        var unobserved = 0;
        TaskScheduler.UnobservedTaskException += (_, _) => Interlocked.Increment(ref unobserved);
        await using var server = new TestServer(io, tls);
        await RepeatAsync(server, times / 10);
        var (handles, threads) = (Handles(), Threads());
        await RepeatAsync(server, times);
        Assert.InRange(Handles(), 0, handles + 20);
        Assert.InRange(Threads(), 0, threads + 20);
        Assert.Equal(times + (times / 10), server.Gateway.Closed.Total);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, Volatile.Read(ref unobserved));
    }

    [Fact]
    public async Task Two_thousand_idle_connections_need_no_more_threads()
    {
        const int clients = 2000;
        await using var server = new TestServer(limits: new LimitSettings { Exempt = ["127.0.0.1"] });
        var before = Threads();
        var connected = new List<SocketClient>();
        for (var i = 0; i < clients; i++)
        {
            connected.Add(await server.ConnectAsync());
            await server.NextAsync();
        }
        Assert.Equal(clients, server.Gateway.Connections.Count);
        Assert.InRange(Threads(), 0, before + 20);
        foreach (var client in connected)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Threads_are_limited_and_one_more_is_refused()
    {
        await using var server = new TestServer(IoMode.Threads);
        var connected = new List<SocketClient>();
        for (var i = 0; i < SocketGateway.MaxThreads; i++)
        {
            connected.Add(await server.ConnectAsync());
            await server.NextAsync();
        }
        await using var tooMany = await server.ConnectAsync();
        await tooMany.WaitForEndAsync();
        Assert.Equal(1, server.Gateway.Closed[CloseReason.TooManyConnections]);
        foreach (var client in connected)
            await client.DisposeAsync();
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Stopping_tells_every_client_why_and_is_quick(IoMode io)
    {
        const int clients = 1000;
        await using var server = new TestServer(io, limits: new LimitSettings { ConnectionsPerAddress = clients }, shape: handler => handler.Words = reason => Encoding.UTF8.GetBytes($"{reason}\n"));
        var connected = new List<SocketClient>();
        var handlers = new List<TestHandler>();
        for (var i = 0; i < clients; i++)
        {
            var (client, handler) = await server.PairAsync();
            connected.Add(client);
            handlers.Add(handler);
        }
        var started = TimeProvider.System.GetTimestamp();
        await server.Gateway.StopAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        var took = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"Stopped {clients} connections ({io}) in {took.TotalMilliseconds:F0} ms");
        // 80 ms on an idle machine; the bound only says that nobody was waited for.
        Assert.True(took < TimeSpan.FromSeconds(5), $"Took {took}.");
        Assert.All(handlers, handler => Assert.True(handler.IsClosed));
        foreach (var client in connected)
            Assert.Equal("ServerStopping\n", await client.ReadTextToEndAsync());
        Assert.Equal(clients, server.Gateway.Closed[CloseReason.ServerStopping]);
    }

    private static async Task RepeatAsync(TestServer server, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var (client, _) = await server.PairAsync();
            if (i % 2 == 0)
                client.Reset();
            else
                await client.DisposeAsync();
        }
        await Eventually.TrueAsync(() => server.Gateway.Connections.Count == 0, "all connections ended");
    }

    private static int Handles() => Directory.GetFiles("/proc/self/fd").Length;

    private static int Threads()
    {
        using var self = Process.GetCurrentProcess();
        return self.Threads.Count;
    }
}
