using System.Text.Json.Nodes;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Two write to each other in private without the server, and say it again in other words, react and take back; then the server is back.</summary>
public sealed class PrivateWordsSaidAgain : IAsyncLifetime
{
    private ChatSite? _site;

    public async ValueTask InitializeAsync() => _site = await ChatSite.StartAsync(["ana", "bob", "carla"]);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    [Fact]
    public async Task Both_read_the_same_without_the_server_and_at_it_and_what_was_taken_back_never_gets_there()
    {
        var (ana, bob) = (_site!.Hosts[0], _site.Hosts[1]);
        await _site.CutOffAsync();
        await using var door = await ana.DoorAsync();
        await door.AskAsync(new { t = "post", to = "bob", text = "hloa bob", id = "a-1" });
        await bob.ShowsAsync("[private] ana: hloa bob");
        var badly = await door.AskAsync(new { t = "post", to = "bob", text = "better unsaid", id = "a-2" });
        await door.AskAsync(new { t = "edit", to = "bob", position = PositionOf(badly), text = "no better", id = "a-3" });
        await door.AskAsync(new { t = "edit", to = "bob", position = 1, text = "hola bob", id = "a-4" });
        await bob.ShowsAsync("(edits -1) hola bob");
        await bob.ShowsAsync("no better");
        await door.AskAsync(new { t = "redact", to = "bob", position = PositionOf(badly), id = "a-5" });
        await bob.ShowsAsync("ana took back message");
        await using (var bobs = await bob.DoorAsync())
        {
            await bobs.AskAsync(new { t = "react", to = "ana", position = 1, text = "👍", id = "b-1" });
            await bobs.AskAsync(new { t = "post", to = "ana", text = "hola ana", replyTo = 1, id = "b-2" });
            Assert.Equal(230, await bobs.RefusedAsync(new { t = "edit", to = "ana", position = 1, text = "not mine" }));
        }
        await ana.ShowsAsync("(reacts to -1) 👍");
        await ana.ShowsAsync("hola ana");

        await _site.SetServersLinkAsync(up: true);
        await Task.WhenAll(ana.ShowsAsync("have their place now"), bob.ShowsAsync("have their place now"));
        await using var server = await _site.OpenAsync("bob");
        IReadOnlyList<JsonObject> entries = [];
        await Patience.UntilAsync(
            async () => (entries = [.. (await server.AskAsync(new { t = "history", to = "ana" }))["entries"]!.AsArray().Select(e => e!.AsObject())]).Count == 4,
            "all has its place at the server", Patience.Long, () => string.Join('\n', entries.Select(e => e.ToJsonString()).Concat(bob.Lines)));
        var said = Assert.Single(entries, e => Is(e, "ana", "hloa bob"));
        Assert.Equal("a-1", said["id"]!.GetValue<string>());
        Assert.Equal(PositionOf(said), TargetOf(Assert.Single(entries, e => JsonClient.Type(e) == "edit" && Is(e, "ana", "hola bob")), "target"));
        Assert.Equal(PositionOf(said), TargetOf(Assert.Single(entries, e => JsonClient.Type(e) == "reaction" && Is(e, "bob", "👍")), "target"));
        // Placed as one that answers nothing where ana's client was much later back than bob's.
        Assert.True(Assert.Single(entries, e => Is(e, "bob", "hola ana"))["replyTo"] is not { } answered || answered.GetValue<long>() == PositionOf(said));
        foreach (var (host, text) in new[] { (ana, "hola ana"), (bob, "hloa bob"), (bob, "(edits -1) hola bob") })
            Assert.Single(host.Lines, l => l.EndsWith(text, StringComparison.Ordinal));
        Assert.DoesNotContain(_site.Hosts[2].Lines, l => l.Contains("private", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_got_its_place_while_one_was_not_there_is_reacted_to_without_the_server_and_the_reaction_follows()
    {
        var (ana, bob) = (_site!.Hosts[0], _site.Hosts[1]);
        await _site.CutOffAsync();
        await using (var door = await ana.DoorAsync())
            await door.AskAsync(new { t = "post", to = "bob", text = "hola bob", id = "a-1" });
        await bob.ShowsAsync("[private] ana: hola bob");
        await bob.StopAsync();
        await _site.SetServersLinkAsync(up: true);
        await ana.ShowsAsync("have their place now");

        await bob.StartAsync();
        await Patience.UntilAsync(async () => await bob.LinkedAsync() == 2, "bob is linked with the others", Patience.Long, () => string.Join('\n', bob.Lines));
        await _site.SetServersLinkAsync(up: false);
        await bob.ShowsAsync("The server is out of reach. You carry on with");
        await using (var door = await bob.DoorAsync())
            await door.AskAsync(new { t = "react", to = "ana", position = 1, text = "👍", id = "b-1" });
        await _site.SetServersLinkAsync(up: true);
        await bob.ShowsAsync("have their place now");
        await using var server = await _site.OpenAsync("ana");
        var entries = (await server.AskAsync(new { t = "history", to = "bob" }))["entries"]!.AsArray().Select(e => e!.AsObject()).ToList();
        Assert.Equal(["a-1", "b-1"], entries.Select(e => e["id"]!.GetValue<string>()));
        Assert.Equal(PositionOf(entries[0]), TargetOf(entries[1], "target"));
    }

    private static bool Is(JsonObject entry, string from, string text) => entry["from"]!.GetValue<string>() == from && entry["text"]?.GetValue<string>() == text;

    private static long PositionOf(JsonObject entry) => TargetOf(entry, "position");

    private static long TargetOf(JsonObject entry, string member) => entry[member]!.GetValue<long>();
}
