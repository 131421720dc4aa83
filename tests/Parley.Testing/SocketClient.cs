using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Parley.Testing;

/// <summary>A client that sends and reads bytes or lines. Every wait fails after <see cref="Eventually.Limit"/>. One reader and one writer at a time.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private SocketClient(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects and, for TLS, shakes hands.</summary>
    /// <param name="tls">Accepts any certificate.</param>
    /// <param name="receiveBuffer">Bytes that the kernel may take for a reader that doesn't read; 0 for its own choice.</param>
    public static async Task<SocketClient> ConnectAsync(EndPoint endPoint, bool tls = false, int receiveBuffer = 0)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
                socket.ReceiveBufferSize = receiveBuffer;
            await socket.ConnectAsync(endPoint).InTime();
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls)
                stream = await EncryptAsync(stream);
            return new SocketClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>Null for a plain connection.</summary>
    public SslStream? Tls => _stream as SslStream;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await _stream.WriteAsync(bytes, limit.Token);
    }

    /// <summary>The next line without its end.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before the line did.</exception>
    public async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, length);
                _start += length + 1;
                return line.TrimEnd('\r');
            }
            if (!await FillAsync())
                throw new EndOfStreamException("The connection ended in the middle of a line or before one.");
        }
    }

    /// <summary>The next bytes.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public async Task<byte[]> ReadBytesAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync())
                throw new EndOfStreamException($"The connection ended {count - (_end - _start)} bytes too early.");
        }
        var bytes = _buffer[_start..(_start + count)];
        _start += count;
        return bytes;
    }

    /// <summary>Everything until the peer's end.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }
        return await ReadBytesAsync(_end - _start);
    }

    public async Task<string> ReadTextToEndAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    /// <summary>Completes when the connection has ended, orderly or not; drops what comes before.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            do
                _start = _end;
            while (await FillAsync());
        }
        catch (IOException)
        {
            // Reset is an end too.
        }
    }

    /// <summary>FIN: nothing more will be sent, but the client still reads.</summary>
    public void EndOutput() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    [SuppressMessage("Security", "CA5359", Justification = "Tests look at the certificate themselves.")]
    private static async Task<SslStream> EncryptAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true },
            limit.Token);
        return tls;
    }

    private async Task<bool> FillAsync()
    {
        if (_end == _buffer.Length)
        {
            if (_start < _buffer.Length / 2)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        using var limit = new CancellationTokenSource(Eventually.Limit);
        try
        {
            var received = await _stream.ReadAsync(_buffer.AsMemory(_end), limit.Token);
            _end += received;
            return received > 0;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("Nothing came in time.", e);
        }
    }
}
