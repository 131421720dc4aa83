using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryRoomStoreTests : RoomStoreContract<MemoryStores>;

public sealed class SqliteRoomStoreTests : RoomStoreContract<SqliteStores>;

public abstract class RoomStoreContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private IRoomStore Rooms => Stores.Rooms;

    [Fact]
    public async Task A_room_starts_at_version_one_and_keeps_its_first_spelling()
    {
        var room = await CreateAsync("Sala Uno", RoomLifetime.Owner, Ana);

        Assert.NotNull(room);
        Assert.Equal(("Sala Uno", RoomLifetime.Owner, Ana, "", 1L, Noon), (room.Name.Value, room.Lifetime, room.Owner, room.Topic, room.Version, room.Created));
        Assert.Equal([room], await Rooms.ListAsync(Token));
        Assert.Null(await CreateAsync("SALA uno"));
    }

    [Fact]
    public async Task A_room_made_again_is_another_conversation()
    {
        var first = await CreateAsync("uci");
        Assert.True(await Rooms.CloseAsync(first!.Id, Noon, Token));
        Assert.False(await Rooms.CloseAsync(first.Id, Noon, Token));
        Assert.Empty(await Rooms.ListAsync(Token));

        var second = await CreateAsync("uci");
        Assert.True(second!.Id.Value > first.Id.Value);
        Assert.Null(await Rooms.UpdateAsync(first, Token));
    }

    [Fact]
    public async Task An_update_on_an_outdated_version_changes_nothing()
    {
        var room = await CreateAsync("uci", RoomLifetime.Owner, Ana);
        var kept = await Rooms.UpdateAsync(room! with { Lifetime = RoomLifetime.Kept, Owner = Bob, Topic = "turnos" }, Token);

        Assert.Equal(room! with { Lifetime = RoomLifetime.Kept, Owner = Bob, Topic = "turnos", Version = 2 }, kept);
        Assert.Null(await Rooms.UpdateAsync(room with { Topic = "late" }, Token));
        Assert.Equal([kept!], await Rooms.ListAsync(Token));
    }

    [Fact]
    public async Task A_room_may_have_no_owner() =>
        Assert.Null((await CreateAsync("principal", RoomLifetime.Default))!.Owner);

    [Fact]
    public async Task Two_people_have_one_conversation_whoever_asks()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => i % 2 == 0 ? Rooms.PairAsync(Ana, Bob, Token) : Rooms.PairAsync(Bob, Ana, Token))));
        var id = Assert.Single(ids.Distinct());
        var notes = await Rooms.PairAsync(Ana, Ana, Token);
        var room = await CreateAsync("uci");

        Assert.Equal(3, new[] { id, notes, room!.Id }.Distinct().Count());
        Assert.Equal([id, notes], (await Rooms.PairsOfAsync(Ana, Token)).Select(p => p.Conversation));
        Assert.Equal(Ana, (await Rooms.PairsOfAsync(Bob, Token)).Single().OtherThan(Bob));
    }

    [Fact]
    public async Task Markers_only_move_forward()
    {
        Assert.Equal(Position.None, await Rooms.MarkerAsync(Ana, Room, MarkerKind.Read, Token));
        foreach (var position in (long[])[3, 7, 5])
            await Rooms.AdvanceMarkerAsync(Ana, Room, MarkerKind.Read, new Position(position), Token);

        Assert.Equal(7, (await Rooms.MarkerAsync(Ana, Room, MarkerKind.Read, Token)).Value);
        Assert.Equal(Position.None, await Rooms.MarkerAsync(Ana, Room, MarkerKind.Delivered, Token));
        Assert.Equal(Position.None, await Rooms.MarkerAsync(Bob, Room, MarkerKind.Read, Token));
    }

    private Task<RoomRecord?> CreateAsync(string text, RoomLifetime lifetime = RoomLifetime.Kept, AccountId? owner = null) =>
        RoomName.TryParse(text, out var name) ? Rooms.CreateAsync(name, lifetime, owner, Noon, Token) : throw new ArgumentException(text, nameof(text));
}
