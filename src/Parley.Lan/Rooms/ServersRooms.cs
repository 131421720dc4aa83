using Parley.Contracts;
using Parley.Lan.People;

namespace Parley.Lan.Rooms;

/// <summary>Rooms are the server's, which is not there: those that it let the person into, and those that others are or were in.</summary>
internal sealed class ServersRooms(LanPeople people) : IRoomRules
{
    private HashSet<string> _admitted = [];

    public bool AreMadeHere => false;

    /// <summary>The server has let the person into these rooms, and no others.</summary>
    public void Admit(IEnumerable<RoomName> rooms) => _admitted = rooms.Select(r => r.Fold).ToHashSet(StringComparer.Ordinal);

    public bool IsThere(LanRoom room) => _admitted.Contains(room.Fold) || room.History.Head > 0 || people.RoomsTold.Contains(room.Fold);

    /// <summary>Only the server ends rooms.</summary>
    public bool HasEnded(LanRoom room) => false;
}
