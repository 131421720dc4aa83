using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;
using Parley.Host.Options;
using Parley.Host.Serve;
using Xunit;

namespace Parley.Host.Tests.Serve;

public sealed class ListenersTests : IAsyncDisposable
{
    private readonly SocketGateway _gateway = new(new LimitSettings(), IoMode.Async, TimeProvider.System, NullLogger<SocketGateway>.Instance);
    private readonly TcpListener _stranger = new(IPAddress.Loopback, 0);
    private readonly Listeners _listeners;

    public ListenersTests()
    {
        _stranger.Start();
        _listeners = new(_gateway, _ => new(_ => new SilentHandler(), TooMany: default), tls: null, proxies: null, () => throw new InvalidOperationException("no web listener is asked for"), NullLogger<Listeners>.Instance);
    }

    private IPEndPoint Taken => (IPEndPoint)_stranger.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public void Default_port_that_is_taken_moves_to_a_later_one_and_says_so()
    {
        _listeners.Open(new(ListenerKind.Line, Taken, Named: false));

        var bound = (IPEndPoint)Assert.Single(_listeners.Bound).EndPoint;
        Assert.InRange(bound.Port, Taken.Port + 1, Taken.Port + 100);
        var moved = Assert.Single(_listeners.Moved);
        Assert.Equal(("line", Taken.Port, bound.Port), (moved.Name, moved.From, moved.To));
    }

    [Fact]
    public void Named_port_that_is_taken_is_refused()
    {
        var refusal = Assert.Throws<RefusedStartException>(() => _listeners.Open(new(ListenerKind.Line, Taken, Named: true)));

        Assert.StartsWith($"listen.line: \"{Taken}\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_unix_socket_that_can_not_be_made_is_left_out_and_a_named_one_is_refused()
    {
        var nowhere = new UnixDomainSocketEndPoint("/nowhere/at/all.sock");

        _listeners.Open(new(ListenerKind.Unix, nowhere, Named: false));

        Assert.Empty(_listeners.Bound);
        Assert.Throws<RefusedStartException>(() => _listeners.Open(new(ListenerKind.Unix, nowhere, Named: true)));
    }

    private sealed class SilentHandler : IConnectionHandler
    {
        public ValueTask OpenedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => new(input.Length);

        public ValueTask ClosedAsync(CloseReason reason) => ValueTask.CompletedTask;
    }
}
