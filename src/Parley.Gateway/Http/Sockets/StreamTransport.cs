using Parley.Gateway.Connections;

namespace Parley.Gateway.Http.Sockets;

/// <summary>An HTTP exchange that goes on as a connection of ours. The web server below has the socket, the encryption and 64 KiB of output; what waits beyond that waits in our budget.</summary>
/// <param name="input">Null where nothing comes any more: the end of the client is the end of the input then.</param>
/// <param name="abort">Resets the connection below.</param>
/// <param name="aborted">Fires when the client has gone.</param>
internal sealed class StreamTransport(Stream? input, Stream output, Action abort, CancellationToken aborted) : Transport
{
    private readonly CancellationTokenSource _ended = new();
    private int _disposed;

    public override int PieceBytes => 16 * 1024;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (input is not null)
            return await input.ReadAsync(buffer, _ended.Token);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, aborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("No connection of the web server has a thread of its own.");

    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => output.WriteAsync(bytes, _ended.Token);

    public override async ValueTask EndAsync(bool linger)
    {
        await output.FlushAsync(_ended.Token);
        await _ended.CancelAsync();
    }

    public override void Abort() => abort();

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _ended.Cancel();
        _ended.Dispose();
    }
}
