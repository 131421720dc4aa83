using System.Net.WebSockets;
using System.Text;

namespace Parley.BlackBox.Irc.Transport;

/// <summary>IRC over WebSocket (ircv3.net, websocket): one line a message, without CR LF.</summary>
public sealed class WebSockets
{
    private static readonly ServerOptions Both = IrcDoor.Options with { More = [.. IrcDoor.Options.More, "--irc-ws", "127.0.0.1:0"] };

    [Theory]
    [InlineData("text.ircv3.net", WebSocketMessageType.Text)]
    [InlineData("binary.ircv3.net", WebSocketMessageType.Binary)]
    public async Task Each_subprotocol_is_spoken_in_its_own_kind_of_messages(string protocol, WebSocketMessageType kind)
    {
        await using var server = await ServerProcess.StartAsync(Both);
        using var socket = await ConnectAsync(server, protocol);
        Assert.Equal(protocol, socket.SubProtocol);
        await SendAsync(socket, kind, "NICK ana", "USER u 0 * :A Person", "JOIN #sala");
        await ReadToAsync(socket, kind, "366");
        await using var bob = await server.GuestInAsync("#sala", "bob");
        await bob.AskAsync("PRIVMSG #sala :hola ñ 👋");
        Assert.Equal("hola ñ 👋", (await ReadToAsync(socket, kind, "PRIVMSG")).Last);
        await SendAsync(socket, kind, "PRIVMSG #sala :y tú", "PING x");
        await ReadToAsync(socket, kind, "PONG");
        Assert.Equal(["y tú"], (await bob.SyncAsync()).Texts());
        await SendAsync(socket, kind, "QUIT");
        await ReadToAsync(socket, kind, "ERROR");
    }

    [Fact]
    public async Task A_message_in_several_frames_is_one_line()
    {
        await using var server = await ServerProcess.StartAsync(Both);
        using var socket = await ConnectAsync(server, "text.ircv3.net");
        await socket.SendAsync("PING on"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, default);
        await socket.SendAsync("e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
        Assert.Equal("one", (await ReadToAsync(socket, WebSocketMessageType.Text, "PONG")).Last);
    }

    [Fact]
    public async Task A_close_of_the_socket_is_a_quit()
    {
        await using var server = await ServerProcess.StartAsync(Both);
        await using var bob = await server.GuestInAsync("#sala", "bob");
        using (var socket = await ConnectAsync(server, "text.ircv3.net"))
        {
            await SendAsync(socket, WebSocketMessageType.Text, "NICK ana", "USER u 0 * :A Person", "JOIN #sala");
            await ReadToAsync(socket, WebSocketMessageType.Text, "366");
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
        }
        Assert.Equal("ana", (await bob.ReadToAsync("QUIT")).Nick);
    }

    private static async Task<ClientWebSocket> ConnectAsync(ServerProcess server, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        using var limit = new CancellationTokenSource(Patience.Normal);
        await socket.ConnectAsync(new Uri($"ws://{server.Ready.EndPoint("irc-ws")}/"), limit.Token);
        return socket;
    }

    private static async Task SendAsync(ClientWebSocket socket, WebSocketMessageType kind, params string[] lines)
    {
        foreach (var line in lines)
            await socket.SendAsync(Encoding.UTF8.GetBytes(line), kind, endOfMessage: true, default);
    }

    private static async Task<IrcLine> ReadToAsync(ClientWebSocket socket, WebSocketMessageType kind, string command)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        var buffer = new byte[16_384];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                length += result.Count;
            }
            while (!result.EndOfMessage);
            Assert.Equal(kind, result.MessageType);
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            Assert.DoesNotContain('\n', text);
            if (IrcLine.Parse(text) is var line && line.Command == command)
                return line;
        }
    }
}
