using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Tls;

/// <summary>TLS over a socket. One write is in flight at a time, and what waits meanwhile is coalesced into the next; the progress of a slow reader shows by records of 16 KiB.</summary>
internal sealed class TlsTransport(Socket socket, TlsIdentity identity, bool asksForCertificate) : Transport
{
    private readonly SslStream _stream = new(new NetworkStream(socket, ownsSocket: true));
    private ReadOnlyMemory<byte>? _peerCertificate;

    // The most that one TLS record carries (RFC 8446, 5.1).
    public override int PieceBytes => 16 * 1024;

    public override ReadOnlyMemory<byte>? PeerCertificateSha256 => _peerCertificate;

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _stream.AuthenticateAsServerAsync(asksForCertificate ? identity.AskingOptions : identity.Options, cancellationToken);
        if (_stream.RemoteCertificate is { } certificate)
            _peerCertificate = SHA256.HashData(certificate.GetRawCertData());
    }

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
