using System.Text.Json.Nodes;

namespace Parley.BlackBox.Json;

/// <summary>Posting, editing, taking back, paging and searching by the JSON protocol.</summary>
public abstract class Posts(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_post_is_an_event_to_everybody_and_then_an_answer_to_its_sender()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await InNewRoomAsync(login, room);
        await using var bob = await JoinedAsync(room);
        var number = await ana.SendAsync(new { t = "post", room, text = "hola\nmundo", id = "c1-1" });
        var own = await ana.NextAsync("msg");
        Assert.Null(own["ref"]);
        var posted = await ana.AnswerAsync(number);
        var seen = await bob.NextAsync("msg");
        foreach (var message in new[] { own, seen })
        {
            Assert.Equal("hola\nmundo", message["text"]!.GetValue<string>());
            Assert.Equal(login, message["from"]!.GetValue<string>());
            Assert.Equal("c1-1", message["id"]!.GetValue<string>());
            Assert.Equal(1, message["position"]!.GetValue<long>());
            Assert.Equal(posted["time"]!.GetValue<string>(), message["time"]!.GetValue<string>());
            Assert.Equal(posted["conversation"]!.GetValue<long>(), message["conversation"]!.GetValue<long>());
        }
        Assert.Equal("posted", JsonClient.Type(posted));
        Assert.Equal(1, posted["position"]!.GetValue<long>());
        Assert.Null(posted["duplicate"]);
    }

    [Fact]
    public async Task A_retry_gets_the_first_answer_and_posts_nothing()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await InNewRoomAsync(login, room);
        await using var bob = await JoinedAsync(room);
        var first = await ana.AskAsync(new { t = "post", room, text = "hola", id = "x" });
        await ana.AskAsync(new { t = "post", room, text = "otra", id = "y" });
        await using var second = await _server.LoginJsonAsync(login);
        await second.AskAsync(new { t = "join", room });
        var again = await second.AskAsync(new { t = "post", room, text = "hola", id = "x" });
        Assert.True(again["duplicate"]!.GetValue<bool>());
        Assert.Equal(first["position"]!.GetValue<long>(), again["position"]!.GetValue<long>());
        Assert.Equal(first["time"]!.GetValue<string>(), again["time"]!.GetValue<string>());
        Assert.Equal(["hola", "otra"], (await bob.SeenAsync()).Where(e => JsonClient.Type(e) == "msg").Select(e => e["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_id_used_for_something_else_is_refused_with_228_and_the_refusal_repeats_it()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await ana.AskAsync(new { t = "post", room, text = "hola", id = "x" });
        var refusal = await ana.AnswerAsync(await ana.SendAsync(new { t = "post", room, text = "adiós", id = "x" }));
        Assert.Equal((228, "x"), (refusal["code"]!.GetValue<int>(), refusal["id"]!.GetValue<string>()));
        var other = Fresh.Name("sala");
        await ana.AskAsync(new { t = "create", room = other });
        Assert.Equal(228, await ana.RefusedAsync(new { t = "post", room = other, text = "hola", id = "x" }));
    }

    [Fact]
    public async Task Ids_are_each_accounts_own()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await using var bob = await JoinedAsync(room);
        await ana.AskAsync(new { t = "post", room, text = "hola", id = "same" });
        Assert.Equal(2, (await bob.AskAsync(new { t = "post", room, text = "buenas", id = "same" }))["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task Posts_may_be_pipelined_and_are_answered_in_order()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        List<long> refs = [];
        for (var i = 0; i < 200; i++)
            refs.Add(await ana.SendAsync(new { t = "post", room, text = $"m{i}" }));
        refs.Add(await ana.SendAsync(new { t = "ping" }));
        List<long> answered = [];
        List<long> positions = [];
        while (answered.Count < refs.Count)
        {
            var json = await ana.ReadAsync();
            if (json["ref"] is { } number)
                answered.Add(number.GetValue<long>());
            if (JsonClient.Type(json) == "posted")
                positions.Add(json["position"]!.GetValue<long>());
        }
        Assert.Equal(refs, answered);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), positions);
    }

    [Theory]
    [InlineData("", 212)]
    [InlineData(null, 212)]
    public async Task A_post_without_text_is_refused(string? text, int code)
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        Assert.Equal(code, await ana.RefusedAsync(new { t = "post", room, text }));
    }

    [Fact]
    public async Task Too_much_text_and_bad_ids_are_refused()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        Assert.Equal(215, await ana.RefusedAsync(new { t = "post", room, text = new string('x', 4097) }));
        Assert.Equal(203, await ana.RefusedAsync(new { t = "post", room, text = "x", id = "con espacio" }));
        Assert.Equal(203, await ana.RefusedAsync(new { t = "post", room, text = "x", id = new string('x', 65) }));
        Assert.Equal(1, (await ana.AskAsync(new { t = "post", room, text = new string('x', 4096), id = new string('x', 64) }))["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task An_edit_is_an_entry_with_its_target()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await using var bob = await JoinedAsync(room);
        await ana.AskAsync(new { t = "post", room, text = "hoal" });
        Assert.Equal(2, (await ana.AskAsync(new { t = "edit", room, position = 1, text = "hola" }))["position"]!.GetValue<long>());
        var edit = await bob.NextAsync("edit");
        Assert.Equal((1, 2, "hola"), (edit["target"]!.GetValue<long>(), edit["position"]!.GetValue<long>(), edit["text"]!.GetValue<string>()));
        Assert.Equal(230, await bob.RefusedAsync(new { t = "edit", room, position = 1, text = "¡mío!" }));
        Assert.Equal(229, await ana.RefusedAsync(new { t = "edit", room, position = 99, text = "nada" }));
        Assert.Equal(229, await ana.RefusedAsync(new { t = "edit", room, position = 2, text = "un edit" }));
    }

    [Fact]
    public async Task A_message_taken_back_has_no_text_any_more_anywhere()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await using var bob = await JoinedAsync(room);
        await ana.AskAsync(new { t = "post", room, text = "secreto uno" });
        await ana.AskAsync(new { t = "edit", room, position = 1, text = "secreto dos" });
        Assert.Equal(230, await bob.RefusedAsync(new { t = "redact", room, position = 1 }));
        await ana.AskAsync(new { t = "redact", room, position = 1, reason = "por error" });
        Assert.Equal(1, (await bob.NextAsync("redact"))["target"]!.GetValue<long>());
        var history = await bob.AskAsync(new { t = "history", room });
        Assert.DoesNotContain("secreto", history.ToJsonString(), StringComparison.Ordinal);
        Assert.True(history["entries"]![0]!["erased"]!.GetValue<bool>());
        Assert.Equal([1L, 2L, 3L], Positions(history));
        Assert.Equal(229, await ana.RefusedAsync(new { t = "edit", room, position = 1, text = "de vuelta" }));
    }

    [Fact]
    public async Task A_reply_names_what_it_answers()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await ana.AskAsync(new { t = "post", room, text = "¿quién viene?" });
        await ana.AskAsync(new { t = "post", room, text = "yo", replyTo = 1 });
        var history = await ana.AskAsync(new { t = "history", room });
        Assert.Equal(1, history["entries"]![1]!["replyTo"]!.GetValue<long>());
    }

    [Fact]
    public async Task History_is_paged_in_both_directions_without_gap_or_double()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        for (var i = 1; i <= 120; i++)
            await ana.SendAsync(new { t = "post", room, text = $"m{i}" });
        var newest = await ana.AskAsync(new { t = "history", room });
        Assert.Equal(Enumerable.Range(71, 50).Select(i => (long)i), Positions(newest));
        Assert.True(newest["more"]!.GetValue<bool>());
        Assert.Equal((1, 120), (newest["first"]!.GetValue<long>(), newest["head"]!.GetValue<long>()));
        Assert.Equal(Enumerable.Range(21, 50).Select(i => (long)i), Positions(await ana.AskAsync(new { t = "history", room, before = 71 })));
        List<long> forward = [];
        JsonObject page;
        do
        {
            page = await ana.AskAsync(new { t = "history", room, after = forward.LastOrDefault(), limit = 7 });
            forward.AddRange(Positions(page));
        }
        while (page["more"]!.GetValue<bool>());
        Assert.Equal(Enumerable.Range(1, 120).Select(i => (long)i), forward);
        Assert.Equal(203, await ana.RefusedAsync(new { t = "history", room, limit = 1001 }));
        Assert.Equal(203, await ana.RefusedAsync(new { t = "history", room, limit = 0 }));
    }

    [Fact]
    public async Task History_entries_are_what_was_sent_live()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await using var bob = await JoinedAsync(room);
        await ana.AskAsync(new { t = "post", room, text = "hola", id = "h" });
        var live = await bob.NextAsync("msg");
        var stored = (await bob.AskAsync(new { t = "history", room }))["entries"]![0]!;
        Assert.Equal(live.ToJsonString(), stored.ToJsonString());
    }

    [Fact]
    public async Task Search_finds_every_word_without_case_or_accents_newest_first()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        foreach (var text in new[] { "El paciente está estable", "Paciente dado de alta", "Nada que ver", "EL PACIENTE ESTÁ MEJOR", "una peña", "una pena" })
            await ana.AskAsync(new { t = "post", room, text });
        var results = await ana.AskAsync(new { t = "search", room, query = "esta paciente" });
        Assert.Equal("results", JsonClient.Type(results));
        Assert.True(results["complete"]!.GetValue<bool>());
        Assert.Equal([4L, 1L], Positions(results));
        Assert.Equal([5L], Positions(await ana.AskAsync(new { t = "search", room, query = "peña" })));
        Assert.Empty(Positions(await ana.AskAsync(new { t = "search", room, query = "inexistente" })));
        var one = await ana.AskAsync(new { t = "search", room, query = "paciente", limit = 1 });
        Assert.Equal([4L], Positions(one));
        Assert.Equal([2L], Positions(await ana.AskAsync(new { t = "search", room, query = "paciente", limit = 1, before = one["next"]!.GetValue<long>() })));
    }

    [Fact]
    public async Task Search_finds_the_newest_text_and_nothing_taken_back()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await ana.AskAsync(new { t = "post", room, text = "alfa" });
        await ana.AskAsync(new { t = "post", room, text = "beta" });
        await ana.AskAsync(new { t = "edit", room, position = 1, text = "gamma" });
        await ana.AskAsync(new { t = "redact", room, position = 2 });
        Assert.Empty(Positions(await ana.AskAsync(new { t = "search", room, query = "alfa" })));
        Assert.Single(Positions(await ana.AskAsync(new { t = "search", room, query = "gamma" })));
        Assert.Empty(Positions(await ana.AskAsync(new { t = "search", room, query = "beta" })));
    }

    [Fact]
    public async Task Search_and_history_of_a_room_one_is_not_in_are_refused()
    {
        var room = Fresh.Name("sala");
        await using var ana = await InNewRoomAsync(Fresh.Name("ana"), room);
        await using var bob = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        Assert.Equal(231, await bob.RefusedAsync(new { t = "history", room }));
        Assert.Equal(231, await bob.RefusedAsync(new { t = "search", room, query = "x" }));
    }

    private static IEnumerable<long> Positions(JsonObject page) => page["entries"]!.AsArray().Select(e => e!["position"]!.GetValue<long>()).ToList();

    private async Task<JsonClient> InNewRoomAsync(string login, string room)
    {
        var client = await _server.RegisterJsonAsync(login);
        await client.AskAsync(new { t = "create", room });
        return client;
    }

    private async Task<JsonClient> JoinedAsync(string room)
    {
        var client = await _server.RegisterJsonAsync(Fresh.Name("bob"));
        await client.AskAsync(new { t = "join", room });
        return client;
    }
}

[Collection<AsyncMode>]
public sealed class PostsAsync(AsyncServer server) : Posts(server);

[Collection<ThreadsMode>]
public sealed class PostsThreads(ThreadsServer server) : Posts(server);
