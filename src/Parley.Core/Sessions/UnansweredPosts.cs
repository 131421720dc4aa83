using Parley.Core.Conversations;

namespace Parley.Core.Sessions;

/// <summary>Posts of one session that were handed to their conversations and not answered yet. One more waits, and so does its socket. Any thread.</summary>
internal sealed class UnansweredPosts
{
    public const int Most = 256;

    /// <summary>Bytes of their texts past which one more waits: they come back to the session as events, escaped up to six times as long, and must fit its output.</summary>
    private const int MostBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private TaskCompletionSource? _answered;
    private int _count;
    private int _bytes;

    public void Begun(PendingPost post)
    {
        lock (_lock)
        {
            _count++;
            _bytes += post.Body.Length;
        }
    }

    public void Answered(IReadOnlyList<PendingPost> posts)
    {
        lock (_lock)
        {
            _count -= posts.Count;
            _bytes -= posts.Sum(p => p.Body.Length);
            _answered?.TrySetResult();
            _answered = null;
        }
    }

    /// <summary>Completes when there are fewer than so many.</summary>
    public async ValueTask BelowAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_count < limit && _bytes <= MostBytes)
                    return;
                _answered ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _answered.Task;
            }
            await wait.WaitAsync(cancellationToken);
        }
    }
}
