using System.Net;
using Parley.Contracts;
using Parley.Gateway.Connections;

namespace Parley.Benchmarks;

/// <summary>A connection without a socket: counts what is sent to it.</summary>
internal sealed class CountingConnection : IConnection
{
    public long Id => 0;

    public IPEndPoint? RemoteEndPoint => null;

    public bool IsLocal => true;

    public bool IsEncrypted => false;

    public TimeSpan? RoundTrip => null;

    public long PendingBytes => 0;

    public bool HasAllArrived => true;

    public long Bytes { get; private set; }

    public bool TrySend(ReadOnlyMemory<byte> frame, Action? arrived = null)
    {
        Bytes += frame.Length;
        return true;
    }

    public ValueTask ArrivedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DrainAsync(long bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(CloseReason reason, ReadOnlyMemory<byte> lastWords = default)
    {
    }
}
