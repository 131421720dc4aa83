using Parley.Lan.People;

namespace Parley.Lan.Rooms;

/// <summary>A room is its owners': there while one of them is near.</summary>
/// <param name="grace">So long after its owner's device was last linked.</param>
internal sealed class OwnersRooms(LanPeople people, TimeSpan grace, TimeProvider time) : IRoomRules
{
    public bool AreMadeHere => true;

    public bool IsThere(LanRoom room) => room.IsOpen && room.Owners.Any(o => people.IsNear(o, grace, time.GetUtcNow()));

    public bool HasEnded(LanRoom room) => !IsThere(room);
}
