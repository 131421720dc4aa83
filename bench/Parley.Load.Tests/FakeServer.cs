using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Parley.Load.Wire;

namespace Parley.Load.Tests;

/// <summary>A server of one room and one connection, just good enough for a scenario; it can be told to misbehave.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Door _door;

    public FakeServer(Door door)
    {
        _door = door;
        _listener.Start();
        _ = ServeAsync(_end.Token);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The lines that are sent for the n-th message (1 …).</summary>
    public Func<int, string, string[]> Deliver { get; init; } = (_, line) => [line];

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var socket = await _listener.AcceptTcpClientAsync(cancellationToken);
            if (_door == Door.WebSocket)
                await TalkInMessagesAsync(socket.GetStream(), cancellationToken);
            else
                await TalkInLinesAsync(socket.GetStream(), cancellationToken);
        }
    }

    private async Task TalkInLinesAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        await writer.WriteLineAsync("Parley, a banner that is no JSON");
        var position = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            foreach (var answer in Answer(line, ref position))
                await writer.WriteLineAsync(answer);
        }
    }

    private async Task TalkInMessagesAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var input = new byte[64 * 1024];
        for (var length = 0; !input.AsSpan(0, length).EndsWith("\r\n\r\n"u8);)
            length += await stream.ReadAsync(input.AsMemory(length), cancellationToken);
        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: parley.v1\r\n\r\n"u8.ToArray(), cancellationToken);
        using var socket = WebSocket.CreateFromStream(stream, isServer: true, "parley.v1", Timeout.InfiniteTimeSpan);
        var position = 0;
        try
        {
            while (await socket.ReceiveAsync(input, cancellationToken) is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } message)
            {
                foreach (var answer in Answer(Encoding.UTF8.GetString(input, 0, message.Count), ref position))
                    await socket.SendAsync(Encoding.UTF8.GetBytes(answer), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // How a scenario drops its people.
        }
    }

    private string[] Answer(string line, ref int position)
    {
        using var request = JsonDocument.Parse(line);
        var reference = request.RootElement.GetProperty("ref").GetInt64();
        switch (request.RootElement.GetProperty("t").GetString())
        {
            case "register":
                return [$$"""{"t":"logged-in","login":"x","token":"secret","registered":true,"ref":{{reference}}}"""];
            case "token-login":
                return [$$"""{"t":"logged-in","login":"x","ref":{{reference}}}"""];
            case "create":
                return [$$"""{"t":"created","room":"r","conversation":5,"ref":{{reference}}}"""];
            case "post":
                position++;
                var text = request.RootElement.GetProperty("text").GetString();
                return [.. Deliver(position, $$"""{"t":"msg","text":"{{text}}","room":"r","conversation":5,"position":{{position}},"from":"x"}"""), $$"""{"t":"posted","conversation":5,"position":{{position}},"ref":{{reference}}}"""];
            default:
                return [];
        }
    }
}
