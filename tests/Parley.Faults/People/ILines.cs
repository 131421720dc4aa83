using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Parley.Faults.People;

/// <summary>The JSON protocol's lines, over whichever door.</summary>
internal interface ILines : IDisposable
{
    Task WriteAsync(string line, CancellationToken cancellationToken);

    /// <summary>Null at the end.</summary>
    Task<string?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The line door.</summary>
internal sealed class TcpLines : ILines
{
    private readonly Stream _stream;
    private readonly StreamReader _reader;

    private TcpLines(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(_stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <param name="tls">Takes any certificate.</param>
    public static async Task<TcpLines> ConnectAsync(IPEndPoint end, CancellationToken cancellationToken, bool tls = false)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (!tls)
                return new TcpLines(stream);
            var secured = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "chat.example" }, cancellationToken);
            return new TcpLines(secured);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task WriteAsync(string line, CancellationToken cancellationToken) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    public async Task<string?> ReadAsync(CancellationToken cancellationToken) => await _reader.ReadLineAsync(cancellationToken);

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}

/// <summary>The web door's WebSocket.</summary>
internal sealed class WebSocketLines : ILines
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    private WebSocketLines() => _socket.Options.AddSubProtocol("parley.v1");

    public static async Task<WebSocketLines> ConnectAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        var lines = new WebSocketLines();
        try
        {
            await lines._socket.ConnectAsync(new Uri($"ws://{end}/ws"), cancellationToken);
            return lines;
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    public Task WriteAsync(string line, CancellationToken cancellationToken) => _socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        while (true)
        {
            var piece = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (piece.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Write(_buffer, 0, piece.Count);
            if (piece.EndOfMessage)
                return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
        }
    }

    public void Dispose() => _socket.Dispose();
}
