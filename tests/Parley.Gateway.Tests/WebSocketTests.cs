using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;
using Parley.Gateway.WebSockets;
using Parley.Testing;
using Xunit;

namespace Parley.Gateway.Tests;

public sealed class WebSocketTests
{
    private const string Request = "GET /irc HTTP/1.1\r\nHost: chat.example\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    [Fact]
    public async Task Handshake_and_frames_read_the_same_wherever_the_input_is_split()
    {
        byte[] input =
        [
            .. Bytes(Request + "Sec-WebSocket-Protocol: x, binary.ircv3.net, text.ircv3.net\r\n\r\n"),
            .. Frame(Opcode.Text, "NICK ana"),
            .. Frame(Opcode.Text, "PRIVMSG #a :ho", final: false),
            .. Frame(Opcode.Ping, "still there?"),
            .. Frame(Opcode.Continuation, "la", final: false),
            .. Frame(Opcode.Continuation, ""),
            .. Frame(Opcode.Pong, ""),
            .. Frame(Opcode.Binary, new string('x', 300)),
            .. Frame(Opcode.Close, [0x03, 0xe8]),
        ];
        var expected = "NICK ana\r\nPRIVMSG #a :hola\r\n" + new string('x', 300) + "\r\n";
        string? answers = null;

        for (var split = 0; split <= input.Length; split++)
        {
            var wire = new WireConnection();
            var door = await FeedAsync(wire, input[..split], input[split..]);

            Assert.Equal(expected, Encoding.UTF8.GetString(door!.Seen.ToArray()));
            Assert.Equal(CloseReason.PeerClosed, wire.Closed);
            var sent = Encoding.Latin1.GetString(wire.Sent.ToArray());
            Assert.Equal(answers ??= sent, sent);
        }
        Assert.StartsWith("HTTP/1.1 101 ", answers, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answers, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Protocol: binary.ircv3.net\r\n\r\n", answers, StringComparison.Ordinal);
        Assert.EndsWith("\u008a\u000cstill there?\u0088\u0002\u0003\u00e8", answers, StringComparison.Ordinal);
    }

    [Fact]
    public void What_many_members_get_is_framed_once_for_each_kind_of_message()
    {
        WireConnection[] wires = [new(), new(), new(), new()];
        ReadOnlyMemory<byte> lines = Bytes("one\r\ntwo\r\n");
        for (var i = 0; i < wires.Length; i++)
            new WebSocketConnection(wires[i], binary: i >= 2).TrySend(lines);
        Assert.Equal(wires[0].LastFrame, wires[1].LastFrame);
        Assert.Equal(wires[2].LastFrame, wires[3].LastFrame);
        Assert.Equal("\u0081\u0003one\u0081\u0003two", Encoding.Latin1.GetString(wires[1].Sent.ToArray()));
        Assert.Equal("\u0082\u0003one\u0082\u0003two", Encoding.Latin1.GetString(wires[3].Sent.ToArray()));

        new WebSocketConnection(wires[3], binary: true).TrySend(lines[5..]);
        Assert.EndsWith("two\u0082\u0003two", Encoding.Latin1.GetString(wires[3].Sent.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "426")]
    [InlineData("GET /favicon.ico HTTP/1.1\r\nHost: a\r\n\r\n", "404")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n\r\n", "404")]
    [InlineData("NICK ana\r\nUSER a 0 * :a\r\n\r\n", "400")]
    [InlineData(Request + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "400")]
    [InlineData(Request + "Bad Header: 1\r\n\r\n", "400")]
    [InlineData(Request + "Origin: https://evil.example\r\n\r\n", "403")]
    [InlineData(Request + "Origin: https://CHAT.example\r\n\r\n", "101")]
    public async Task Request_for_anything_else_gets_a_small_answer(string request, string status)
    {
        var wire = new WireConnection();
        await FeedAsync(wire, new IrcSettings { WsOrigins = ["https://chat.example"] }, Bytes(request));

        Assert.StartsWith($"HTTP/1.1 {status} ", Encoding.ASCII.GetString(wire.Sent.ToArray()), StringComparison.Ordinal);
        Assert.Equal(status == "101", wire.Closed is null);
    }

    [Fact]
    public async Task Head_without_end_is_refused()
    {
        var wire = new WireConnection();
        await FeedAsync(wire, Bytes("GET / HTTP/1.1\r\nX: " + new string('x', 9000)));

        Assert.StartsWith("HTTP/1.1 400 ", Encoding.ASCII.GetString(wire.Sent.ToArray()), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], int> Faults => new()
    {
        { [0x81, 0x01, (byte)'a'], 1002 },
        { Frame(Opcode.Text, [0xff]), 1007 },
        { [.. Frame(Opcode.Text, [0xc3], final: false), .. Frame(Opcode.Continuation, "x")], 1007 },
        { Frame(Opcode.Continuation, "x"), 1002 },
        { [.. Frame(Opcode.Text, "x", final: false), .. Frame(Opcode.Text, "x")], 1002 },
        { Frame(Opcode.Ping, "x", final: false), 1002 },
        { Frame((Opcode)3, "x"), 1002 },
        { Frame(Opcode.Close, [0x03, 0xed]), 1002 },
        { [0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 1009 },
        { [.. Frame(Opcode.Text, new string('x', 16_000), final: false), .. Frame(Opcode.Continuation, new string('x', 400))], 1009 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Broken_frame_closes_with_a_code(byte[] frames, int code)
    {
        var wire = new WireConnection();
        await FeedAsync(wire, Bytes(Request + "\r\n"), frames);

        Assert.Equal(CloseReason.ProtocolError, wire.Closed);
        Assert.Equal(code, BinaryPrimitives.ReadUInt16BigEndian(wire.Sent.ToArray().AsSpan()[^2..]));
    }

    [Fact]
    public async Task Fragments_that_are_one_character_together_are_valid()
    {
        var door = await FeedAsync(new WireConnection(), Bytes(Request + "\r\n"), Frame(Opcode.Text, [0xc3], final: false), Frame(Opcode.Continuation, [0xb1]));

        Assert.Equal("ñ\r\n", Encoding.UTF8.GetString(door!.Seen.ToArray()));
    }

    [Fact]
    public async Task Door_sees_who_is_connected_and_its_lines_leave_as_messages()
    {
        var wire = new WireConnection();
        var door = await FeedAsync(wire, Bytes(Request + "\r\n"));
        wire.Sent.SetLength(0);
        var written = 0;

        door!.Connection.TrySend(Bytes("one\r\n\r\ntwo\r\n"), () => written++);
        door.Connection.TrySend(new byte[] { (byte)'a', 0xff, (byte)'\n' });
        door.Connection.Close(CloseReason.Quit, Bytes("ERROR :bye\r\n"));

        Assert.Equal(wire.RemoteEndPoint, door.Connection.RemoteEndPoint);
        Assert.True(door.Connection.IsEncrypted);
        Assert.Equal(1, written);
        Assert.Equal([0x81, 3, .. "one"u8, 0x81, 3, .. "two"u8, 0x81, 4, .. "a\uFFFD"u8, 0x81, 10, .. "ERROR :bye"u8, 0x88, 2, 0x03, 0xe8], wire.Sent.ToArray());
    }

    [Fact]
    public async Task Request_that_does_not_come_in_time_is_given_up()
    {
        var time = new FakeTime();
        var wire = new WireConnection();
        var handler = new WebSocketHandler(wire, connection => new LineDoor(connection), new(), time);
        await handler.ReceiveAsync(Bytes("GET / HT"), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CloseReason.LoginTimeout, wire.Closed);
    }

    [Theory]
    [InlineData("text.ircv3.net", WebSocketMessageType.Text)]
    [InlineData("binary.ircv3.net", WebSocketMessageType.Binary)]
    [InlineData(null, WebSocketMessageType.Text)]
    public async Task Client_of_dotnet_gets_its_lines_back(string? protocol, WebSocketMessageType type)
    {
        await using var gateway = new SocketGateway(new LimitSettings(), IoMode.Async, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SocketGateway>.Instance);
        var listener = gateway.Listen(new(new IPEndPoint(IPAddress.Loopback, 0), below => new WebSocketHandler(below, c => new TestHandler(c), new(), TimeProvider.System)));
        using var client = new ClientWebSocket();
        if (protocol is not null)
            client.Options.AddSubProtocol(protocol);
        await client.ConnectAsync(new Uri($"ws://{listener.EndPoint}/"), CancellationToken.None).InTime();
        Assert.Equal(protocol, client.SubProtocol);

        foreach (var line in new[] { "hola", new string('ñ', 5000), "PING 1" })
        {
            await client.SendAsync(Bytes(line), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            var buffer = new byte[20_000];
            var received = await client.ReceiveAsync(buffer, CancellationToken.None).InTime();
            while (!received.EndOfMessage)
                received = await client.ReceiveAsync(buffer.AsMemory(received.Count).ToArray(), CancellationToken.None).InTime();
            Assert.Equal(type, received.MessageType);
            if (line.Length < 100)
                Assert.Equal(line, Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).InTime();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public void Objects_are_one_line_each_whatever_they_were_and_come_as_text_only()
    {
        var reader = new MessageReader(MessageForm.Objects);
        byte[] frame = [0x81, 0x80 | 11, 0, 0, 0, 0, .. "{\n\"t\":\r\n1}\n"u8];
        Assert.Equal(frame.Length, reader.Read(frame, out var received));
        Assert.Equal(Opcode.Text, received.Opcode);
        Assert.Equal("{ \"t\":  1} \r\n", Encoding.UTF8.GetString(reader.Lines.Filled.Span));

        var fault = Assert.Throws<WebSocketFault>(() => new MessageReader(MessageForm.Objects).Read([0x82, 0x81, 0, 0, 0, 0, (byte)'{'], out _));
        Assert.Equal(CloseCode.Unsupported, fault.Code);
    }

    private static Task<LineDoor?> FeedAsync(WireConnection wire, params byte[][] pieces) => FeedAsync(wire, new IrcSettings(), pieces);

    /// <summary>As the connection's loop does: what is not consumed comes again with the next piece.</summary>
    private static async Task<LineDoor?> FeedAsync(WireConnection wire, IrcSettings settings, params byte[][] pieces)
    {
        LineDoor? door = null;
        var handler = new WebSocketHandler(wire, connection => door = new LineDoor(connection), settings, TimeProvider.System);
        byte[] waiting = [];
        foreach (var piece in pieces.Where(p => p.Length > 0))
        {
            if (wire.Closed is not null)
                break;
            waiting = [.. waiting, .. piece];
            waiting = waiting[await handler.ReceiveAsync(waiting, CancellationToken.None)..];
        }
        await handler.ClosedAsync(wire.Closed ?? CloseReason.PeerLost);
        return door;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Frame(Opcode opcode, string payload, bool final = true) => Frame(opcode, Bytes(payload), final);

    private static byte[] Frame(Opcode opcode, byte[] payload, bool final = true)
    {
        byte[] mask = [1, 2, 3, 4];
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xfe, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [(byte)((final ? 0x80 : 0) | (int)opcode), .. length, .. mask, .. payload.Select((b, i) => (byte)(b ^ mask[i & 3]))];
    }

    /// <summary>Keeps the lines it sees.</summary>
    private sealed class LineDoor(IConnection connection) : IConnectionHandler
    {
        public IConnection Connection { get; } = connection;

        public List<byte> Seen { get; } = [];

        public ValueTask OpenedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
        {
            Seen.AddRange(input.ToArray());
            return new(input.Length);
        }

        public ValueTask ClosedAsync(CloseReason reason) => ValueTask.CompletedTask;
    }
}
