using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Conversations;

/// <summary>Private conversations among other nodes. On a lone node none of this is used.</summary>
internal sealed partial class PrivateConversations
{
    /// <summary>How often a decision is taken again because another node was faster.</summary>
    private const int MaxTries = 5;

    /// <summary>Entries of another node: shown in their place to those who are here, once the conversation comes to it. Who tells goes on: another conversation's writing must not hold up the notes of a node.</summary>
    public async Task HeardAsync(ConversationId conversation, AccountId one, AccountId other, IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0 || await FindAsync(one, other) is not { } pair || pair.Conversation != conversation)
            return;
        await LaterAsync(pair, async () =>
        {
            var next = entries.SkipWhile(e => e.Position <= (pair.Shown ?? Position.None)).ToList();
            if (next.Count == 0)
                return;
            if (pair.Shown is null || next[0].Position.Follows(pair.Shown.Value))
                await ShowAsync(pair, next);
            else
                await ReadUpAsync(pair);
        });
    }

    /// <summary>Reads what the log has of conversations of people who are here, and nobody told this node of; notices a log that lacks what was shown.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        // Before the log is asked: it has at least what was shown then.
        var here = _pairs.Values.Where(p => p.Shown is not null && (IsNear(p.One) || IsNear(p.Other))).Select(p => (Pair: p, Shown: p.Shown!.Value)).ToList();
        if (here.Count == 0)
            return;
        var heads = await _messages.HeadsAsync([.. here.Select(h => h.Pair.Conversation)], cancellationToken);
        foreach (var (pair, shown) in here)
        {
            var head = heads.GetValueOrDefault(pair.Conversation);
            if (head > pair.Shown)
                await InTurnAsync(pair, () => ReadUpAsync(pair));
            else if (head < shown)
                await InTurnAsync(pair, () => LookForPutBackAsync(pair));
        }
    }

    private async Task LookForPutBackAsync(Pair pair)
    {
        var head = (await _messages.SpanAsync(pair.Conversation, CancellationToken.None)).Head;
        if (head < pair.Shown)
            await PutBackAsync(pair, head);
    }

    /// <summary>The database was put back to an older state under the running server. What it has is the truth from now on; who is here was shown another.</summary>
    private async Task PutBackAsync(Pair pair, Position head)
    {
        _log.LogPutBack(pair.Conversation, head, pair.Shown!.Value);
        pair.Shown = head;
        List<Session> here = [.. new[] { pair.One, pair.Other }.SelectMany(account => _people.SessionsOf(account).Concat(_listeners.GetValueOrDefault(account, []))).Where(s => !s.IsFar).Distinct()];
        // In a turn after this one, in which some of them are answered.
        _ = InTurnAsync(pair, () =>
        {
            here.ForEach(session => session.ComeAnew());
            return Task.CompletedTask;
        });
        await _floors.RefreshAsync(pair.Conversation, CancellationToken.None);
    }

    /// <summary>Conversations that were begun at another node with people here while it could not tell this one: they catch up.</summary>
    /// <param name="near">Sessions at this node's doors.</param>
    public async Task FindNewAsync(IEnumerable<Session> near, CancellationToken cancellationToken)
    {
        foreach (var sessions in near.Where(s => s.Account is not null).GroupBy(s => s.Account!.Id))
        {
            var account = sessions.First().Account!;
            foreach (var record in await _store.PairsOfAsync(account.Id, cancellationToken))
            {
                if (_pairs.TryGetValue(KeyOf(record.One, record.Other), out var known) && known.Shown is not null)
                    continue;
                if (await _accounts.FindAsync(record.OtherThan(account.Id), cancellationToken) is not { } other)
                    continue;
                var pair = Shared(record.Conversation, account, other);
                foreach (var session in sessions)
                    session.CatchUpLater(pair);
            }
        }
    }

    private bool IsNear(AccountId account) => Array.Exists(_people.SessionsOf(account), s => !s.IsFar);

    private async ValueTask<Pair?> FindAsync(AccountId one, AccountId other)
    {
        if (_pairs.TryGetValue(KeyOf(one, other), out var known))
            return known;
        return await _accounts.FindAsync(one, CancellationToken.None) is { } first && await _accounts.FindAsync(other, CancellationToken.None) is { } second
            ? await OfAsync(first, second, CancellationToken.None)
            : null;
    }

    private async Task InTurnAsync(Pair pair, Func<Task> work)
    {
        try
        {
            await LaneOf(pair.Conversation).RunAsync(
                async () =>
                {
                    await SafelyAsync(pair, work);
                    return true;
                },
                CancellationToken.None);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The server stops.
        }
    }

    private async ValueTask LaterAsync(Pair pair, Func<Task> work)
    {
        try
        {
            await LaneOf(pair.Conversation).QueueAsync(() => SafelyAsync(pair, work), CancellationToken.None);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The server stops.
        }
    }

    private async Task SafelyAsync(Pair pair, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StorageUnavailableException fault)
        {
            // The next comparison of heads finds it.
            _log.RoomBehind(pair.Conversation, fault);
        }
    }

    /// <summary>Tells the nodes where one of the two is.</summary>
    private void TellFar(NodeLink nodes, Pair pair, IReadOnlyList<Entry> entries)
    {
        var note = new PairTold(pair.Conversation, pair.One, pair.Other, entries);
        foreach (var node in _people.SessionsOf(pair.One).Concat(_people.SessionsOf(pair.Other)).Select(s => s.Far?.Node).OfType<NodeId>().Distinct())
            nodes.Tell(note, node);
    }

    /// <summary>Whether what was appended is next to be shown, after what was written at other nodes has been.</summary>
    private async ValueTask<bool> IsNextAsync(Pair pair, Position position)
    {
        if (pair.Shown is not { } shown || position.Follows(shown))
            return true;
        if (position <= shown)
            return false;
        try
        {
            await ReadUpAsync(pair, new Position(position.Value - 1));
            return true;
        }
        catch (StorageUnavailableException fault)
        {
            // The next comparison of heads finds it.
            _log.RoomBehind(pair.Conversation, fault);
            return false;
        }
    }

    /// <summary>Before anything is decided on: what other nodes have written, where they would not have told this one of it. In the pair's turn.</summary>
    private async Task LookAsync(Pair pair)
    {
        if (pair.Shown is not null && (IsNear(pair.One) || IsNear(pair.Other)))
            return;
        try
        {
            await ReadUpAsync(pair);
        }
        catch (StorageUnavailableException fault)
        {
            // Then nothing can be appended either.
            _log.RoomBehind(pair.Conversation, fault);
        }
    }

    /// <summary>Takes what another node has written, for another try. False when it was tried often enough.</summary>
    private async Task<bool> LookAgainAsync(Pair pair, int tries)
    {
        if (_nodes is null || tries >= MaxTries)
            return false;
        try
        {
            await ReadUpAsync(pair);
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Shows what the log has past what was shown here, up to <paramref name="last"/> where it is given. In the pair's turn.</summary>
    private async Task ReadUpAsync(Pair pair, Position? last = null)
    {
        if (pair.Shown is null)
        {
            // In this order: the turn is then at least as far as the entries that are passed over.
            var head = (await _messages.SpanAsync(pair.Conversation, CancellationToken.None)).Head;
            await _floors.RefreshAsync(pair.Conversation, CancellationToken.None);
            pair.Shown = head;
            return;
        }
        while (true)
        {
            var page = await _messages.ReadAfterAsync(pair.Conversation, pair.Shown.Value, MaxCatchUp, CancellationToken.None);
            if (last is not null)
                page = [.. page.TakeWhile(e => e.Position <= last)];
            if (page.Count == 0)
                return;
            foreach (var frame in Pages.Frames(page))
                await ShowAsync(pair, frame);
        }
    }

    private async Task ShowAsync(Pair pair, IReadOnlyList<Entry> entries)
    {
        var moved = false;
        foreach (var entry in entries)
            moved |= await _floors.HeardAsync(entry);
        TellNear(pair, [.. entries.Select(e => e.ToEvent(null, pair))]);
        if (moved)
            TellTurn(pair);
    }
}
