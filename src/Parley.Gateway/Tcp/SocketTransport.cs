using System.Net.Sockets;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Tcp;

/// <summary>A plain TCP or Unix stream socket, non-blocking.</summary>
internal class SocketTransport : Transport
{
    private readonly Socket _socket;
    private readonly bool _isTcp;
    private long _sent;

    public SocketTransport(Socket socket)
    {
        (_socket, _isTcp) = (socket, socket.ProtocolType == ProtocolType.Tcp);
        _socket.Blocking = false;
    }

    // Any small piece will do: when it is taken the kernel has freed a third of its buffer.
    public override int PieceBytes => 2048;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            _socket.Poll(-1, SelectMode.SelectRead);
            if (buffer.IsEmpty)
                return 0;
            if (TryReceive(buffer) is { } received)
                return received;
        }
    }

    /// <summary>Null when there is nothing to read.</summary>
    protected int? TryReceive(Span<byte> buffer)
    {
        var received = _socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => received,
            SocketError.WouldBlock => null,
            _ => throw new SocketException((int)error),
        };
    }

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return 0;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        _sent += sent;
        return sent;
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => Volatile.Write(ref _sent, _sent + await _socket.SendAsync(bytes, SocketFlags.None));

    public override long Sent => Volatile.Read(ref _sent);

    public override long? Acknowledged => _isTcp ? TcpInfo.Acknowledged(_socket) : null;

    public override TimeSpan? RoundTrip => TcpInfo.RoundTrip(_socket);

    public override ValueTask EndAsync(bool linger) => SocketEnd.FinishAsync(_socket, linger);

    public override void Abort() => SocketEnd.Reset(_socket);

    public override void Dispose() => _socket.Dispose();
}
