using Parley.Contracts;
using Parley.Lan.Tests.Support;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

/// <summary>What means a message by its number, where each device has its own numbers.</summary>
public sealed class AnnotationTests
{
    [Fact]
    public async Task A_message_is_meant_by_the_number_it_has_here_and_the_others_see_theirs()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        await a.TypeAsync("before bob was there");
        await using var bob = await TestDevice.StartAsync("bob");
        using var b = bob.Enter();
        await b.TypeAsync("alone");
        bob.Peer.Add(ana.Address);
        await Until.TrueAsync(async () => (await b.LastAsync()).Count == 2 && (await a.LastAsync()).Count == 2, "both have both");
        var said = await PostAsync(a, "hloa");
        await Eventually.TrueAsync(() => b.Events.OfType<Message>().Any(m => m.Text == "hloa"), "bob has it");

        await b.AskAsync(new React(Last(b).Position.Value, "👍"));
        await a.AskAsync(new EditMessage(said, "hola"));
        await b.AskAsync(new Post("hola ana", ReplyTo: Last(b).Position.Value));

        await Eventually.TrueAsync(() => b.Events.OfType<Edit>().Any(), "bob sees the edit");
        await Eventually.TrueAsync(() => a.Events.OfType<Message>().Any(m => m.ReplyTo is not null), "ana sees the answer");
        Assert.Equal("hloa", Named(b, b.Events.OfType<Edit>().Single().Target).Text);
        Assert.Equal(said, a.Events.OfType<Reaction>().Single().Target.Value);
        Assert.Equal(said, a.Events.OfType<Message>().Single(m => m.Text == "hola ana").ReplyTo!.Value.Value);
    }

    [Fact]
    public async Task Only_the_author_edits_and_only_author_or_owner_take_back()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await a.TypeAsync("#cR uci");
        await Until.TrueAsync(async () => (await b.TypeAsync("#gR uci")).Any(l => !l.StartsWith("*E", StringComparison.Ordinal)), "bob enters");
        var anas = await PostAsync(a, "of ana");
        var bobs = await PostAsync(b, "of bob");
        await Eventually.TrueAsync(() => a.Said.Contains("bob: of bob") && b.Said.Contains("ana: of ana"), "both have both");
        var seen = b.Events.OfType<Message>().Single(m => m.Text == "of ana").Position.Value;

        Assert.Equal(ErrorCode.NotYours, await RefusalAsync(b, new EditMessage(seen, "of bob")));
        Assert.Equal(ErrorCode.NotYours, await RefusalAsync(b, new RedactMessage(seen)));
        Assert.Equal(ErrorCode.NoSuchMessage, await RefusalAsync(b, new React(99, "👍")));
        Assert.Equal(ErrorCode.NoSuchMessage, await RefusalAsync(a, new Post("yes", ReplyTo: 99)));
        Assert.Equal(ErrorCode.InvalidValue, await RefusalAsync(b, new React(seen, new string('x', 65))));
        Assert.Equal(ErrorCode.TextMissing, await RefusalAsync(a, new EditMessage(anas, "")));

        // The room is ana's.
        await a.AskAsync(new RedactMessage(a.Events.OfType<Message>().Single(m => m.Text == "of bob").Position.Value, "not here"));
        await Eventually.TrueAsync(() => b.Events.OfType<Redaction>().Any(), "bob is told");
        Assert.Equal((bobs, "not here", "ana"), b.Events.OfType<Redaction>().Select(r => (r.Target.Value, r.Reason, r.From)).Single());
        Assert.Equal(ErrorCode.NoSuchMessage, await RefusalAsync(b, new EditMessage(bobs, "again")));
        var shown = (await b.AskAsync(new ReadHistory())).OfType<HistoryPage>().Single().Entries;
        Assert.Equal((true, ""), shown.OfType<Message>().Where(m => m.Position.Value == bobs).Select(m => (m.Erased == true, m.Text)).Single());
    }

    [Fact]
    public async Task A_repeated_edit_is_one()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        var said = await PostAsync(a, "one");
        var other = await PostAsync(a, "other");
        await a.AskAsync(new EditMessage(said, "two", "e1"));
        Assert.True((await a.AskAsync(new EditMessage(said, "two", "e1"))).OfType<Posted>().Single().Duplicate);
        Assert.Equal(ErrorCode.ClientIdReused, await RefusalAsync(a, new EditMessage(other, "two", "e1")));
        Assert.Single((await a.AskAsync(new ReadHistory())).OfType<HistoryPage>().Single().Entries.OfType<Edit>());
    }

    [Fact]
    public async Task What_a_device_shows_is_the_same_after_a_restart()
    {
        var ana = await TestDevice.StartAsync("ana");
        IReadOnlyList<string> before;
        using (var a = ana.Enter())
        {
            var said = await PostAsync(a, "one");
            await a.AskAsync(new EditMessage(said, "two"));
            await a.AskAsync(new React(said, "👍"));
            await a.AskAsync(new RedactMessage(await PostAsync(a, "a mistake")));
            before = await a.LastAsync();
        }
        await using var again = await ana.RestartAsync();
        using var later = again.Enter();
        Assert.Equal(before, await later.LastAsync());
        Assert.Equal(5, before.Count);
    }

    [Fact]
    public async Task Search_finds_every_word_in_the_newest_text_newest_first_and_goes_on_from_there()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await Until.TrueAsync(async () => (await a.TypeAsync("#who")).Any(l => l.StartsWith("*   bob ", StringComparison.Ordinal)), "ana sees bob");
        for (var i = 0; i < 5; i++)
            await PostAsync(a, $"Habitación {i} libre");
        var edited = await PostAsync(a, "nothing");
        await a.AskAsync(new EditMessage(edited, "habitacion cinco LIBRE"));
        await a.AskAsync(new RedactMessage(await PostAsync(a, "habitación secreta libre")));
        await a.AskAsync(new Post("la habitación 7 está libre") { To = "bob" });

        var first = await SearchAsync(a, new Search("libre habitacion", Limit: 4));
        var rest = await SearchAsync(a, new Search("libre habitacion", Limit: 4, Before: first.Next));

        Assert.Equal(["la habitación 7 está libre", "habitacion cinco LIBRE", "Habitación 4 libre", "Habitación 3 libre"], Texts(first));
        Assert.Equal(["Habitación 2 libre", "Habitación 1 libre", "Habitación 0 libre"], Texts(rest));
        Assert.Null(rest.Next);
        Assert.True(rest.Complete);
        Assert.Equal(["la habitación 7 está libre"], Texts(await SearchAsync(a, new Search("esta") { To = "bob" })));
        Assert.Empty(Texts(await SearchAsync(a, new Search("esta") { Room = "default" })));
        await Until.TrueAsync(async () => Texts(await SearchAsync(b, new Search("habitación libre"))).Count == 7, "bob finds them too");
        Assert.Equal(ErrorCode.InvalidValue, await RefusalAsync(a, new Search(" ")));
        Assert.Equal(ErrorCode.NoSuchRoom, await RefusalAsync(a, new Search("x") { Room = "nowhere" }));
    }

    private static async Task<long> PostAsync(TestSession session, string text) => (await session.AskAsync(new Post(text))).OfType<Posted>().Single().Position.Value;

    private static async Task<ErrorCode> RefusalAsync(TestSession session, Command command) => (ErrorCode)(await session.AskAsync(command)).OfType<Error>().Single().Code;

    private static async Task<SearchResults> SearchAsync(TestSession session, Search search) => (await session.AskAsync(search)).OfType<SearchResults>().Single();

    private static IReadOnlyList<string> Texts(SearchResults results) => [.. results.Entries.OfType<Message>().Select(m => m.Text)];

    private static Message Last(TestSession session) => session.Events.OfType<Message>().Last();

    private static Message Named(TestSession session, Position position) => session.Events.OfType<Message>().Single(m => m.Position == position);
}
