using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Over to the peers when the server is out of reach, and back.</summary>
internal sealed partial class ChatSession
{
    private static readonly HashSet<string> Closing = new(["invite-only", "key", "secret"], StringComparer.Ordinal);

    private IReadOnlyList<string> _roomsAtLoss = [];
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
            await peers!.BeginAsync(Placed, cancellationToken);
            await ShowPeersAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or LinkLostException or ChatException)
        {
            view.Notice(null, ["* " + _words["no-peers", e.Message]]);
        }
    }

    /// <summary>Is one of the peers by what is kept of the last login, the server being out of reach from the start.</summary>
    /// <exception cref="IOException">It can't be one here.</exception>
    public Task ResumeAmongPeersAsync(CancellationToken cancellationToken) => peers!.ResumeAsync(Placed, cancellationToken);

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
        var open = new List<string>();
        foreach (var room in Rooms)
        {
            try
            {
                var rules = await client.AskAsync<RulesShown>(new ShowRules { Room = room }, cancellationToken);
                if (!rules.Rules.Any(r => Closing.Contains(r.Rule)))
                    open.Add(room);
            }
            catch (ChatException)
            {
                // No longer in it.
            }
            catch (LinkLostException)
            {
                return;
            }
        }
        peers.Admit(open);
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
        if (given.Placed > 0 && _wasOver)
            view.Notice(null, ["* " + _words["placed", given.Placed]]);
        if (given.Refused > 0)
            view.Notice(null, ["* " + _words["not-placed", given.Refused], .. _text.Lines(new Error(given.Code, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = given.To ?? "", ["user"] = given.To ?? "" }))], alert: true);
        _wasOver = peers?.Front is not null;
    }

    private EntryEvent AsShown(EntryEvent entry) => peers?.Front is null ? entry : PeersNumbers.Apart(entry);
}
