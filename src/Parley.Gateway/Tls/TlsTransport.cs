using System.Net.Security;
using System.Net.Sockets;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Tls;

/// <summary>TLS over a socket. One write is in flight at a time, and what waits meanwhile is coalesced into the next; the progress of a slow reader shows by records of 16 KiB.</summary>
internal sealed class TlsTransport(Socket socket, TlsIdentity identity) : Transport
{
    private readonly SslStream _stream = new(new NetworkStream(socket, ownsSocket: true));

    // The most that one TLS record carries (RFC 8446, 5.1).
    public override int PieceBytes => 16 * 1024;

    public override Task OpenAsync(CancellationToken cancellationToken) => _stream.AuthenticateAsServerAsync(identity.Options, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    public override int Read(Span<byte> buffer) => _stream.Read(buffer);

    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    public override async ValueTask EndAsync(bool linger)
    {
        if (_stream.IsAuthenticated)
            await _stream.ShutdownAsync();
        await SocketEnd.FinishAsync(socket, linger);
    }

    public override TimeSpan? RoundTrip => TcpInfo.RoundTrip(socket);

    public override void Abort() => SocketEnd.Reset(socket);

    public override void Dispose() => _stream.Dispose();
}
