using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>What a session has missed in private conversations.</summary>
public sealed partial class Session
{
    private static readonly TimeSpan CatchUpPause = TimeSpan.FromSeconds(1);

    private SemaphoreSlim? _catchUps;
    private HashSet<ConversationId>? _live;
    private int _catchUpsWaiting;

    /// <summary>Private messages that waited. What the store can't give now comes when it can.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (Account is null)
            return;
        // What their other clients have got just now is not to come twice; what a client that is lost has not got is to come here.
        await Task.WhenAll(Person!.Sessions.Where(s => s != this).Select(s => s._door.ArrivedAsync(cancellationToken).AsTask()));
        try
        {
            await CatchUpWithAllAsync(cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            _ = CatchUpUntilDoneAsync(CatchUpWithAllAsync);
        }
    }

    private async Task CatchUpWithAllAsync(CancellationToken cancellationToken)
    {
        foreach (var pair in await Chat.Private.OfAsync(Account!, cancellationToken))
            await Chat.Private.CatchUpAsync(this, pair, cancellationToken);
    }

    internal bool IsLiveIn(ConversationId conversation)
    {
        lock (_lock)
            return _live?.Contains(conversation) ?? false;
    }

    internal void GoLiveIn(ConversationId conversation)
    {
        lock (_lock)
            (_live ??= []).Add(conversation);
    }

    /// <summary>One catch-up of a session at a time, or pages would come twice.</summary>
    internal async Task<IDisposable> CatchUpTurnAsync(CancellationToken cancellationToken)
    {
        SemaphoreSlim turn;
        lock (_lock)
            turn = _catchUps ??= new SemaphoreSlim(1, 1);
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    internal void CatchUpLater(Pair pair) => _ = CatchUpUntilDoneAsync(cancellationToken => Chat.Private.CatchUpAsync(this, pair, cancellationToken));

    /// <summary>While the store is away it is asked again: nothing else would come of what this session lacks.</summary>
    private async Task CatchUpUntilDoneAsync(Func<CancellationToken, Task> catchUp)
    {
        var waits = false;
        while (!_ended)
        {
            try
            {
                await catchUp(CancellationToken.None);
                break;
            }
            catch (StorageUnavailableException fault)
            {
                if (!waits && Interlocked.Increment(ref _catchUpsWaiting) == 1)
                    _log.CatchUpWaits(Id, fault);
                waits = true;
            }
            catch (ObjectDisposedException)
            {
                // The session ended meanwhile.
                break;
            }
            await Task.WhenAny(Ended, Task.Delay(CatchUpPause, Chat.Time, CancellationToken.None));
        }
        if (waits && Interlocked.Decrement(ref _catchUpsWaiting) == 0 && !_ended)
            _log.CaughtUp(Id);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
