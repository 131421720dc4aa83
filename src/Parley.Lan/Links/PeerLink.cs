using System.Net;
using System.Threading.Channels;
using Parley.Contracts;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>A link with a device of the group. One reader; anybody may send, and nobody waits: what waits for the peer is bounded by <see cref="LinkSettings.BudgetBytes"/>.</summary>
internal sealed class PeerLink(TlsLink tls, FrameStream frames, LinkSide side, IPEndPoint remote, ushort port, LinkSettings settings, TimeProvider time, Action<PeerLink> drained) : ILinkOutput, IAsyncDisposable
{
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly Pace _bytes = new(settings.ReadBurstBytes, settings.ReadBytesPerSecond, time);
    private readonly Pace _frames = new(settings.ReadBurstFrames, settings.ReadFramesPerSecond, time);
    private long _waiting;
    private long _lastHeard = time.GetTimestamp();
    private long _lastPing;
    private int _reason;

    public DeviceId Device => tls.Key.Id;

    public LinkSide Side => side;

    /// <summary>Where the other side takes connections, or null.</summary>
    public IPEndPoint? Address => port == 0 ? null : new IPEndPoint(remote.Address, port);

    public bool HasRoom => Interlocked.Read(ref _waiting) < settings.WindowBytes;

    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _lastHeard));

    /// <summary>Nothing came for a while, and it was not asked yet.</summary>
    public bool IsPingDue => Silence >= settings.PingAfter && time.GetElapsedTime(Interlocked.Read(ref _lastPing)) >= settings.PingAfter;

    /// <summary>How far the other's clock is ahead, from the last answer to a ping; null before.</summary>
    public ClockEstimate? Clock { get; private set; }

    /// <summary>Why this side ended the link; null if it did not.</summary>
    public ByeReason? Reason => Volatile.Read(ref _reason) is var reason and not 0 ? (ByeReason)reason : null;

    public void Send(PeerFrame frame)
    {
        var bytes = PeerFrames.Encode(frame);
        if (Interlocked.Add(ref _waiting, bytes.Length) > settings.BudgetBytes)
            End(ByeReason.Budget);
        else
            _outgoing.Writer.TryWrite(bytes);
    }

    public void Ping()
    {
        Interlocked.Exchange(ref _lastPing, time.GetTimestamp());
        Send(new PeerPing(time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>Ends the link. The other side is told, if it reads.</summary>
    public void End(ByeReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, 0) == 0)
            _outgoing.Writer.TryComplete();
        if (reason is ByeReason.Budget or ByeReason.Silent)
            _ended.Cancel();
    }

    /// <summary>Reads until the link ends. Pings are answered here.</summary>
    /// <param name="take">Deals with a frame; gives why the link has to end, or null.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(Func<PeerFrame, Task<ByeReason?>> take, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        var writing = WriteAsync(stop.Token);
        var why = "closed by the other side";
        try
        {
            while (Reason is null)
            {
                var before = frames.Read;
                var frame = await frames.ReadAsync(stop.Token);
                await KeepPaceAsync(frames.Read - before, stop.Token);
                Interlocked.Exchange(ref _lastHeard, time.GetTimestamp());
                if (frame is PeerBye bye)
                {
                    why = $"the other side: {bye.Reason}";
                    break;
                }
                if (!Answer(frame) && await take(frame) is { } reason)
                    End(reason);
            }
        }
        catch (ProtocolException e)
        {
            End(ByeReason.BadFrame);
            why = e.Message;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            why = Reason is null ? e.Message : why;
        }
        _outgoing.Writer.TryComplete();
        await writing;
        return Reason is { } own ? $"{own}: {why}" : why;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _ended.Dispose();
        await tls.DisposeAsync();
    }

    /// <summary>One that sends too fast waits, and nobody else: the rest of it stays in its own socket.</summary>
    private async ValueTask KeepPaceAsync(long bytes, CancellationToken ct)
    {
        var (one, other) = (_bytes.Take(bytes), _frames.Take(1));
        if ((one > other ? one : other) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, ct);
    }

    private bool Answer(PeerFrame frame)
    {
        switch (frame)
        {
            case PeerPing ping:
                Send(new PeerPong(ping.Sent, time.GetUtcNow().ToUnixTimeMilliseconds()));
                return true;
            case PeerPong pong:
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                // Half of the way there and back, as in NTP (RFC 5905).
                Clock = new ClockEstimate(pong.Here - ((pong.Sent / 2.0) + (now / 2.0)), Math.Max(0, now - pong.Sent) / 2.0);
                return true;
            default:
                return false;
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var bytes in _outgoing.Reader.ReadAllAsync(ct))
            {
                await tls.Stream.WriteAsync(bytes, ct);
                var left = Interlocked.Add(ref _waiting, -bytes.Length);
                if (left < settings.WindowBytes && left + bytes.Length >= settings.WindowBytes)
                    drained(this);
            }
            if (Reason is { } reason)
                await tls.Stream.WriteAsync(PeerFrames.Encode(new PeerBye(reason)), ct);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader finds it out too.
        }
        finally
        {
            await _ended.CancelAsync();
        }
    }
}
