namespace Parley.BlackBox.Json;

/// <summary>The JSON protocol's rooms: several at once, resumed by position, refused by code.</summary>
public abstract class Rooms(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task The_creator_of_a_room_is_in_it_and_owns_it()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterJsonAsync(login);
        var created = await ana.AskAsync(new { t = "create", room });
        Assert.Equal("created", JsonClient.Type(created));
        Assert.Equal(room, created["room"]!.GetValue<string>());
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        var entered = await bob.AskAsync(new { t = "join", room });
        Assert.Equal("entered", JsonClient.Type(entered));
        Assert.Equal(created["conversation"]!.GetValue<long>(), entered["conversation"]!.GetValue<long>());
        Assert.Equal(2, entered["people"]!.GetValue<int>());
        Assert.Equal(0, entered["head"]!.GetValue<long>());
        Assert.Equal(1, entered["first"]!.GetValue<long>());
        Assert.False(entered["kept"]!.GetValue<bool>());
        Assert.Equal(login, entered["owner"]!.GetValue<string>());
    }

    [Fact]
    public async Task Others_are_told_who_comes_and_who_goes()
    {
        var (room, login) = (Fresh.Name("sala"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await ana.AskAsync(new { t = "create", room });
        await using var bob = await _server.RegisterJsonAsync(login);
        await bob.AskAsync(new { t = "join", room });
        Assert.Equal((room, login), await WhoAsync(ana, "joined"));
        var left = await bob.AskAsync(new { t = "leave", room });
        Assert.Equal("left", JsonClient.Type(left));
        Assert.Equal((room, login), await WhoAsync(ana, "parted"));
    }

    [Fact]
    public async Task A_program_may_be_in_several_rooms()
    {
        var (one, two) = (Fresh.Name("sala"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await ana.AskAsync(new { t = "create", room = one });
        await ana.AskAsync(new { t = "create", room = two });
        await bob.AskAsync(new { t = "join", room = one });
        await bob.AskAsync(new { t = "join", room = two });
        await ana.AskAsync(new { t = "post", room = one, text = "a uno" });
        await ana.AskAsync(new { t = "post", room = two, text = "a dos" });
        var texts = (await bob.SeenAsync()).Where(e => JsonClient.Type(e) == "msg").Select(e => (e["room"]!.GetValue<string>(), e["text"]!.GetValue<string>()));
        Assert.Equal([(one, "a uno"), (two, "a dos")], texts);
    }

    [Fact]
    public async Task A_deleted_room_is_closed_for_its_people_and_made_anew_it_is_another()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        var first = (await ana.AskAsync(new { t = "create", room }))["conversation"]!.GetValue<long>();
        await bob.AskAsync(new { t = "join", room });
        await ana.AskAsync(new { t = "post", room, text = "antes" });
        Assert.Equal("deleted", JsonClient.Type(await ana.AskAsync(new { t = "delete", room })));
        var closed = await bob.NextAsync("room-closed");
        Assert.Equal((room, "deleted"), (closed["room"]!.GetValue<string>(), closed["reason"]!.GetValue<string>()));
        var second = (await ana.AskAsync(new { t = "create", room }))["conversation"]!.GetValue<long>();
        Assert.NotEqual(first, second);
        Assert.Equal(218, await bob.RefusedAsync(new { t = "join", room, after = 1, conversation = first }));
        await bob.AskAsync(new { t = "join", room, after = 0, conversation = second });
        Assert.Equal(1, (await ana.AskAsync(new { t = "post", room, text = "después" }))["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task Refusals_have_the_codes_of_the_page()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await ana.AskAsync(new { t = "create", room });
        Assert.Equal(201, await bob.RefusedAsync(new { t = "create" }));
        Assert.Equal(202, await bob.RefusedAsync(new { t = "create", room }));
        Assert.Equal(203, await bob.RefusedAsync(new { t = "create", room = "a/b" }));
        Assert.Equal(204, await bob.RefusedAsync(new { t = "join", room = "no-hay" }));
        Assert.Equal(205, await ana.RefusedAsync(new { t = "join", room }));
        Assert.Equal(207, await bob.RefusedAsync(new { t = "delete", room }));
        Assert.Equal(208, await bob.RefusedAsync(new { t = "delete", room = "default" }));
        Assert.Equal(231, await bob.RefusedAsync(new { t = "leave", room }));
        Assert.Equal(231, await bob.RefusedAsync(new { t = "post", room, text = "¿se puede?" }));
    }

    [Fact]
    public async Task Joining_after_a_position_gives_what_was_missed_and_then_what_comes()
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        await ana.AskAsync(new { t = "create", room });
        for (var i = 1; i <= 10; i++)
            await ana.AskAsync(new { t = "post", room, text = $"m{i}" });
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        var entered = await bob.AskAsync(new { t = "join", room, after = 4 });
        Assert.Equal(10, entered["head"]!.GetValue<long>());
        await ana.AskAsync(new { t = "post", room, text = "m11" });
        var seen = (await bob.SeenAsync()).Where(e => JsonClient.Type(e) == "msg").ToList();
        Assert.Equal(Enumerable.Range(5, 7).Select(i => (long)i), seen.Select(e => e["position"]!.GetValue<long>()));
        Assert.Equal(Enumerable.Range(5, 7).Select(i => $"m{i}"), seen.Select(e => e["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Rooms_are_listed_in_pages_default_first()
    {
        await using var server = await shared.StartAsync();
        await using var ana = await server.RegisterJsonAsync("ana");
        foreach (var room in new[] { "c", "a", "b" })
            await ana.AskAsync(new { t = "create", room });
        var page = await ana.AskAsync(new { t = "rooms", limit = 2 });
        Assert.Equal(4, page["total"]!.GetValue<int>());
        var names = page["rooms"]!.AsArray().Select(r => r!["room"]!.GetValue<string>()).ToList();
        Assert.True(page["rooms"]![0]!["default"]!.GetValue<bool>());
        var rest = await ana.AskAsync(new { t = "rooms", limit = 2, after = page["next"]!.GetValue<string>() });
        names.AddRange(rest["rooms"]!.AsArray().Select(r => r!["room"]!.GetValue<string>()));
        Assert.Equal(["a", "b", "c"], names[1..]);
        Assert.Null(rest["next"]);
        Assert.True(rest["rooms"]![1]!["yours"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Users_are_listed_in_pages_with_their_rooms()
    {
        await using var server = await shared.StartAsync();
        await using var ana = await server.RegisterJsonAsync("ana");
        await using (await server.RegisterJsonAsync("bob"))
        {
        }
        await using var eva = await server.RegisterJsonAsync("eva");
        await ana.AskAsync(new { t = "create", room = "uci" });
        await Patience.UntilAsync(async () => (await ana.AskAsync(new { t = "users" }))["online"]!.GetValue<int>() == 2, "bob is seen to be gone");
        var online = await ana.AskAsync(new { t = "users" });
        Assert.Equal(["ana", "eva"], online["users"]!.AsArray().Select(u => u!["login"]!.GetValue<string>()));
        Assert.Equal("uci", online["users"]![0]!["rooms"]![0]!.GetValue<string>());
        var all = await ana.AskAsync(new { t = "users", scope = "all", limit = 2 });
        Assert.Equal((2, 3), (all["online"]!.GetValue<int>(), all["registered"]!.GetValue<int>()));
        Assert.Equal("offline", all["users"]![1]!["state"]!.GetValue<string>());
        var rest = await ana.AskAsync(new { t = "users", scope = "all", limit = 2, after = all["next"]!.GetValue<string>() });
        Assert.Equal("eva", Assert.Single(rest["users"]!.AsArray())!["login"]!.GetValue<string>());
        Assert.Single((await ana.AskAsync(new { t = "users", scope = "room", room = "uci" }))["users"]!.AsArray());
    }

    private static async Task<(string Room, string Login)> WhoAsync(JsonClient client, string type)
    {
        var json = await client.NextAsync(type);
        return (json["room"]!.GetValue<string>(), json["login"]!.GetValue<string>());
    }
}

[Collection<AsyncMode>]
public sealed class RoomsAsync(AsyncServer server) : Rooms(server);

[Collection<ThreadsMode>]
public sealed class RoomsThreads(ThreadsServer server) : Rooms(server);
