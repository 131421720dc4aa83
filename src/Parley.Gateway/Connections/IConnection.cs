using System.Net;
using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>A connection as its handler sees it: one output queue, one end. Every member may be called from any thread and none blocks.</summary>
public interface IConnection
{
    long Id { get; }

    /// <summary>Null for a Unix socket.</summary>
    IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Our port of a TCP connection; null for a Unix socket.</summary>
    int? LocalPort => null;

    /// <summary>Loopback or Unix socket.</summary>
    bool IsLocal { get; }

    bool IsEncrypted { get; }

    /// <summary>SHA-256 of the certificate that the client showed at the TLS handshake, 32 bytes; null for none. Nobody has checked who issued it.</summary>
    ReadOnlyMemory<byte>? PeerCertificateSha256 => null;

    /// <summary>The network's round trip as the operating system measures it; null where it does not.</summary>
    TimeSpan? RoundTrip { get; }

    /// <summary>Bytes queued and not yet taken by the operating system.</summary>
    long PendingBytes { get; }

    /// <summary>Queues bytes, which must never change afterwards; one frame may be queued to many connections.</summary>
    /// <param name="arrived">Called once when the frame has reached the peer: its operating system has acknowledged the last byte. Where ours can't tell, when ours has taken it. Never if the connection ends before.</param>
    /// <remarks>A frame is taken while less than the budget waits, whatever its own size.</remarks>
    /// <returns>False when the budget is spent (the connection then closes as <see cref="CloseReason.SlowReader"/>) or it is closing.</returns>
    bool TrySend(ReadOnlyMemory<byte> frame, Action? arrived = null);

    /// <summary>Everything sent so far has reached the peer. It stays as it was when the connection ends.</summary>
    bool HasAllArrived { get; }

    /// <summary>Completes when everybody who asked about a frame has been told, but for frames that no living peer would leave unacknowledged for so long (250 ms).</summary>
    ValueTask ArrivedAsync(CancellationToken cancellationToken);

    /// <summary>Completes when no more than <paramref name="bytes"/> are pending, for a handler that has long answers to its own peer.</summary>
    ValueTask DrainAsync(long bytes, CancellationToken cancellationToken);

    /// <summary>Ends the connection: output queued so far is flushed, for at most a second, then it closes. The first reason counts.</summary>
    /// <param name="lastWords">Queued behind everything, outside the budget; empty for none.</param>
    void Close(CloseReason reason, ReadOnlyMemory<byte> lastWords = default);
}
