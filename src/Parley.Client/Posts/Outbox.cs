using System.Security.Cryptography;
using Parley.Contracts;

namespace Parley.Client;

/// <summary>Posts, edits and redactions that were not answered yet, in the order they were made; sent again on each new link under the same id.</summary>
/// <remarks>Bounded by <see cref="MaxUnanswered"/>: one more waits. The server answers an id it knows with the first answer, so that nothing is posted twice.</remarks>
internal sealed class Outbox(TimeProvider time) : IDisposable
{
    public const int MaxUnanswered = 256;

    private readonly string _prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
    private readonly SemaphoreSlim _places = new(MaxUnanswered);
    private readonly Lock _lock = new();
    private readonly LinkedList<Pending> _pending = [];
    private long _lastId;
    private Link? _link;
    private Elsewhere? _elsewhere;
    private Exception? _closed;

    /// <summary>An id nobody else makes: 96 random bits and a count.</summary>
    public string NextId() => $"{_prefix}-{Interlocked.Increment(ref _lastId)}";

    /// <summary>Posts and waits for the answer, across reconnects.</summary>
    /// <param name="command">With its id set.</param>
    /// <exception cref="ChatException">Refused for good. "Try again later" is not: that is tried again.</exception>
    /// <exception cref="LinkLostException">The client is closed.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer waits; the message may be posted all the same.</exception>
    public async Task<Posted> PostAsync(ConversationCommand command, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await EnqueueAsync(command, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Sends what is unanswered over a new link; from now on posts go there. What is under way elsewhere under the same id is answered by who is quicker.</summary>
    public void Attach(Link link)
    {
        lock (_lock)
        {
            (_link, _elsewhere) = (link, null);
            foreach (var pending in _pending)
                Send(pending);
        }
    }

    /// <summary>Until there is a link again posts go another way, what is unanswered first. Does nothing while there is a link.</summary>
    public void Divert(Elsewhere elsewhere)
    {
        lock (_lock)
        {
            if (_link is not null || _closed is not null)
                return;
            _elsewhere = elsewhere;
            foreach (var pending in _pending)
                Send(pending);
        }
    }

    public void Detach()
    {
        lock (_lock)
            _link = null;
    }

    /// <summary>Nothing will be sent any more: those who wait get <paramref name="reason"/>, and whether theirs was sent.</summary>
    public void Close(LinkLostException reason)
    {
        lock (_lock)
        {
            _closed ??= reason;
            _link = null;
            foreach (var pending in _pending)
                pending.Answer.TrySetException(pending.WasSent ? new LinkLostException(reason.Message, reason) { Closing = reason.Closing, MayBeDone = true } : reason);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<Posted> EnqueueAsync(ConversationCommand command, CancellationToken cancellationToken)
    {
        var pending = new Pending(command);
        LinkedListNode<Pending> node;
        lock (_lock)
        {
            if (_closed is not null)
                throw _closed;
            node = _pending.AddLast(pending);
            Send(pending);
        }
        try
        {
            return await pending.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _pending.Remove(node);
            pending.Answer.TrySetCanceled(CancellationToken.None);
            if (pending.Retry is { } retry)
                await retry.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Send(Pending pending)
    {
        if (_elsewhere is { } elsewhere)
        {
            _ = SendAsync(pending, elsewhere);
            return;
        }
        try
        {
            _link?.Send(pending.Command, answer => Answered(pending, answer));
            pending.WasSent |= _link is not null;
        }
        catch (LinkLostException)
        {
            // The next link gets it.
            _link = null;
        }
    }

    private static async Task SendAsync(Pending pending, Elsewhere elsewhere)
    {
        try
        {
            if (await elsewhere(pending.Command).ConfigureAwait(false) is { } posted)
                pending.Answer.TrySetResult(posted);
        }
        catch (ChatException refused)
        {
            pending.Answer.TrySetException(refused);
        }
        catch (LinkLostException)
        {
            // The server gets it when it is back.
        }
    }

    private void Answered(Pending pending, Event answer)
    {
        if (pending.Answer.Task.IsCompleted)
            return;
        switch (answer)
        {
            case Posted posted:
                pending.Answer.TrySetResult(posted);
                break;
            case Error { Code: (int)ErrorCode.Stopping }:
                break;
            case Error error when new ChatException(error) is { IsTransient: true } busy:
                lock (_lock)
                    pending.Retry ??= time.CreateTimer(_ => SendAgain(pending), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                pending.Retry.Change(busy.RetryAfter, Timeout.InfiniteTimeSpan);
                break;
            case Error error:
                pending.Answer.TrySetException(new ChatException(error));
                break;
            default:
                pending.Answer.TrySetException(new LinkLostException($"The server answered a post with {answer.GetType().Name}."));
                break;
        }
    }

    private void SendAgain(Pending pending)
    {
        lock (_lock)
        {
            if (!pending.Answer.Task.IsCompleted)
                Send(pending);
        }
    }

    private sealed class Pending(ConversationCommand command)
    {
        public ConversationCommand Command { get; } = command;

        public TaskCompletionSource<Posted> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ITimer? Retry { get; set; }

        /// <summary>It was written to a link, and may have been taken whether or not that was answered.</summary>
        public bool WasSent { get; set; }
    }
}
