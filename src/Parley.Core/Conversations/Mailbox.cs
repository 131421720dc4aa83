using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Core.Logging;

namespace Parley.Core.Conversations;

/// <summary>The queue and the single loop in front of an owner of state: work runs one piece at a time, in order of arrival.</summary>
/// <remarks>Bounded by <c>capacity</c>: past it, senders wait, so that their sockets are not read.</remarks>
internal sealed class Mailbox
{
    /// <summary>Posts handed on together at most; bounds how long one flush keeps other work of the owner waiting.</summary>
    private const int MaxBatch = 512;

    /// <summary>Bytes of bodies handed on together, but for the last post; bounds the frames that members get of them.</summary>
    private const int MaxBatchBytes = 64 * 1024;

    private readonly Channel<object> _queue;
    private readonly Func<IReadOnlyList<PendingPost>, Task> _flush;
    private readonly Action<IReadOnlyList<PendingPost>> _failed;
    private readonly ILogger _log;
    private readonly Task _loop;

    /// <param name="failed">Answers the posts of a flush that threw, so that nobody waits for them.</param>
    public Mailbox(int capacity, Func<IReadOnlyList<PendingPost>, Task> flush, Action<IReadOnlyList<PendingPost>> failed, ILogger log)
    {
        _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _flush = flush;
        _failed = failed;
        _log = log;
        _loop = Task.Run(RunAsync);
    }

    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues a post. Waits when the mailbox is full.</summary>
    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) =>
        _queue.Writer.TryWrite(post) ? ValueTask.CompletedTask : _queue.Writer.WriteAsync(post, cancellationToken);

    /// <summary>Runs <paramref name="work"/> in the owner's turn, after everything queued before it has been done.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var turn = new Turn<T>(work);
        await _queue.Writer.WriteAsync(turn, cancellationToken);
        return await turn.Result;
    }

    /// <summary>Takes no more work; completes when all that was queued is done.</summary>
    public Task CompleteAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingPost>();
        var bytes = 0;
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var item))
            {
                if (item is PendingPost post)
                {
                    batch.Add(post);
                    bytes += post.Body.Length;
                    if (batch.Count < MaxBatch && bytes < MaxBatchBytes)
                        continue;
                }
                await FlushAsync(batch);
                bytes = 0;
                if (item is Turn turn)
                    await turn.RunAsync();
            }
            await FlushAsync(batch);
            bytes = 0;
        }
    }

    private async Task FlushAsync(List<PendingPost> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            await _flush(batch);
        }
        catch (Exception fault)
        {
            _log.OwnerFailed(fault);
            _failed(batch);
        }
        batch.Clear();
    }

    private abstract class Turn
    {
        public abstract Task RunAsync();
    }

    private sealed class Turn<T>(Func<Task<T>> work) : Turn
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
