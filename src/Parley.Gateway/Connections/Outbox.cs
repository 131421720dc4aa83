using System.Buffers;

namespace Parley.Gateway.Connections;

internal enum Queued
{
    /// <summary>Queued; the shard already knows of this connection.</summary>
    Behind,

    /// <summary>Queued, and the shard must be told.</summary>
    First,
    OverBudget,
    Closed,
}

/// <summary>Frames on their way from any thread to the shard. Bounded by the budget and one frame: in bytes, and a sixteenth of the budget in frames. Holds no array while empty.</summary>
/// <remarks>The lock covers memory work only.</remarks>
internal sealed class Outbox(int budget)
{
    private const int FirstFrames = 16;
    private const int BytesPerFrame = 16;

    private readonly Lock _gate = new();
    private Frame[]? _frames;
    private int _count;
    private int _inHands;
    private long _pending;
    private bool _closed;
    private bool _abandoned;
    private bool _claimed;
    private List<DrainWaiter>? _waiters;

    /// <summary>Bytes queued and not yet taken by the operating system, those in the shard's hands included.</summary>
    public long PendingBytes => Interlocked.Read(ref _pending);

    public Queued TryAdd(ReadOnlyMemory<byte> bytes, Action? arrived)
    {
        lock (_gate)
        {
            if (_closed)
                return Queued.Closed;
            // One frame may pass the budget: a reader that keeps up is never closed for the size of what it asked for.
            if (_pending >= budget || _count + _inHands >= budget / BytesPerFrame)
                return Queued.OverBudget;
            return Add(new Frame(bytes, arrived));
        }
    }

    /// <summary>Takes no more frames after this one.</summary>
    public Queued Close(ReadOnlyMemory<byte> lastWords)
    {
        lock (_gate)
        {
            _closed = true;
            return _abandoned || lastWords.IsEmpty ? Queued.Closed : Add(new Frame(lastWords, Arrived: null));
        }
    }

    /// <summary>Hands all frames to the shard; it returns the array to the shared pool.</summary>
    public int Take(out Frame[]? frames)
    {
        lock (_gate)
        {
            frames = _frames;
            var count = _count;
            _frames = null;
            _inHands = count;
            _count = 0;
            return count;
        }
    }

    /// <summary>Subtracts what the operating system took.</summary>
    /// <param name="handsEmpty">Whether the shard holds no frames of this connection any more.</param>
    /// <returns>True when there is more to send, so that the shard keeps its claim.</returns>
    public bool Settle(long taken, bool handsEmpty)
    {
        lock (_gate)
        {
            Interlocked.Add(ref _pending, -taken);
            if (_waiters is not null && _waiters.RemoveAll(waiter => waiter.TryComplete(_pending)) > 0 && _waiters.Count == 0)
                _waiters = null;
            if (handsEmpty)
                _inHands = 0;
            _claimed = !handsEmpty || _count > 0;
            return _claimed;
        }
    }

    /// <summary>The connection is lost: what waits is dropped, and who waits for it is cancelled. <see cref="PendingBytes"/> stays, for the log.</summary>
    public void Abandon()
    {
        Frame[]? frames;
        List<DrainWaiter>? waiters;
        int count;
        lock (_gate)
        {
            (_closed, _abandoned, _claimed) = (true, true, true);
            (frames, count, waiters) = (_frames, _count, _waiters);
            (_frames, _count, _waiters) = (null, 0, null);
        }
        if (frames is not null)
            Return(frames, count);
        foreach (var waiter in waiters ?? [])
            waiter.Cancel();
    }

    /// <exception cref="OperationCanceledException">The connection was lost first, or the token fired.</exception>
    public async ValueTask DrainAsync(long bytes, CancellationToken cancellationToken)
    {
        DrainWaiter waiter;
        lock (_gate)
        {
            if (_pending <= bytes)
                return;
            if (_abandoned)
                throw new OperationCanceledException("The connection ended with output pending.");
            (_waiters ??= []).Add(waiter = new DrainWaiter(bytes));
        }
        try
        {
            await waiter.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
                _waiters?.Remove(waiter);
        }
    }

    public static void Return(Frame[] frames, int used)
    {
        frames.AsSpan(0, used).Clear();
        ArrayPool<Frame>.Shared.Return(frames);
    }

    private Queued Add(Frame frame)
    {
        if (_frames is null)
            _frames = ArrayPool<Frame>.Shared.Rent(FirstFrames);
        else if (_count == _frames.Length)
            Grow();
        _frames[_count++] = frame;
        Interlocked.Add(ref _pending, frame.Bytes.Length);
        if (_claimed)
            return Queued.Behind;
        _claimed = true;
        return Queued.First;
    }

    private void Grow()
    {
        var larger = ArrayPool<Frame>.Shared.Rent(_frames!.Length * 2);
        _frames.AsSpan(0, _count).CopyTo(larger);
        Return(_frames, _count);
        _frames = larger;
    }
}
