using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryRoomStoreTests : RoomStoreContract<MemoryStores>;

public sealed class SqliteRoomStoreTests : RoomStoreContract<SqliteStores>;

public sealed class PostgresRoomStoreTests : RoomStoreContract<PostgresStores>;

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
    public async Task A_living_room_is_found_by_id_and_by_any_spelling_of_its_name()
    {
        var room = await CreateAsync("Sala Uno", RoomLifetime.Owner, Ana);
        await CreateAsync("Sala Dos");

        Assert.Equal(room, await Rooms.FindAsync(room!.Id, Token));
        Assert.Equal(room, await Rooms.FindAsync(Name("Sala Uno"), Token));
        Assert.Equal(room, await Rooms.FindAsync(Name("SALA uno"), Token));
        Assert.Null(await Rooms.FindAsync(Name("Sala"), Token));
        Assert.Null(await Rooms.FindAsync(new ConversationId(room.Id.Value + 100), Token));
        Assert.Null(await Rooms.FindAsync(await Rooms.PairAsync(Ana, Bob, Token), Token));
    }

    [Fact]
    public async Task What_is_found_is_the_room_as_it_is_now()
    {
        var first = await CreateAsync("uci", RoomLifetime.Owner, Ana);
        var kept = await Rooms.UpdateAsync(first! with { Lifetime = RoomLifetime.Kept, Topic = "turnos" }, Token);
        Assert.Equal(kept, await Rooms.FindAsync(first!.Id, Token));
        Assert.Equal(kept, await Rooms.FindAsync(Name("uci"), Token));

        await Rooms.CloseAsync(first.Id, Noon, Token);
        Assert.Null(await Rooms.FindAsync(first.Id, Token));
        Assert.Null(await Rooms.FindAsync(Name("uci"), Token));

        var second = await CreateAsync("UCI");
        Assert.Equal(second, await Rooms.FindAsync(Name("uci"), Token));
        Assert.Null(await Rooms.FindAsync(first.Id, Token));
    }

    [Fact]
    public async Task A_new_room_has_the_rules_of_one() =>
        Assert.Equal(RoomFlags.NoExternal | RoomFlags.TopicLocked, (await CreateAsync("uci"))!.Rules.Flags);

    [Fact]
    public async Task Every_rule_comes_back()
    {
        var room = await CreateAsync("uci");
        var rules = new RoomRules
        {
            Flags = RoomFlags.InviteOnly | RoomFlags.Moderated | RoomFlags.Secret | RoomFlags.NoCtcp | RoomFlags.AccountsOnly | RoomFlags.AccountsSpeak,
            Key = "sécreto'\"\\",
            Limit = 1_000_000,
            Bans = [new ListedMask("bob!*@*", "ana!~u@parley", Noon), new ListedMask("a:eva", "zoe[w]!~u@host", Noon)],
            Mutes = [new ListedMask("*!*@*.example", "ana!~u@parley", Noon)],
            Exceptions = [new ListedMask("a:leo", "ana!~u@parley", Noon)],
            Invitations = [new ListedMask("日本!*@*", "ana!~u@parley", Noon)],
            Ranks = System.Collections.Immutable.ImmutableDictionary<long, Rank>.Empty.Add(1, Rank.Owner).Add(2, Rank.Voice),
            TopicBy = "ana!~u@parley",
            TopicAt = Noon,
        };
        Assert.NotNull(await Rooms.UpdateAsync(room! with { Rules = rules, Topic = "guardia" }, Token));

        var read = (await Rooms.ListAsync(Token)).Single();
        Assert.Equal((rules.Flags, rules.Key, rules.Limit, rules.TopicBy, rules.TopicAt), (read.Rules.Flags, read.Rules.Key, read.Rules.Limit, read.Rules.TopicBy, read.Rules.TopicAt));
        Assert.Equal(rules.Bans, read.Rules.Bans.AsEnumerable());
        Assert.Equal(rules.Mutes, read.Rules.Mutes.AsEnumerable());
        Assert.Equal(rules.Exceptions, read.Rules.Exceptions.AsEnumerable());
        Assert.Equal(rules.Invitations, read.Rules.Invitations.AsEnumerable());
        Assert.Equal(rules.Ranks.OrderBy(r => r.Key), read.Rules.Ranks.OrderBy(r => r.Key));

        Assert.NotNull(await Rooms.UpdateAsync(read with { Rules = RoomRules.Initial with { Flags = RoomFlags.None } }, Token));
        Assert.Equal(RoomFlags.None, (await Rooms.ListAsync(Token)).Single().Rules.Flags);
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
            await Rooms.AdvanceMarkersAsync([new(Ana, Room, MarkerKind.Read, new Position(position)), new(Bob, Room, MarkerKind.Delivered, new Position(2 * position))], Token);

        Assert.Equal(7, (await Rooms.MarkerAsync(Ana, Room, MarkerKind.Read, Token)).Value);
        Assert.Equal(Position.None, await Rooms.MarkerAsync(Ana, Room, MarkerKind.Delivered, Token));
        Assert.Equal(Position.None, await Rooms.MarkerAsync(Bob, Room, MarkerKind.Read, Token));
        Assert.Equal(14, (await Rooms.MarkerAsync(Bob, Room, MarkerKind.Delivered, Token)).Value);
    }

    private Task<RoomRecord?> CreateAsync(string text, RoomLifetime lifetime = RoomLifetime.Kept, AccountId? owner = null) => Rooms.CreateAsync(Name(text), lifetime, owner, Noon, Token);

    private static RoomName Name(string text) => RoomName.TryParse(text, out var name) ? name : throw new ArgumentException(text, nameof(text));
}
