using System.Buffers;

namespace Parley.Gateway.Connections;

/// <summary>The write side of one connection. Its shard, or the one send that it waits for, owns the cursor and the transport's write side; the outbox in front takes frames from any thread.</summary>
internal sealed class Outflow(Transport transport, Outbox outbox, DeliveryShard shard, Action<Exception> failed)
{
    private FrameCursor _cursor;
    private long _sent;
    private Receipts? _receipts;

    /// <summary>The shard's link to the next connection with output.</summary>
    public Outflow? NextReady { get; set; }

    /// <summary>Bytes that the operating system took, ever; what the sweep compares.</summary>
    public long SentBytes => Interlocked.Read(ref _sent);

    /// <summary>Null while nobody has asked about a frame.</summary>
    public Receipts? Receipts => Volatile.Read(ref _receipts);

    public void Enqueue() => shard.Enqueue(this);

    /// <summary>The operating system has taken the last byte of a frame that somebody asked about.</summary>
    public void Ask(Action arrived)
    {
        var receipts = _receipts;
        if (receipts is null)
            Volatile.Write(ref _receipts, receipts = new Receipts(transport));
        receipts.Add(arrived);
        if (!receipts.Look())
            shard.Receipts.Add(receipts);
    }

    /// <summary>The connection ends: a last look at what has arrived.</summary>
    public void Forget()
    {
        if (Receipts is not { } receipts)
            return;
        receipts.Look();
        shard.Receipts.Remove(receipts);
    }

    /// <summary>Sends what waits without blocking; called by the shard only. What doesn't go is sent when the socket has room, and the shard then comes back.</summary>
    public void Flush(Span<byte> staging)
    {
        long taken = 0;
        try
        {
            while (HasFrames())
            {
                var sent = transport.TrySend(_cursor.Peek(staging));
                if (sent == 0)
                    break;
                taken += sent;
                _cursor.Advance(sent, this);
            }
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }
        Interlocked.Add(ref _sent, taken);
        var handsEmpty = _cursor.IsEmpty;
        if (!outbox.Settle(taken, handsEmpty))
            return;
        if (handsEmpty)
            shard.Enqueue(this);
        else
            _ = SendPieceAsync();
    }

    /// <summary>Its completion is the sign that the socket has room again.</summary>
    private async Task SendPieceAsync()
    {
        var piece = ArrayPool<byte>.Shared.Rent(transport.PieceBytes);
        try
        {
            var length = _cursor.Gather(piece.AsSpan(0, transport.PieceBytes));
            await transport.SendAsync(piece.AsMemory(0, length));
            Interlocked.Add(ref _sent, length);
            _cursor.Advance(length, this);
            if (outbox.Settle(length, _cursor.IsEmpty))
                shard.Enqueue(this);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private bool HasFrames()
    {
        while (_cursor.IsEmpty)
        {
            var count = outbox.Take(out var frames);
            if (frames is null)
                return false;
            _cursor.Load(frames, count, this);
        }
        return true;
    }

    private void Fail(Exception e)
    {
        _cursor.Drop();
        outbox.Abandon();
        failed(e);
    }
}
