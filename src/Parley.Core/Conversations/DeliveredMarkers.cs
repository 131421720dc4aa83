using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;

namespace Parley.Core.Conversations;

/// <summary>Notes how far each person has been sent a private conversation, coalesced: one write under way at a time.</summary>
internal sealed class DeliveredMarkers(IRoomStore store, ILogger log)
{
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
            noted = _waiting.TryGetValue(key, out var waiting) ? waiting : _taken.GetValueOrDefault(key);
        }
        var stored = await store.MarkerAsync(account, conversation, MarkerKind.Delivered, cancellationToken);
        return noted > stored ? noted : stored;
    }

    /// <summary>Completes when everything noted so far is stored (or failed and logged).</summary>
    public Task FlushAsync()
    {
        lock (_lock)
            return _writing;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            Dictionary<(AccountId, ConversationId), Position> taken;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    // Said under the lock: whoever advances next starts a new writer.
                    _taken = [];
                    _writing = Task.CompletedTask;
                    return;
                }
                taken = _taken = _waiting;
                _waiting = [];
            }
            await Task.WhenAll(taken.Select(pair => StoreAsync(pair.Key.Item1, pair.Key.Item2, pair.Value)));
        }
    }

    private async Task StoreAsync(AccountId account, ConversationId conversation, Position position)
    {
        try
        {
            await store.AdvanceMarkerAsync(account, conversation, MarkerKind.Delivered, position, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            // The message is shown again at the next login rather than never.
            log.MarkerFailed(account, conversation, fault);
        }
    }
}
