using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading.Tasks.Sources;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Polling;

/// <summary>A socket whose input is waited for by a <see cref="PollLoop"/>, and read on its thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PolledTransport : SocketTransport, IValueTaskSource<int>
{
    /// <summary>Read without a wait between; then what was answered is written, and others are read, before this goes on.</summary>
    private const int TurnBytes = 32 * 1024;

    /// <summary>What a read counts at least.</summary>
    private const int ReadBytes = 4096;

    private const int Nothing = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    private readonly Socket _socket;
    private readonly PollLoop _loop;
    private ManualResetValueTaskSourceCore<int> _source;
    private long _tag;
    private int _state;
    private int _read;
    private volatile bool _isFinal;

    public PolledTransport(Socket socket, PollLoop loop)
        : base(socket) => (_socket, _loop) = (socket, loop);

    public SafeHandle Handle => _socket.SafeHandle;

    public override Task OpenAsync(CancellationToken cancellationToken)
    {
        _tag = _loop.Watch(this);
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (buffer.IsEmpty)
            return ReadableAsync();
        return Take(buffer.Span) is { } taken ? new(taken) : ReadWhenReadableAsync(buffer);
    }

    /// <summary>On the loop's thread, where the reader goes on; or when the socket ends, on any.</summary>
    public void Wake(Signs signs)
    {
        if ((signs & Signs.Final) != Signs.None)
            _isFinal = true;
        if (Interlocked.Exchange(ref _state, Ready) != Awaited)
            return;
        _read = 0;
        Volatile.Write(ref _state, Nothing);
        _source.SetResult(0);
    }

    public override void Abort()
    {
        base.Abort();
        Wake(Signs.HungUp);
    }

    public override void Dispose()
    {
        _loop.Leave(_tag);
        base.Dispose();
        Wake(Signs.HungUp);
    }

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private async ValueTask<int> ReadWhenReadableAsync(Memory<byte> buffer)
    {
        while (true)
        {
            await ReadableAsync();
            if (Take(buffer.Span) is { } taken)
                return taken;
        }
    }

    private int? Take(Span<byte> buffer)
    {
        var taken = TryReceive(buffer);
        _read += Math.Max(taken ?? 0, ReadBytes);
        // No event comes for what is left.
        if (taken == buffer.Length)
            Volatile.Write(ref _state, Ready);
        return taken;
    }

    private ValueTask<int> ReadableAsync()
    {
        _source.Reset();
        if (!_isFinal && Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing)
            return new(this, _source.Version);
        if (_read < TurnBytes)
        {
            Volatile.Write(ref _state, Nothing);
            return new(0);
        }
        Interlocked.Exchange(ref _state, Awaited);
        _loop.WakeAgain(this);
        return new(this, _source.Version);
    }
}
