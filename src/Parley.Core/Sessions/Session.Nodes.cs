using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>What the other nodes know of a session, and what a session of theirs is here.</summary>
public sealed partial class Session
{
    /// <summary>After a login: the others have heard of it by the first, and by the second also when they were busy.</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12)];

    private DateTimeOffset _cameAt;
    private int _looks;

    /// <summary>At a door of another node.</summary>
    public bool IsFar => _door is FarDoor;

    /// <summary>Null when it is at this node's.</summary>
    internal FarDoor? Far => _door as FarDoor;

    /// <summary>As the other nodes need to know it; null when nobody is there, or not any more.</summary>
    internal Stay? ToStay()
    {
        if (_ended || Person is not { } person)
            return null;
        lock (_lock)
            return new Stay(Id.Value, Account?.Id, person.Face, person.Away, Client, Since, Origin.Door, Origin.IsSecret, ChoosesName, IsPlaced, [.. _rooms.Select(r => new StayIn(r.Id, _ranks?.GetValueOrDefault(r.Id) ?? Rank.None))]);
    }

    /// <summary>For a far session: it has come. False when somebody else here goes by the name.</summary>
    internal bool Come(Account? account, Face face)
    {
        Account = account;
        Person = Chat.People.Enter(this, account, face);
        return Person is not null;
    }

    /// <summary>For a far session: it is now as its node says.</summary>
    internal async Task FollowStayAsync(Stay stay)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ended)
                return;
            (Client, IsPlaced) = (stay.Client, stay.Placed);
            await Chat.FollowFaceAsync(Person!, stay);
            foreach (var room in _rooms.Where(r => !stay.Rooms.Any(s => s.Room == r.Id)).ToList())
            {
                if (!TryRemove(room))
                    continue;
                await room.LeaveAsync(this, new Leaving());
                foreach (var mirror in ChoosesName ? Mirrors().Where(m => m.TryRemove(room)) : [])
                {
                    await room.LeaveAsync(mirror, new Leaving());
                    mirror.Tell(new RoomLeft(room.Name));
                }
            }
            foreach (var place in stay.Rooms.Where(s => !IsInRoom(s.Room)))
            {
                if (await Chat.Rooms.LoadAsync(place.Room, CancellationToken.None) is not { } room)
                    continue;
                await room.AdmitAsync(this, place.Rank);
                foreach (var mirror in ChoosesName ? Mirrors().Where(m => !m.IsIn(room)) : [])
                    await mirror.JoinAloneAsync(room, null, 0, room.Rules.Key, entered => entered, CancellationToken.None);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What it has in a room, for other nodes.</summary>
    internal void NoteRank(Room room, Rank rank)
    {
        lock (_lock)
        {
            if (rank == Rank.None)
                _ranks?.Remove(room.Id);
            else
                (_ranks ??= [])[room.Id] = rank;
        }
        Chat.Cluster?.Touch(this);
    }

    /// <summary>In a cluster: whether it is time, once more, to look for what was written while the others did not know that the person is here. Twice after a login.</summary>
    internal bool IsLookDue(DateTimeOffset now)
    {
        if (_looks == Looks.Length || Account is null || now - _cameAt < Looks[_looks])
            return false;
        _looks++;
        return true;
    }
}
