using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;

namespace Parley.Core.Conversations;

/// <summary>Notes how far each person has been sent a private conversation: at once when nothing was noted just before, else together with what comes until the next write.</summary>
internal sealed class DeliveredMarkers(IRoomStore store, TimeProvider time, ILogger log)
{
    /// <summary>Between two writes. After a crash as much may be shown a second time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    /// <summary>At most one position for each account and conversation that had a delivery since the last write.</summary>
    private Dictionary<(AccountId, ConversationId), Position> _waiting = [];

    /// <summary>Being written.</summary>
    private Dictionary<(AccountId, ConversationId), Position> _taken = [];

    private Task _writing = Task.CompletedTask;

    /// <summary>Any thread; never blocks.</summary>
    public void Advance(AccountId account, ConversationId conversation, Position position)
    {
        lock (_lock)
        {
            var key = (account, conversation);
            if (!_waiting.TryGetValue(key, out var known) || known < position)
                _waiting[key] = position;
            if (_writing.IsCompleted)
                _writing = Task.Run(WriteAsync);
        }
    }

    /// <summary>How far the person has been sent the conversation, what is not stored yet included.</summary>
    public async ValueTask<Position> ReadAsync(AccountId account, ConversationId conversation, CancellationToken cancellationToken)
    {
        // Before the store is read: what is taken out of here meanwhile is in the store then.
        Position noted;
        lock (_lock)
        {
            var key = (account, conversation);
            var (waiting, taken) = (_waiting.GetValueOrDefault(key), _taken.GetValueOrDefault(key));
            noted = waiting > taken ? waiting : taken;
        }
        var stored = await store.MarkerAsync(account, conversation, MarkerKind.Delivered, cancellationToken);
        return noted > stored ? noted : stored;
    }

    /// <summary>Completes when everything noted so far is stored (or failed and logged). From now on nothing waits.</summary>
    public Task FlushAsync()
    {
        _hurry.TrySetResult();
        lock (_lock)
            return _writing;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                _taken = [];
                if (_waiting.Count == 0)
                {
                    // Said under the lock: whoever advances next starts a new writer.
                    _writing = Task.CompletedTask;
                    return;
                }
                (_taken, _waiting) = (_waiting, []);
            }
            await StoreAsync([.. _taken.Select(noted => new Marker(noted.Key.Item1, noted.Key.Item2, MarkerKind.Delivered, noted.Value))]);
            await Task.WhenAny(Task.Delay(Pause, time), _hurry.Task);
        }
    }

    private async Task StoreAsync(IReadOnlyList<Marker> markers)
    {
        try
        {
            await store.AdvanceMarkersAsync(markers, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            // The messages are shown again at the next login rather than never.
            log.MarkersFailed(markers.Count, fault);
        }
    }
}
