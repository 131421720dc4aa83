using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Proxies;
using Parley.Gateway.Tcp;
using Parley.Testing;
using Xunit;

namespace Parley.Gateway.Tests;

public sealed class ProxyTests
{
    private static readonly AddressNetworks Loopback = new(["127.0.0.1"]);

    private static readonly byte[] Sign = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, .. "QUIT\n"u8];

    /// <summary>Header, client, TLS.</summary>
    public static TheoryData<byte[], string?, bool> Headers => new()
    {
        { Bytes("PROXY TCP4 192.0.2.1 192.0.2.2 56324 6667\r\n"), "192.0.2.1:56324", false },
        { Bytes("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"), "[2001:db8::1]:1", false },
        { Bytes("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n"), "192.0.2.1:1", false },
        { Bytes("PROXY UNKNOWN\r\n"), null, false },
        { Bytes("PROXY UNKNOWN ffff:f...f:ffff 65535 65535\r\n"), null, false },
        { Binary(0x21, 0x11, [192, 0, 2, 1, 192, 0, 2, 2, 0x1, 0x2, 0x1a, 0xb]), "192.0.2.1:258", false },
        { Binary(0x21, 0x21, [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 7, 0, 8]), "[2001:db8::1]:7", false },
        { Binary(0x21, 0x11, [192, 0, 2, 1, 192, 0, 2, 2, 0, 9, 0, 8, 0x04, 0, 2, 1, 1, 0x20, 0, 5, 1, 0, 0, 0, 0]), "192.0.2.1:9", true },
        { Binary(0x21, 0x11, [192, 0, 2, 1, 192, 0, 2, 2, 0, 9, 0, 8, 0x20, 0, 5, 0, 0, 0, 0, 0]), "192.0.2.1:9", false },
        { Binary(0x20, 0x00, []), null, false },
        { Binary(0x20, 0x11, [1, 2, 3]), null, false },
        { Binary(0x21, 0x00, [1, 2, 3]), null, false },
        { Binary(0x21, 0x31, new byte[216]), null, false },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_is_read_when_its_last_byte_is_there_and_not_before(byte[] header, string? client, bool encrypted)
    {
        byte[] input = [.. header, .. "NICK ana\r\n"u8];

        for (var length = 0; length < header.Length; length++)
            Assert.False(ProxyHeader.TryRead(input.AsSpan(0, length), out _));
        for (var length = header.Length; length <= input.Length; length++)
        {
            Assert.True(ProxyHeader.TryRead(input.AsSpan(0, length), out var read));
            Assert.Equal(new ProxyHeader(client is null ? null : IPEndPoint.Parse(client), encrypted, header.Length), read);
        }
    }

    [Theory]
    [InlineData("NICK ana\r\n")]
    [InlineData("PRIVMSG #a :PROXY TCP4\r\n")]
    [InlineData("PROXYTCP4")]
    [InlineData("\r\nNICK")]
    public void Other_input_is_no_header(string input)
    {
        Assert.True(ProxyHeader.TryRead(Bytes(input), out var header));
        Assert.Null(header);
    }

    public static TheoryData<byte[]> Broken => new()
    {
        Bytes("PROXY \r\n"),
        Bytes("PROXY TCP4 192.0.2.1 192.0.2.2 56324\r\n"),
        Bytes("PROXY TCP4 192.0.2.1 192.0.2.2 56324 65536\r\n"),
        Bytes("PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n"),
        Bytes("PROXY TCP4 192.1 192.0.2.2 1 2\r\n"),
        Bytes("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n"),
        Bytes("PROXY " + new string('x', 107)),
        Binary(0x11, 0x11, new byte[12]),
        Binary(0x22, 0x11, new byte[12]),
        Binary(0x21, 0x11, new byte[11]),
        Binary(0x21, 0x11, [.. new byte[12], 0x20, 0, 9, 1]),
        Binary(0x21, 0x11, new byte[5000]),
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_header_is_refused(byte[] header) => Assert.Throws<ProtocolException>(() => ProxyHeader.TryRead(header, out _));

    [Theory]
    [MemberData(nameof(TestServer.Ways), MemberType = typeof(TestServer))]
    public async Task Handler_sees_the_client_behind_a_listed_proxy(IoMode io, bool tls)
    {
        await using var server = new TestServer(io, tls, proxies: Loopback);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Bytes("PROXY TCP4 192.0.2.1 19"));
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await socket.SendAsync(Bytes("2.0.2.2 56324 6667\r\n"));
        await using Stream stream = tls ? await EncryptAsync(socket) : new NetworkStream(socket);
        await stream.WriteAsync(Bytes("hola\n"));

        var handler = await server.NextAsync();

        Assert.Equal(IPEndPoint.Parse("192.0.2.1:56324"), handler.Connection.RemoteEndPoint);
        Assert.False(handler.Connection.IsLocal);
        Assert.Equal(tls, handler.Connection.IsEncrypted);
        Assert.Equal("hola", await new StreamReader(stream).ReadLineAsync().InTime());
    }

    [Fact]
    public async Task Listed_peer_without_a_header_is_itself()
    {
        await using var server = new TestServer(proxies: Loopback);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("hola\n");

        var handler = await server.NextAsync();

        Assert.Equal("hola", await client.ReadLineAsync());
        Assert.True(handler.Connection.IsLocal);
    }

    [Fact]
    public async Task Peer_that_is_not_listed_sends_ordinary_input()
    {
        await using var server = new TestServer(proxies: new(["192.0.2.0/24"]));
        var (client, handler) = await server.PairAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.1 192.0.2.2 56324 6667\r\n");

        Assert.StartsWith("PROXY TCP4", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.True(handler.Connection.IsLocal);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Broken_header_closes_the_connection()
    {
        await using var server = new TestServer(proxies: Loopback);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("PROXY nonsense\r\n");

        await Assert.ThrowsAnyAsync<Exception>(() => client.ReadLineAsync());
        await Eventually.TrueAsync(() => server.Gateway.Closed[CloseReason.ProtocolError] == 1, "the connection is closed");
    }

    [Fact]
    public async Task Clients_behind_a_proxy_are_counted_by_their_own_addresses()
    {
        await using var server = new TestServer(proxies: Loopback, limits: new LimitSettings { ConnectionsPerAddress = 1, Exempt = [] });
        await using var one = await ThroughAsync("192.0.2.1");
        await using var other = await ThroughAsync("192.0.2.2");
        await server.NextAsync();
        await server.NextAsync();
        await using var again = await ThroughAsync("192.0.2.1");

        Assert.Equal("ERROR :Too many connections", await again.ReadLineAsync());
        await one.DisposeAsync();
        await Eventually.TrueAsync(() => server.Gateway.Connections.Count == 1, "only one connection is left");
        await using var later = await ThroughAsync("192.0.2.1");
        await server.NextAsync();

        async Task<SocketClient> ThroughAsync(string address)
        {
            var client = await server.ConnectAsync();
            await client.SendAsync($"PROXY TCP4 {address} 127.0.0.1 1 2\r\n");
            await Eventually.TrueAsync(() => server.Gateway.Connections.All(c => !c.Remote!.Address.Equals(IPAddress.Loopback)), "the header is read");
            return client;
        }
    }

    private static async Task<Stream> EncryptAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync("localhost").InTime();
        return stream;
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Binary(byte version, byte family, byte[] rest)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)rest.Length);
        return [.. Sign, version, family, .. length, .. rest];
    }
}
