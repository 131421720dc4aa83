using System.Net;
using Parley.Contracts;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Tests;

/// <summary>A connection without a socket that keeps what was sent.</summary>
internal sealed class WireConnection : IConnection
{
    public MemoryStream Sent { get; } = new();

    /// <summary>As it was handed over, not a copy.</summary>
    public ReadOnlyMemory<byte> LastFrame { get; private set; }

    public CloseReason? Closed { get; private set; }

    public long Id => 1;

    public IPEndPoint? RemoteEndPoint { get; } = new(IPAddress.Parse("192.0.2.7"), 4711);

    public bool IsLocal => false;

    public bool IsEncrypted => true;

    public TimeSpan? RoundTrip => null;

    public long PendingBytes => 0;

    public bool HasAllArrived => true;

    public ValueTask ArrivedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public bool TrySend(ReadOnlyMemory<byte> frame, Action? arrived = null)
    {
        if (Closed is not null)
            return false;
        LastFrame = frame;
        Sent.Write(frame.Span);
        arrived?.Invoke();
        return true;
    }

    public ValueTask DrainAsync(long bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(CloseReason reason, ReadOnlyMemory<byte> lastWords = default)
    {
        if (Closed is not null)
            return;
        Sent.Write(lastWords.Span);
        Closed = reason;
    }
}
