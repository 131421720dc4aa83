using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Peers;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Settings;

namespace Parley.Core.Rooms;

/// <summary>Ends rooms after their grace: those of owners who have gone, and those that live while they are occupied.</summary>
internal sealed class RoomLifetimes : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly RoomDirectory _rooms;
    private readonly PeopleDirectory _people;
    private readonly Devices _devices;
    private readonly RoomSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Owners in their grace: bounded by the accounts that own a room.</summary>
    private readonly ConcurrentDictionary<AccountId, ITimer> _leaving = new();

    /// <summary>Empty rooms in their grace.</summary>
    private readonly ConcurrentDictionary<Room, ITimer> _empty = new();

    public RoomLifetimes(RoomDirectory rooms, PeopleDirectory people, Devices devices, RoomSettings settings, TimeProvider time, ILogger log)
    {
        _rooms = rooms;
        _people = people;
        _devices = devices;
        _settings = settings;
        _time = time;
        _log = log;
        people.Came += OwnerCame;
        people.Went += OwnerWent;
        rooms.Emptied += RoomEmptied;
    }

    /// <summary>After a restart every owner is away: their rooms have the grace to see them come back.</summary>
    public void StartGrace()
    {
        foreach (var owner in _rooms.List().Where(r => r.Record.Lifetime == RoomLifetime.Owner).Select(r => r.Record.Owner).Distinct())
        {
            if (owner is { } account && !_people.IsOnline(account))
                OwnerWent(account, wasLost: true);
        }
        foreach (var room in _rooms.List().Where(r => r.People == 0))
            RoomEmptied(room, chosen: false);
    }

    public void Dispose()
    {
        _people.Came -= OwnerCame;
        _people.Went -= OwnerWent;
        _rooms.Emptied -= RoomEmptied;
        foreach (var timer in _leaving.Values.Concat(_empty.Values))
            timer.Dispose();
    }

    private void OwnerCame(AccountId owner)
    {
        if (_leaving.TryRemove(owner, out var timer))
            timer.Dispose();
    }

    private void OwnerWent(AccountId owner, bool wasLost)
    {
        if (!_rooms.OwnedBy(owner).Any(r => r.Record.Lifetime == RoomLifetime.Owner))
            return;
        if (_settings.OwnerGrace == 0)
            _ = EndRoomsAsync(owner, wasLost: false);
        else
            After(owner, TimeSpan.FromSeconds(_settings.OwnerGrace), wasLost);
    }

    private void After(AccountId owner, TimeSpan wait, bool wasLost)
    {
        var timer = _time.CreateTimer(_ => _ = EndRoomsAsync(owner, wasLost), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_leaving.TryAdd(owner, timer))
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        else
            timer.Dispose();
    }

    /// <param name="chosen">The last one left by choice: nobody has to be waited for.</param>
    private void RoomEmptied(Room room, bool chosen)
    {
        if (room.Record.Lifetime != RoomLifetime.Occupied)
            return;
        var timer = _time.CreateTimer(_ => _ = EndEmptyAsync(room), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_empty.TryAdd(room, timer))
            timer.Change(chosen ? TimeSpan.Zero : TimeSpan.FromSeconds(_settings.OwnerGrace), Timeout.InfiniteTimeSpan);
        else
            timer.Dispose();
    }

    private async Task EndEmptyAsync(Room room)
    {
        if (_empty.TryRemove(room, out var timer))
            await timer.DisposeAsync();
        try
        {
            await _rooms.CloseAsync(room, "empty", null, onlyIfEmpty: true);
        }
        catch (StorageUnavailableException fault)
        {
            _log.RoomCloseFailed(room.Id, fault);
            RoomEmptied(room, chosen: false);
        }
    }

    /// <param name="wasLost">Who is only cut off may be going on in the rooms among peers.</param>
    private async Task EndRoomsAsync(AccountId owner, bool wasLost)
    {
        if (_leaving.TryRemove(owner, out var timer))
            await timer.DisposeAsync();
        if (_people.IsOnline(owner) || (wasLost && await WaitsLongerAsync(owner)))
            return;
        foreach (var room in _rooms.OwnedBy(owner).Where(r => r.Record.Lifetime == RoomLifetime.Owner))
        {
            try
            {
                await _rooms.CloseAsync(room, "owner-left", room.Owner);
            }
            catch (StorageUnavailableException fault)
            {
                _log.RoomCloseFailed(room.Id, fault);
                After(owner, RetryAfter, wasLost: false);
                return;
            }
        }
    }

    private async Task<bool> WaitsLongerAsync(AccountId owner)
    {
        var more = _settings.CutOffGrace - _settings.OwnerGrace;
        if (more <= 0)
            return false;
        try
        {
            if (!(await _devices.OfAsync(owner, CancellationToken.None)).Any(d => d.Revoked is null))
                return false;
            After(owner, TimeSpan.FromSeconds(more), wasLost: false);
            // Back meanwhile: the next absence has a grace of its own.
            if (_people.IsOnline(owner))
                OwnerCame(owner);
        }
        catch (StorageUnavailableException)
        {
            After(owner, RetryAfter, wasLost: true);
        }
        return true;
    }
}
