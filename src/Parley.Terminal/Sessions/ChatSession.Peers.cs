using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Over to the peers when the server is out of reach, and back.</summary>
internal sealed partial class ChatSession
{
    private static readonly HashSet<string> Closing = new(["invite-only", "key", "secret"], StringComparer.Ordinal);

    /// <summary>Rooms that one was in before, which one may want to enter among the peers.</summary>
    private const int MostVisited = 16;

    private IReadOnlyList<string> _roomsAtLoss = [];
    private List<string> _visited = [];
    private volatile bool _wasOver;

    /// <summary>Something may have been written among the peers that the server has not dealt with.</summary>
    public bool MayOwe => _wasOver;

    /// <summary>Does something in turn with typed lines.</summary>
    public Action<Func<CancellationToken, Task>>? InTurn { get; set; }

    private IReadOnlyList<string> Rooms => _room is { } room ? [room, .. _beside.Where(r => !SameRoom(r, room))] : [.. _beside];

    /// <summary>Is one of the peers until it is cancelled.</summary>
    public async Task StayAmongPeersAsync(CancellationToken cancellationToken)
    {
        try
        {
            peers!.Waiting = NotHere;
            await peers.BeginAsync(Placed, cancellationToken);
            await ShowPeersAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or LinkLostException or ChatException)
        {
            view.Notice(null, ["* " + _words["no-peers", e.Message]]);
        }
    }

    /// <summary>Is one of the peers by what is kept of the last login, the server being out of reach from the start.</summary>
    /// <exception cref="IOException">It can't be one here.</exception>
    public Task ResumeAmongPeersAsync(CancellationToken cancellationToken)
    {
        peers!.Waiting = NotHere;
        return peers.ResumeAsync(Placed, cancellationToken);
    }

    /// <summary>Shows what happens among the peers until it is cancelled.</summary>
    public async Task ShowPeersAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var counting = KeepCountingAsync(ending.Token);
        try
        {
            await peers!.TellAsync(ShowAmongPeers, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await counting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Enters the first room among the peers, or at the server if that has come meanwhile.</summary>
    /// <exception cref="ChatException">Not into this room.</exception>
    public async Task EnterAmongPeersAsync(string? room, CancellationToken cancellationToken)
    {
        if (peers!.GoOver())
        {
            _wasOver = true;
            await CountOthersAsync(cancellationToken);
            view.Notice(null, ["* " + _words["begun-among-peers", client.Login!]], alert: true);
            await EnterFirstAsync(room, cancellationToken);
            peers.Divert();
            return;
        }
        await EnterFirstAsync(room, cancellationToken);
        await peers.RenewAsync(Placed, cancellationToken);
    }

    /// <summary>Remembers what is shown, so that the other side's history does not show it again.</summary>
    private bool IsUnseen(EntryEvent entry) => peers is null || (peers.Front is null ? peers.IsNews(entry) : peers.IsNewsAmongPeers(entry));

    /// <summary>Shows what happened among the peers; while the server is there, only what a person must know.</summary>
    private void ShowAmongPeers(Event happened)
    {
        switch (happened)
        {
            case DeviceRefused or PeerWarning:
                view.Notice(null, _text.Lines(happened), alert: true);
                break;
            case LinkChanged:
                break;
            case not null when peers?.Front is null:
                break;
            case EntryEvent entry:
                if (peers.IsNewsAmongPeers(entry))
                    view.Entry(AsShown(entry));
                break;
            default:
                Show(happened!);
                break;
        }
    }

    private async Task KeepCountingAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await CountOthersAsync(cancellationToken);
    }

    /// <summary>How many others there are is said as long as the chat is among them.</summary>
    private async Task CountOthersAsync(CancellationToken cancellationToken)
    {
        if (peers?.Front is not { } front)
            return;
        try
        {
            var others = await OthersAsync(front, cancellationToken);
            if (peers.Front == front)
                view.AmongPeers(others.Count);
        }
        catch (Exception e) when (e is ChatException or LinkLostException)
        {
            // The device's door has closed.
        }
    }

    private async Task<IReadOnlyList<string>> OthersAsync(ParleyClient front, CancellationToken cancellationToken) =>
        [.. (await front.ListUsersAsync(cancellationToken: cancellationToken)).Users.Select(u => u.Login).Where(n => !string.Equals(n, client.Login, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Rooms that not everybody may enter are not for all the peers of the network, who would read them.</summary>
    private async Task AdmitAsync(CancellationToken cancellationToken)
    {
        if (peers is not { Front: null })
            return;
        _visited = [.. Rooms, .. _visited.Where(v => !Rooms.Any(r => SameRoom(r, v))).Take(MostVisited)];
        try
        {
            var open = await Task.WhenAll(_visited.Select(room => IsOpenAsync(room, cancellationToken)));
            peers.Admit(_visited.Where((_, i) => open[i]));
        }
        catch (LinkLostException)
        {
            // As it was.
        }
    }

    private async Task<bool> IsOpenAsync(string room, CancellationToken cancellationToken)
    {
        try
        {
            var rules = await client.AskAsync<RulesShown>(new ShowRules { Room = room }, cancellationToken);
            return !rules.Rules.Any(r => Closing.Contains(r.Rule));
        }
        catch (ChatException)
        {
            // Gone, or secret.
            return false;
        }
    }

    private async Task GoOverAsync(CancellationToken cancellationToken)
    {
        if (peers?.GoOver() != true)
            return;
        (_roomsAtLoss, _wasOver) = (Rooms, true);
        try
        {
            var others = await OthersAsync(Here, cancellationToken);
            view.AmongPeers(others.Count);
            view.Offer(ChatText.CommandsAt(Here.Welcome));
            view.Notice(null, ["* " + (others.Count > 0 ? _words["over-to-peers", string.Join(", ", others)] : _words["over-to-nobody"])], alert: true);
            foreach (var room in Rooms)
                await OverAsync(room, cancellationToken);
            peers.Divert();
            await ReleaseAsync(cancellationToken);
        }
        catch (LinkLostException)
        {
            // The device's own door was too busy to answer.
            peers.Again(() => InTurn?.Invoke(GoOverAsync));
        }
        catch (ChatException e)
        {
            view.Notice(null, ["* " + _words["no-peers", e.Message]], alert: true);
        }
    }

    private async Task OverAsync(string room, CancellationToken cancellationToken)
    {
        try
        {
            var entered = await Here.JoinAsync(room, after: Position.None, cancellationToken: cancellationToken);
            view.People(room, entered.People);
        }
        catch (ChatException)
        {
            view.Notice(room, ["* " + _words["not-among-peers", _text.Room(room)]], alert: true);
        }
    }

    private async Task GoBackAsync(CancellationToken cancellationToken)
    {
        if (peers!.GoBack() is { } left)
        {
            view.AmongPeers(null);
            view.Offer(ChatText.CommandsAt(Here.Welcome));
            await LeaveAsync(left, Rooms.Union(_roomsAtLoss, StringComparer.OrdinalIgnoreCase), cancellationToken);
            await CatchUpAsync(cancellationToken);
        }
        await ReleaseAsync(cancellationToken);
        await AdmitAsync(cancellationToken);
        await peers.RenewAsync(Placed, cancellationToken);
    }

    private static async Task LeaveAsync(ParleyClient left, IEnumerable<string> rooms, CancellationToken cancellationToken)
    {
        foreach (var room in rooms)
        {
            try
            {
                await left.LeaveAsync(room, cancellationToken);
            }
            catch (Exception e) when (e is ChatException or LinkLostException)
            {
                // Not in it there, it has gone meanwhile, or so has the link.
            }
        }
    }

    /// <summary>The server has the person where they were when it went away.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var room in Rooms.Where(r => !_roomsAtLoss.Any(b => SameRoom(b, r))))
            {
                var entered = await client.JoinAsync(room, cancellationToken: cancellationToken);
                view.People(entered.Room, entered.People);
                await ShowPastAsync(entered, cancellationToken, onlyNews: true);
            }
            await LeaveAsync(client, _roomsAtLoss.Where(b => !Rooms.Any(r => SameRoom(b, r))), cancellationToken);
        }
        catch (ChatException e)
        {
            view.Notice(null, _text.Lines(new Error((int)e.Code, e.Message, e.Args)), alert: true);
        }
        catch (LinkLostException)
        {
            // Gone again: at the next return.
        }
    }

    private void Placed(PlacesGiven given)
    {
        // Whoever was with the server all the time sees when each was written.
        if (given.Messages + given.Changes > 0 && _wasOver)
            view.Notice(null, ["* " + _words["placed", Amount(given.Messages, given.Changes)]]);
        foreach (var alike in given.Refused.GroupBy(r => string.Join('\n', WhyOf(r)), StringComparer.Ordinal))
            view.Notice(null, ["* " + _words["not-placed", Amount(alike.Count(r => !r.IsChange), alike.Count(r => r.IsChange))], .. WhyOf(alike.First())], alert: true);
        _wasOver = peers?.Front is not null;
    }

    private IReadOnlyList<string> WhyOf(NoPlace refused) =>
        _text.Lines(new Error(refused.Code, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = refused.To ?? "", ["user"] = refused.To ?? "" }));

    private string Amount(int messages, int changes)
    {
        var first = messages == 1 ? _words["one-message"] : _words["messages", messages];
        var second = changes == 1 ? _words["one-change"] : _words["changes", changes];
        return messages == 0 ? second : changes == 0 ? first : _words["both", first, second];
    }

    /// <summary>Among the peers a room begins with what was said there.</summary>
    private IEnumerable<string> PastAtServer(string room) => peers?.Front is null ? [] : ["* " + _words["past-at-server", _text.Room(room)]];

    private void NotHere(string person) => view.Notice(null, ["* " + _words["not-here", Printable.Line(person)]], alert: true);

    /// <summary>The way that posts take without the server does not try the second of two names.</summary>
    private async Task<bool> IsKnownAmongPeersAsync(string person, string but)
    {
        if (peers?.Front is not { } front)
            return false;
        var known = (await front.ListUsersAsync("all")).Users.Select(u => u.Login).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return known.Contains(person) && !known.Contains(but);
    }

    private EntryEvent AsShown(EntryEvent entry) => peers?.Front is null ? entry : PeersNumbers.Apart(entry);
}
