using Parley.Contracts;
using Parley.Core.Rooms;
using Xunit;
using DeleteRoom = Parley.Core.Operators.DeleteRoom;
using KeepRoom = Parley.Core.Operators.KeepRoom;
using ListRooms = Parley.Core.Operators.ListRooms;

namespace Parley.Host.Operators.Tests;

public sealed class RoomDeskTests
{
    [Fact]
    public async Task Kept_room_has_the_lifetime_kept_and_a_deleted_one_is_gone()
    {
        await using var desk = await WithRoomsAsync();

        Assert.IsType<Granted>(await desk.AskAsync(new KeepRoom("UCI")));
        Assert.Equal(["default default", "uci kept"], await ListAsync(desk));
        Assert.IsType<Granted>(await desk.AskAsync(new DeleteRoom("uci")));
        Assert.Equal(["default default"], await ListAsync(desk));
    }

    [Theory]
    [InlineData("none", ErrorCode.NoSuchRoom)]
    [InlineData("principal", ErrorCode.DefaultRoomStays)]
    [InlineData("\u001b", ErrorCode.NoSuchRoom)]
    public async Task Room_that_can_not_be_deleted_is_refused(string room, ErrorCode code)
    {
        await using var desk = await WithRoomsAsync();

        Assert.Equal(code, Assert.IsType<Refused>(await desk.AskAsync(new DeleteRoom(room))).Code);
    }

    [Fact]
    public async Task Inspection_of_a_stopped_server_shows_the_store()
    {
        await using var desk = await WithRoomsAsync();

        var inspection = Assert.IsType<Inspection>(await desk.AskAsync(new Inspect()));

        Assert.False(inspection.Running);
        Assert.Equal(2, inspection.Figures["store"]["rooms"]);
    }

    private static async Task<DeskFixture> WithRoomsAsync()
    {
        var desk = await DeskFixture.OpenAsync();
        await desk.Store.Stores.Rooms.CreateAsync(NameRules.DefaultRoom, RoomLifetime.Default, null, DateTimeOffset.UnixEpoch, default);
        Assert.True(RoomName.TryParse("uci", out var name));
        await desk.Store.Stores.Rooms.CreateAsync(name, RoomLifetime.Owner, null, DateTimeOffset.UnixEpoch, default);
        return desk;
    }

    private static async Task<IEnumerable<string>> ListAsync(DeskFixture desk) =>
        Assert.IsType<RoomPage>(await desk.AskAsync(new ListRooms())).Rooms.Select(room => $"{room.Name} {room.Lifetime}");
}
