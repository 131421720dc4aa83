using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.Settings;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;
using Parley.Gateway.Tls;
using Parley.Testing;

namespace Parley.Gateway.Tests;

/// <summary>A gateway with one listener on loopback whose connections are <see cref="TestHandler"/>s.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private static readonly Lazy<TlsIdentity> Shared = new(() => Certificates.LoadOrCreate(Directory.CreateTempSubdirectory("parley-tls").FullName, TimeProvider.System));

    private readonly Channel<TestHandler> _handlers = Channel.CreateUnbounded<TestHandler>();
    private readonly bool _tls;

    public TestServer(IoMode io = IoMode.Async, bool tls = false, LimitSettings? limits = null, TimeProvider? time = null, Action<TestHandler>? shape = null, TlsIdentity? identity = null, AddressNetworks? proxies = null, bool asksForCertificate = false)
    {
        _tls = tls;
        Gateway = new SocketGateway(limits ?? new LimitSettings(), io, time ?? TimeProvider.System, NullLogger<SocketGateway>.Instance);
        Listener = Gateway.Listen(new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), Make) { Tls = tls ? identity ?? Shared.Value : null, Proxies = proxies, AsksForCertificate = asksForCertificate, TooManyConnections = "ERROR :Too many connections\r\n"u8.ToArray() });

        IConnectionHandler Make(IConnection connection)
        {
            var handler = new TestHandler(connection);
            shape?.Invoke(handler);
            _handlers.Writer.TryWrite(handler);
            return handler;
        }
    }

    /// <summary>Every way a connection can be read.</summary>
    public static TheoryData<IoMode, bool> Ways => new() { { IoMode.Async, false }, { IoMode.Async, true }, { IoMode.Threads, false }, { IoMode.Threads, true } };

    public static TheoryData<IoMode> Modes => [IoMode.Async, IoMode.Threads];

    public SocketGateway Gateway { get; }

    public Listener Listener { get; }

    public EndPoint EndPoint => Listener.EndPoint;

    public Task<SocketClient> ConnectAsync(int receiveBuffer = 0) => SocketClient.ConnectAsync(EndPoint, _tls, receiveBuffer);

    /// <summary>Connects, and finds the handler at the other end.</summary>
    public async Task<(SocketClient Client, TestHandler Handler)> PairAsync(int receiveBuffer = 0)
    {
        var client = await ConnectAsync(receiveBuffer);
        return (client, await NextAsync());
    }

    /// <summary>The handler of the next accepted connection.</summary>
    public Task<TestHandler> NextAsync() => _handlers.Reader.ReadAsync().AsTask().InTime();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
