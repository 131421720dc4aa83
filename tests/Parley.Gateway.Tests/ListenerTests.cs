using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;
using Parley.Testing;

namespace Parley.Gateway.Tests;

public sealed class ListenerTests : IAsyncDisposable
{
    private readonly SocketGateway _gateway = new(new LimitSettings { ConnectionsPerAddress = 2, Exempt = ["unix"] }, IoMode.Async, TimeProvider.System, NullLogger<SocketGateway>.Instance);
    private readonly string _directory = Directory.CreateTempSubdirectory("parley").FullName;

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Port_zero_is_a_port_of_the_systems_choice()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.NotEqual(0, ((IPEndPoint)listener.EndPoint).Port);
        await using var client = await SocketClient.ConnectAsync(listener.EndPoint);
        await client.SendAsync("hola\n");
        Assert.Equal("hola", await client.ReadLineAsync());
    }

    [Fact]
    public void A_port_that_is_taken_is_named_in_the_refusal()
    {
        var taken = Listen(new IPEndPoint(IPAddress.Loopback, 0)).EndPoint;
        var refusal = Assert.Throws<ListenException>(() => Listen(taken));
        Assert.True(refusal.IsTaken);
        Assert.Equal($"Can't listen on {taken}: another program listens there.", refusal.Message);
    }

    [Fact]
    public void An_address_of_another_machine_is_refused()
    {
        var refusal = Assert.Throws<ListenException>(() => Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));
        Assert.False(refusal.IsTaken);
        Assert.Contains("no such address", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ipv6_wildcard_listens_on_ipv4_too()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var port = ((IPEndPoint)Listen(new IPEndPoint(IPAddress.IPv6Any, 0)).EndPoint).Port;
        await using var client = await SocketClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("hola\n");
        Assert.Equal("hola", await client.ReadLineAsync());
        Assert.Equal(AddressFamily.InterNetwork, Assert.Single(_gateway.Connections).Remote!.AddressFamily);
    }

    [Fact]
    public async Task Connections_of_one_address_are_limited_and_places_come_back()
    {
        var words = "too many\n"u8.ToArray();
        var listener = _gateway.Listen(new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), connection => new TestHandler(connection)) { TooManyConnections = words });
        var first = await GreetedAsync(listener.EndPoint);
        await using var second = await GreetedAsync(listener.EndPoint);
        await using var third = await SocketClient.ConnectAsync(listener.EndPoint);
        Assert.Equal("too many\n", await third.ReadTextToEndAsync());
        Assert.Equal(1, _gateway.Closed[CloseReason.TooManyConnections]);
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => _gateway.Connections.Count == 1, "the first one left");
        await using var fourth = await GreetedAsync(listener.EndPoint);
    }

    [Fact]
    public async Task Exempt_addresses_have_no_limit_of_their_own()
    {
        var path = UnixSocketFile.EndPoint(Path.Combine(_directory, "s"));
        Listen(path);
        var clients = new List<SocketClient>();
        for (var i = 0; i < 5; i++)
            clients.Add(await GreetedAsync(path));
        Assert.Equal(clients.Count, _gateway.Connections.Count);
    }

    [Fact]
    public async Task A_unix_socket_is_for_its_owner_alone_and_goes_with_its_listener()
    {
        var path = Path.Combine(_directory, "s");
        var listener = Listen(UnixSocketFile.EndPoint(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await using var client = await GreetedAsync(listener.EndPoint);
        await _gateway.StopAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_stale_unix_socket_is_replaced_and_a_live_one_is_not()
    {
        var endPoint = UnixSocketFile.EndPoint(Path.Combine(_directory, "s"));
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(endPoint);
            File.Move(endPoint.ToString(), endPoint + ".kept");
        }
        File.Move(endPoint + ".kept", endPoint.ToString());
        Listen(endPoint);
        var refusal = Assert.Throws<ListenException>(() => Listen(endPoint));
        Assert.True(refusal.IsTaken);
        await using var client = await GreetedAsync(endPoint);
    }

    [Fact]
    public void A_file_in_place_of_a_unix_socket_is_left_alone()
    {
        var path = Path.Combine(_directory, "precious");
        File.WriteAllText(path, "data");
        Assert.Throws<ListenException>(() => Listen(UnixSocketFile.EndPoint(path)));
        Assert.Equal("data", File.ReadAllText(path));
    }

    [Fact]
    public void A_path_too_long_for_a_unix_socket_says_how_long_it_may_be()
    {
        var refusal = Assert.Throws<ListenException>(() => UnixSocketFile.EndPoint("/tmp/" + new string('ñ', 60)));
        Assert.Contains($"has 125 bytes, and a Unix socket's path at most {UnixSocketFile.MaxPathBytes}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accepted_socket_notices_a_dead_link_within_the_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Options are inherited on Linux.");
        var accepted = new TaskCompletionSource<Socket>();
        var options = new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), connection => new TestHandler(connection));
        await using var listener = new Listener(options, 30, (socket, _) => accepted.SetResult(socket), TimeProvider.System, NullLogger.Instance);
        await using var client = await SocketClient.ConnectAsync(listener.EndPoint);
        using var socket = await accepted.Task.InTime();
        Assert.True(socket.NoDelay);
        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        var idle = (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!;
        var interval = (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!;
        var count = (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!;
        Assert.Equal(30, idle + (interval * count));
        var timeout = new byte[4];
        socket.GetRawSocketOption(6, 18, timeout);
        Assert.Equal(30_000, BitConverter.ToInt32(timeout));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.200.0.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.200.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("unix", null, true)]
    [InlineData("::1", null, false)]
    public void An_address_is_on_the_list_by_network(string entry, string? address, bool expected) =>
        Assert.Equal(expected, new AddressNetworks([entry]).Contains(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public void An_entry_that_is_no_address_is_named()
    {
        var e = Assert.Throws<FormatException>(() => new AddressNetworks(["10.0.0.0/33"]));
        Assert.Contains("10.0.0.0/33", e.Message, StringComparison.Ordinal);
    }

    private static async Task<SocketClient> GreetedAsync(EndPoint endPoint)
    {
        var client = await SocketClient.ConnectAsync(endPoint);
        await client.SendAsync(Encoding.UTF8.GetBytes("hola\n"));
        Assert.Equal("hola", await client.ReadLineAsync());
        return client;
    }

    private Listener Listen(EndPoint endPoint) => _gateway.Listen(new ListenerOptions(endPoint, connection => new TestHandler(connection)));
}
