using System.Net.Security;
using System.Security.Cryptography;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Tls;

/// <summary>TLS over a plain transport, which waits, reads and writes as it does without: what waits leaves in full records, without waiting and in the same turn.</summary>
internal sealed class TlsTransport : Transport
{
    private readonly Transport _plain;
    private readonly RecordStream _records;
    private readonly SslStream _stream;
    private readonly TlsIdentity _identity;
    private readonly bool _asksForCertificate;
    private ReadOnlyMemory<byte>? _peerCertificate;

    /// <summary>Bytes whose record the socket has not taken to its end. They count as unsent, and are the first of the next <see cref="SendAsync"/>.</summary>
    private int _sealed;

    public TlsTransport(Transport plain, TlsIdentity identity, bool asksForCertificate)
    {
        (_plain, _identity, _asksForCertificate) = (plain, identity, asksForCertificate);
        _records = new RecordStream(plain);
        _stream = new SslStream(_records);
    }

    // The most that one TLS record carries (RFC 8446, 5.1).
    public override int PieceBytes => 16 * 1024;

    public override ReadOnlyMemory<byte>? PeerCertificateSha256 => _peerCertificate;

    public override TimeSpan? RoundTrip => _plain.RoundTrip;

    public override long Sent => _plain.Sent + _records.RestBytes;

    public override long? Acknowledged => _plain.Acknowledged;

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _plain.OpenAsync(cancellationToken);
        await using var limit = cancellationToken.UnsafeRegister(static plain => ((Transport)plain!).Abort(), _plain);
        try
        {
            await _stream.AuthenticateAsServerAsync(_asksForCertificate ? _identity.AskingOptions : _identity.Options, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The handshake took too long.", e, cancellationToken);
        }
        _records.StayInTurn();
        if (_stream.RemoteCertificate is { } certificate)
            _peerCertificate = SHA256.HashData(certificate.GetRawCertData());
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    public override int Read(Span<byte> buffer) => _stream.Read(buffer);

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (_sealed == 0 && taken < bytes.Length)
        {
            var record = bytes.Slice(taken, Math.Min(PieceBytes, bytes.Length - taken));
            _stream.Write(record);
            if (_records.HasRest)
                _sealed = record.Length;
            else
                taken += record.Length;
        }
        return taken;
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _records.FlushAsync();
        var unsealed = bytes[_sealed..];
        _sealed = 0;
        if (unsealed.IsEmpty)
            return;
        await _stream.WriteAsync(unsealed);
        await _records.FlushAsync();
    }

    public override async ValueTask EndAsync(bool linger)
    {
        if (_stream.IsAuthenticated)
        {
            await _stream.ShutdownAsync();
            await _records.FlushAsync();
        }
        await _plain.EndAsync(linger);
    }

    public override void Abort() => _plain.Abort();

    public override void Dispose() => _stream.Dispose();
}
