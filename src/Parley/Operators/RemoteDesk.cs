using System.Net.Sockets;
using System.Text.Json;
using Parley.Core.Operators;

namespace Parley.Host.Operators;

/// <summary>The desk of a running server, through its control socket. One request at a time.</summary>
internal sealed class RemoteDesk : IOperatorDesk, IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _replies;

    private RemoteDesk(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _replies = new StreamReader(_stream);
    }

    /// <summary>Null when no server listens there.</summary>
    /// <exception cref="SocketException">One may be there, but not for this user.</exception>
    public static async Task<RemoteDesk?> TryConnectAsync(UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.ConnectionRefused or SocketError.HostUnreachable)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(_stream, request, OperatorJson.Default.OperatorRequest, cancellationToken);
        await _stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        var line = await _replies.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("the server ended before it answered");
        return JsonSerializer.Deserialize(line, OperatorJson.Default.OperatorReply) ?? throw new InvalidDataException("the server's answer is empty");
    }

    public void Dispose()
    {
        _replies.Dispose();
        _stream.Dispose();
    }
}
