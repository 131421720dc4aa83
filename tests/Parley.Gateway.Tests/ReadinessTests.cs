using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core;
using Parley.Core.InMemory;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Gateway.Doors;
using Parley.Gateway.Http;
using Parley.Gateway.Http.Api;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class ReadinessTests
{
    [Fact]
    public async Task Store_is_tried_once_for_all_who_ask_in_a_while()
    {
        var (store, time) = (new SwitchedStore(), new FakeTime());
        var readiness = new Readiness(store, time);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => readiness.IsReadyAsync())), Assert.True);
        Assert.Equal(1, store.Tries);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await readiness.IsReadyAsync());
        Assert.Equal(2, store.Tries);
    }

    [Fact]
    public async Task Store_that_fails_is_told_and_tried_again_after_a_second()
    {
        var (store, time) = (new SwitchedStore { Fails = true }, new FakeTime());
        var readiness = new Readiness(store, time);
        Assert.False(await readiness.IsReadyAsync());
        store.Fails = false;
        Assert.False(await readiness.IsReadyAsync());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await readiness.IsReadyAsync());
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_none()
    {
        var (store, time) = (new SwitchedStore { Hangs = true }, new FakeTime());
        var asked = new Readiness(store, time).IsReadyAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await asked);
    }

    [Fact]
    public async Task Stopping_server_lives_and_is_not_ready()
    {
        var (settings, time) = (new ChatSettings(), TimeProvider.System);
        var memory = new MemoryStore(time);
        await using var chat = await Chat.StartAsync(new Stores(memory.Log, memory.Accounts, memory.Tokens, memory.Rooms, memory.Claims, memory.KeyValue), settings, time, NullLogger.Instance, default);
        await using var gateway = new SocketGateway(settings.Limits, IoMode.Async, time, NullLogger<SocketGateway>.Instance);
        await using var doors = new ChatDoors(chat, "en", "test", NullLogger<ChatDoors>.Instance);
        var meter = new Lazy<Meter>(() => new Meter("test"));
        await using var web = new WebDoor(chat, doors, gateway, new NoDesk(), meter, NullLoggerFactory.Instance);
        var place = web.Bind(new IPEndPoint(IPAddress.Loopback, 0), tls: null);
        await web.StartAsync(default);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{place}") };
        Assert.Equal("ready\n", await http.GetStringAsync("/readyz"));

        web.TellStopping();

        using var stopping = await http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, stopping.StatusCode);
        Assert.Contains("\"code\":238", await stopping.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(stopping.Headers.RetryAfter);
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        await web.StopAsync(TimeSpan.Zero);
    }

    private sealed class NoDesk : IOperatorDesk
    {
        public Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken) => Task.FromResult<OperatorReply>(new Granted());
    }

    /// <summary>The in-memory store, behind a switch.</summary>
    private sealed class SwitchedStore : IKeyValue
    {
        private readonly MemoryKeyValue _memory = new();

        public bool Fails { get; set; }

        public bool Hangs { get; init; }

        public int Tries { get; private set; }

        public Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken)
        {
            Tries++;
            if (Hangs)
                return new TaskCompletionSource<long?>().Task;
            return Fails ? Task.FromException<long?>(new StorageUnavailableException("off")) : _memory.SetAsync(space, key, value, expected, cancellationToken);
        }

        public ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => _memory.GetAsync(space, key, cancellationToken);

        public Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => _memory.RemoveAsync(space, key, cancellationToken);

        public Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => _memory.ClearAsync(space, cancellationToken);

        public ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => _memory.ListAsync(space, cancellationToken);

        public ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => _memory.RevisionAsync(space, cancellationToken);
    }
}
