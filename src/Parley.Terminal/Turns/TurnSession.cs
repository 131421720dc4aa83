using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary><c>parley turn</c>: a conversation of two who take turns, lines in and lines out.</summary>
internal sealed class TurnSession(ParleyClient client, IChatView view, string partner, Words words, ChatText text, bool areNodes)
{
    private const int HistoryShown = 10;

    private readonly TurnConversation _turns = new(client, partner);
    private readonly Lock _lock = new();

    /// <summary>What came before the past was shown; null from then on.</summary>
    private List<EntryEvent>? _early = [];
    private long _shown;
    private ServerAddress? _node;

    /// <summary>Until the person leaves or the input ends (null), or the link is closed for good.</summary>
    public async Task<LinkChanged?> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing = ShowAsync(end);
        try
        {
            await BeginAsync(end.Token);
            await foreach (var line in view.TypedAsync(end.Token))
            {
                if (line.Length > 0 && !await TakeAsync(line, end.Token))
                    break;
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Leaving, or the link is closed.
        }
        finally
        {
            await end.CancelAsync();
        }
        return await showing;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _turns.StartAsync(cancellationToken);
        ShowPast(await client.ReadPrivateAsync(partner, limit: HistoryShown, cancellationToken: cancellationToken), cancellationToken);
        view.Notice(null, ["* " + words["turn-help"]]);
        Tell();
    }

    /// <summary>False: the person wants to leave.</summary>
    private async Task<bool> TakeAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            switch (TypedLine.Parse(line))
            {
                case TypedLine.Ask { Command: Exit }:
                    return false;
                case TypedLine.Ask { Command: TakeTurns { Action: null } }:
                    await _turns.RefreshAsync(cancellationToken);
                    Tell();
                    break;
                case TypedLine.Ask { Command: TakeTurns { Action: { } action } }:
                    await _turns.ActAsync(action, cancellationToken);
                    break;
                case TypedLine.Ask { Command: Post { Text: { } said } } when _turns.MaySpeak:
                    await _turns.SayAsync(said, cancellationToken);
                    break;
                case TypedLine.Ask { Command: Post }:
                    view.Notice(null, ["* " + words["turn-kept"], .. Lines(_turns.State)], alert: true);
                    break;
                default:
                    view.Notice(null, ["* " + words["turn-help"]]);
                    break;
            }
        }
        catch (ChatException e)
        {
            view.Notice(null, text.Lines(new Error((int)e.Code, e.Message, e.Args)), alert: true);
        }
        catch (LinkLostException)
        {
            view.Notice(null, ["* " + words["offline"]], alert: true);
        }
        return true;
    }

    private async Task<LinkChanged?> ShowAsync(CancellationTokenSource end)
    {
        LinkChanged? closed = null;
        try
        {
            await foreach (var happened in client.ReadEventsAsync(end.Token))
            {
                var ours = _turns.Take(happened);
                switch (happened)
                {
                    case EntryEvent entry when ours:
                        Show(entry, end.Token);
                        break;
                    case TurnState when ours:
                        Tell();
                        break;
                    case LinkChanged { State: LinkState.Connected } link:
                        var node = areNodes ? link.Address : null;
                        // In a turn of its own: the answer comes by way of this loop.
                        if (_turns.State is not null)
                            _ = ComeBackAsync(LinkWords.Back(words, node, _node), end.Token);
                        _node = node;
                        break;
                    case LinkChanged { State: LinkState.Reconnecting } link:
                        view.Notice(null, [LinkWords.Lost(words, text, link, areNodes)]);
                        break;
                    case LinkChanged { State: LinkState.Closed } over:
                        closed = over;
                        await end.CancelAsync();
                        return closed;
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The person leaves.
        }
        return closed;
    }

    /// <summary>What waited for the person comes as news and is in the past too: each once, in the order of positions.</summary>
    private void ShowPast(HistoryPage past, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var entries = past.Entries.Concat(_early!).DistinctBy(e => e.Position).OrderBy(e => e.Position.Value).ToList();
            _early = null;
            view.Past(past with { Entries = entries });
            if (entries.Count == 0)
                return;
            _shown = entries[^1].Position.Value;
        }
        _ = MarkReadAsync(_shown, cancellationToken);
    }

    private void Show(EntryEvent entry, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_early is { } early)
            {
                early.Add(entry);
                return;
            }
            if (entry.Position.Value <= _shown)
                return;
            _shown = entry.Position.Value;
            view.Entry(entry);
        }
        _ = MarkReadAsync(entry.Position.Value, cancellationToken);
    }

    /// <summary>In a turn of its own, as <see cref="ComeBackAsync"/>.</summary>
    private async Task MarkReadAsync(long position, CancellationToken cancellationToken)
    {
        try
        {
            await client.AskAsync<ReadUpTo>(new MarkRead(position) { To = partner }, cancellationToken);
        }
        catch (Exception e) when (e is LinkLostException or ChatException or OperationCanceledException)
        {
            // The next entry tells it again.
        }
    }

    private async Task ComeBackAsync(string notice, CancellationToken cancellationToken)
    {
        try
        {
            view.Notice(null, [notice]);
            await _turns.RefreshAsync(cancellationToken);
            Tell();
        }
        catch (Exception e) when (e is LinkLostException or ChatException or OperationCanceledException)
        {
            // Lost again: the next connection asks again.
        }
    }

    private void Tell() => view.Notice(null, Lines(_turns.State));

    private IReadOnlyList<string> Lines(TurnState? state) => state is null ? [] : text.Lines(state with { To = null });
}
