namespace Parley.Gateway.Connections;

/// <summary>The bytes of one connection, plain or encrypted. One reader and one writer at a time, each on any thread.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Makes the transport ready; the TLS handshake.</summary>
    public virtual Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads at least one byte, or 0 at the end. An empty buffer waits until there is something to read, and holds no memory meanwhile.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>The same on the caller's thread, which it blocks.</summary>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Bytes taken without waiting; 0: use <see cref="SendAsync"/> next, for a piece that begins with the same bytes.</summary>
    public abstract int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>The most that one <see cref="SendAsync"/> is to be given: small enough that progress shows, large enough to be worth it.</summary>
    public abstract int PieceBytes { get; }

    /// <summary>Completes when the operating system has taken all of these bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>SHA-256 of the certificate that the peer showed; null for none.</summary>
    public virtual ReadOnlyMemory<byte>? PeerCertificateSha256 => null;

    /// <summary>The network's round trip as the operating system measures it; null where it does not.</summary>
    public virtual TimeSpan? RoundTrip => null;

    /// <summary>Bytes that the network is to carry for what was sent so far, those of encryption included. Asked by the writer.</summary>
    public virtual long Sent => 0;

    /// <summary>How many of <see cref="Sent"/> the peer's operating system has acknowledged; null where ours can't tell. Any thread.</summary>
    public virtual long? Acknowledged => null;

    /// <summary>Says goodbye after everything was sent: TLS close_notify, FIN.</summary>
    /// <param name="linger">The peer is in the middle of sending: take that in until its end, as closing over unread input would reset the connection and lose the last words (RFC 1122, 4.2.2.13).</param>
    public abstract ValueTask EndAsync(bool linger);

    /// <summary>Drops what the operating system still holds, and resets the connection.</summary>
    public abstract void Abort();

    public abstract void Dispose();
}
