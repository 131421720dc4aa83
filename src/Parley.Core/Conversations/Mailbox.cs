using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Core.Logging;
using Parley.Core.Turns;

namespace Parley.Core.Conversations;

/// <summary>The queue in front of an owner of state: work runs one piece at a time, in order of arrival, on whichever thread has brought the first of it.</summary>
/// <remarks>Bounded by <c>capacity</c>: past it, senders wait, so that their sockets are not read.</remarks>
internal sealed class Mailbox : IThreadPoolWorkItem
{
    /// <summary>Posts handed on together at most; bounds how long one flush keeps other work of the owner waiting.</summary>
    private const int MaxBatch = 512;

    /// <summary>Bytes of bodies handed on together, but for the last post; bounds the frames that members get of them.</summary>
    private const int MaxBatchBytes = 64 * 1024;

    private readonly Channel<object> _queue;
    private readonly Func<IReadOnlyList<PendingPost>, Task> _flush;
    private readonly Action<IReadOnlyList<PendingPost>> _failed;
    private readonly ILogger _log;
    private readonly List<PendingPost> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _busy;

    /// <param name="failed">Answers the posts of a flush that threw, so that nobody waits for them.</param>
    public Mailbox(int capacity, Func<IReadOnlyList<PendingPost>, Task> flush, Action<IReadOnlyList<PendingPost>> failed, ILogger log)
    {
        _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _flush = flush;
        _failed = failed;
        _log = log;
    }

    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues a post. Waits when the mailbox is full.</summary>
    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) => AddAsync(post, cancellationToken);

    /// <summary>Runs <paramref name="work"/> in the owner's turn, after everything queued before it has been done.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var piece = new Piece<T>(work);
        await AddAsync(piece, cancellationToken);
        return await piece.Result;
    }

    /// <summary>Queues work that nobody waits for; what it throws is logged. Waits when the mailbox is full.</summary>
    public ValueTask QueueAsync(Func<Task> work, CancellationToken cancellationToken) => AddAsync(
        new Piece<bool>(async () =>
        {
            try
            {
                await work();
            }
            catch (Exception fault)
            {
                _log.OwnerFailed(fault);
            }
            return true;
        }),
        cancellationToken);

    /// <summary>Takes no more work; completes when all that was queued is done.</summary>
    public Task CompleteAsync()
    {
        _queue.Writer.TryComplete();
        Wake();
        return _ended.Task;
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private ValueTask AddAsync(object item, CancellationToken cancellationToken)
    {
        if (!_queue.Writer.TryWrite(item))
            return WaitAsync(item, cancellationToken);
        Wake();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAsync(object item, CancellationToken cancellationToken)
    {
        await _queue.Writer.WriteAsync(item, cancellationToken);
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _busy, 1) == 0)
            Turn.Later(this);
    }

    /// <summary>Does what is queued, up to one batch of posts; what is left then waits behind others.</summary>
    private async Task DrainAsync()
    {
        var bytes = 0;
        while (_batch.Count < MaxBatch && bytes < MaxBatchBytes && _queue.Reader.TryRead(out var item))
        {
            if (item is PendingPost post)
            {
                _batch.Add(post);
                bytes += post.Body.Length;
                continue;
            }
            await FlushAsync();
            bytes = 0;
            await ((Piece)item).RunAsync();
        }
        await FlushAsync();
        Volatile.Write(ref _busy, 0);
        Interlocked.MemoryBarrier();
        if (_queue.Reader.TryPeek(out _))
            Wake();
        else if (_queue.Reader.Completion.IsCompleted)
            _ended.TrySetResult();
    }

    private async Task FlushAsync()
    {
        if (_batch.Count == 0)
            return;
        try
        {
            await _flush(_batch);
        }
        catch (Exception fault)
        {
            _log.OwnerFailed(fault);
            _failed(_batch);
        }
        _batch.Clear();
    }

    private abstract class Piece
    {
        public abstract Task RunAsync();
    }

    private sealed class Piece<T>(Func<Task<T>> work) : Piece
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public override async Task RunAsync()
        {
            try
            {
                _result.SetResult(await work());
            }
            catch (Exception fault)
            {
                _result.SetException(fault);
            }
        }
    }
}
