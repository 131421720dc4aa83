using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Parley.Load.Tests;

/// <summary>A server of one room and one connection, just good enough for a scenario; it can be told to misbehave.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public FakeServer()
    {
        _listener.Start();
        _ = ServeAsync(_end.Token);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>What is sent for the n-th message (1 …); null for nothing.</summary>
    public Func<int, string, string?> Deliver { get; init; } = (_, line) => line + "\n";

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
            await TalkAsync(socket, cancellationToken);
        }
    }

    private async Task TalkAsync(TcpClient socket, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(socket.GetStream());
        await using var writer = new StreamWriter(socket.GetStream()) { AutoFlush = true, NewLine = "\n" };
        await writer.WriteLineAsync("Parley, a banner that is no JSON");
        var position = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var request = JsonDocument.Parse(line);
            var reference = request.RootElement.GetProperty("ref").GetInt64();
            switch (request.RootElement.GetProperty("t").GetString())
            {
                case "register":
                    await writer.WriteLineAsync($$"""{"t":"logged-in","login":"x","token":"secret","registered":true,"ref":{{reference}}}""");
                    break;
                case "token-login":
                    await writer.WriteLineAsync($$"""{"t":"logged-in","login":"x","ref":{{reference}}}""");
                    break;
                case "create":
                    await writer.WriteLineAsync($$"""{"t":"created","room":"r","conversation":5,"ref":{{reference}}}""");
                    break;
                case "post":
                    position++;
                    var text = request.RootElement.GetProperty("text").GetString();
                    await writer.WriteAsync(Deliver(position, $$"""{"t":"msg","text":"{{text}}","room":"r","conversation":5,"position":{{position}},"from":"x"}"""));
                    await writer.WriteLineAsync($$"""{"t":"posted","conversation":5,"position":{{position}},"ref":{{reference}}}""");
                    break;
            }
        }
    }
}
