using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>Where a session is: joining, moving, leaving, and what others do to it.</summary>
public sealed partial class Session
{
    /// <summary>What it has in rooms where that is more than nothing; null before the first.</summary>
    private Dictionary<ConversationId, Rank>? _ranks;

    /// <summary>The last entry of each room that is hidden from the person (<c>history.visible</c> = <c>since-join</c>).</summary>
    private Dictionary<ConversationId, Position>? _floors;

    /// <summary>Tells everybody in a room something that has no place in its order.</summary>
    public async Task TellRoomAsync(RoomName room, Event news, CancellationToken cancellationToken)
    {
        if (Chat.Rooms.Find(room) is { } found)
            await found.TellAsync(news, cancellationToken);
    }

    /// <summary>A message to those in a room who have at least a rank, kept for nobody; null when it was sent.</summary>
    public async Task<Error?> TellRankAsync(RoomName room, Rank least, string text, bool notice, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (Person is not { } person || Chat.Rooms.Find(room) is not { } found)
            return Refusal.Of(ErrorCode.NoSuchRoom, "room", room.Value).ToError(null);
        var message = new Message
        {
            Conversation = found.Id,
            Position = Position.None,
            Room = found.Name,
            From = person.Name,
            Time = Chat.Time.GetUtcNow(),
            Text = text,
            Notice = notice ? true : null,
            Passing = true,
            Origin = Id,
            Who = person.Face,
            Tags = tags,
        };
        person.LastSpoke = message.Time;
        return (await found.TellRankAsync(this, least, message, cancellationToken))?.ToError(null);
    }

    /// <summary>What the session may do in a room: its rank there, kept or by a role; none where there is no such room.</summary>
    public async Task<Rank> RankInAsync(ConversationId room, CancellationToken cancellationToken)
    {
        var rank = Rank.None;
        if (Chat.Rooms.Find(room) is { } found)
        {
            await found.RuleAsync(
                ruling =>
                {
                    rank = ruling.RankOf(this);
                    return Task.FromResult<Refusal?>(null);
                },
                Chat.RoomStore,
                cancellationToken);
        }
        return rank;
    }

    /// <summary>Where a new session of this person begins.</summary>
    internal Room StartRoom() =>
        Chat.Settings.Rooms.Sessions == "shared" && Person!.Sessions.FirstOrDefault(s => s != this && s.IsPlaced)?.Current is { } shared
            ? shared
            : Chat.Rooms.Default;

    internal bool IsIn(Room room) => Array.IndexOf(_rooms, room) >= 0;

    /// <summary>The last entry of the room that this session may not read.</summary>
    internal Position FloorOf(Room room) => _floors?.GetValueOrDefault(room.Id) ?? Position.None;

    /// <summary>Joins in addition to the rooms it is in. Null when done.</summary>
    internal async Task<Refusal?> JoinAsync(Room room, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        var refusal = await JoinAloneAsync(room, after, lastMessages, key, answer, cancellationToken);
        if (refusal is null && ChoosesName)
        {
            foreach (var other in Mirrors())
            {
                if (!other.IsIn(room))
                    await other.JoinAloneAsync(room, null, 0, key, entered => entered, cancellationToken);
            }
            await Chat.Presence.NoteAsync(Person!);
        }
        return refusal;
    }

    private IEnumerable<Session> Mirrors() => Person?.Sessions.Where(s => s != this && s.ChoosesName && !s.IsFar) ?? [];

    private async Task<Refusal?> JoinAloneAsync(Room room, Position? after, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        if (ChoosesName && Account is { } reader)
        {
            var (read, _) = await Chat.ReadMarkers.AdvanceAsync(reader.Id, "#" + room.Record.Name.Fold, null, cancellationToken);
            var plain = answer;
            answer = entered => plain(entered with { ReadUntil = read });
        }
        if (IsVisiting)
            Key = key;
        var follows = ChoosesName && !IsResting && Account is not null;
        if (follows)
        {
            var missed = await Chat.RoomStore.MarkerAsync(Account!.Id, room.Id, MarkerKind.FirstMissed, cancellationToken);
            if (missed != Position.None && Replay > 0)
                (after, lastMessages) = (new Position(missed.Value - 1), Math.Min(Replay, Chat.Settings.History.ChannelLength));
        }
        var hides = Chat.Settings.History.Visible == "since-join";
        if (hides)
        {
            var floor = await LoadFloorAsync(room, cancellationToken);
            after = floor is null || after is null ? null : after < floor ? floor : after;
        }
        while (true)
        {
            var result = await room.JoinAsync(this, after, hides ? 0 : lastMessages, key, answer, cancellationToken);
            if (result.Refusal is not null)
                return result.Refusal;
            if (!result.Behind)
            {
                if (hides)
                    await KeepFloorAsync(room, result.Head);
                // Shown now, so not again; and from here on counts what comes after a crash.
                if (follows)
                    await NoteSeenAsync([room]);
                return null;
            }
            // The room has told the answer already; what is missing goes on from here.
            answer = _ => null;
            after = await ReadUpAsync(room, after!.Value, cancellationToken);
        }
    }

    /// <summary>Called in the room's turn, so that what the room knows and what the session knows never differ. False when the session has ended.</summary>
    internal bool HasEntered(Room room, Rank rank)
    {
        lock (_lock)
        {
            if (!_ended)
                _rooms = [.. _rooms, room];
            if (rank != Rank.None && Chat.Cluster is not null)
                (_ranks ??= [])[room.Id] = rank;
        }
        Chat.Cluster?.Touch(this);
        return !_ended;
    }

    private bool TryRemove(Room room)
    {
        lock (_lock)
        {
            var found = Array.IndexOf(_rooms, room) >= 0;
            if (found)
                _rooms = [.. _rooms.Where(r => r != room)];
            _ranks?.Remove(room.Id);
            if (found)
                Chat.Cluster?.Touch(this);
            return found;
        }
    }

    /// <summary>Leaves whatever the current room is and joins another; the person's other sessions follow where they share their room.</summary>
    internal async Task<Refusal?> MoveAsync(Room room, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        var refusal = await room.RefuseEntryAsync(this, key, cancellationToken)
            ?? await MoveAloneAsync(room, lastMessages, key, answer, cancellationToken);
        if (refusal is null && Chat.Settings.Rooms.Sessions == "shared")
        {
            foreach (var other in Person!.Sessions)
            {
                if (other != this && other.IsPlaced && !other.IsFar)
                    _ = other.FollowAsync(room);
            }
        }
        return refusal;
    }

    private async Task<Refusal?> MoveAloneAsync(Room room, int lastMessages, string? key, Func<RoomEntered, Event?> answer, CancellationToken cancellationToken)
    {
        foreach (var old in _rooms)
        {
            TryRemove(old);
            await old.LeaveAsync(this, new Leaving());
        }
        try
        {
            return await JoinAsync(room, null, lastMessages, key, answer, cancellationToken);
        }
        finally
        {
            // The room went while we were on the way, or the store is away: nobody is left standing outside.
            if (_rooms.Length == 0)
                await JoinAsync(Chat.Rooms.Default, null, 0, null, room == Chat.Rooms.Default ? answer : _ => null, CancellationToken.None);
        }
    }

    internal async Task<bool> LeaveAsync(Room room, string? reason = null)
    {
        if (!TryRemove(room))
            return false;
        if (ChoosesName && Account is not null)
            await NoteSeenAsync([room]);
        foreach (var other in ChoosesName ? Mirrors() : [])
        {
            if (!other.TryRemove(room))
                continue;
            await room.LeaveAsync(other, new Leaving(Reason: reason));
            other.Tell(new RoomLeft(room.Name) { Reason = reason });
        }
        await room.LeaveAsync(this, new Leaving(Reason: reason));
        if (ChoosesName)
            await Chat.Presence.NoteAsync(Person!);
        return true;
    }

    /// <summary>Called in the room's turn: somebody put its person out.</summary>
    internal void WasPutOut(Room room, MemberKicked news)
    {
        if (IsFar)
        {
            TryRemove(room);
            return;
        }
        if (IsPlaced)
        {
            _ = GoHomeAsync(room, news);
            return;
        }
        Tell(news);
        if (TryRemove(room) && ChoosesName)
            _ = Chat.Presence.NoteAsync(Person!);
    }

    /// <summary>Called in the room's turn: its visit is over.</summary>
    internal void WasShownOut(Room room, Refusal why)
    {
        TryRemove(room);
        Tell(why.ToError(null));
    }

    /// <summary>From the default room there is nowhere to go: the session is in no room then.</summary>
    private async Task GoHomeAsync(Room from, MemberKicked news)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ended || !TryRemove(from))
                return;
            var home = _rooms.Length == 0 && from != Chat.Rooms.Default ? Chat.Rooms.Default : null;
            if (home is null || await JoinAsync(home, null, 0, null, entered => news with { Now = entered.Room }, CancellationToken.None) is not null)
                Tell(news);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Called in the closing room's turn: the session moves on in a turn of its own.</summary>
    internal void RoomHasClosed(Room room, string reason, string? by)
    {
        if (IsFar)
            TryRemove(room);
        else
            _ = MoveOnAsync(room, reason, by);
    }

    /// <summary>Null when the person was never inside.</summary>
    internal async Task<Position?> LoadFloorAsync(Room room, CancellationToken cancellationToken)
    {
        if (Account is null)
            return null;
        var first = await Chat.RoomStore.MarkerAsync(Account!.Id, room.Id, MarkerKind.FirstVisible, cancellationToken);
        if (first == Position.None)
            return null;
        var floor = new Position(first.Value - 1);
        (_floors ??= [])[room.Id] = floor;
        return floor;
    }

    private async Task KeepFloorAsync(Room room, Position head)
    {
        _floors ??= [];
        // A guest's stay is all that there is: each join begins anew.
        if (Account is null)
            _floors[room.Id] = head;
        else if (_floors.TryAdd(room.Id, head))
            await Chat.RoomStore.AdvanceMarkersAsync([new(Account!.Id, room.Id, MarkerKind.FirstVisible, new Position(head.Value + 1))], CancellationToken.None);
    }

    private async Task<Position> ReadUpAsync(Room room, Position after, CancellationToken cancellationToken)
    {
        var page = await Chat.Messages.ReadAfterAsync(room.Id, after, Limits.PageSize, cancellationToken);
        if (page.Count == 0)
            return after;
        foreach (var frame in Pages.Frames(page))
        {
            _door.TryDeliver(new Delivery([.. frame.Select(e => e.ToEvent(room.Name, null))]));
            await _door.DrainAsync(cancellationToken);
        }
        return page[^1].Position;
    }

    private async Task FollowAsync(Room room)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_ended && !IsIn(room))
                await MoveAloneAsync(room, Chat.Settings.Line.History, null, entered => entered, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MoveOnAsync(Room room, string reason, string? by)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ended || !TryRemove(room))
                return;
            if (ChoosesName)
                await Chat.Presence.NoteAsync(Person!);
            var home = IsPlaced && _rooms.Length == 0 ? Chat.Rooms.Default : null;
            var news = new RoomClosed(room.Name, room.Id, reason, by, home?.Name);
            if (home is null || await JoinAsync(home, null, 0, null, _ => news, CancellationToken.None) is not null)
                Tell(news with { Now = null });
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }
}
