using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Privacy;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

/// <summary>What is said of private messages, which are an entry for each device that may read them.</summary>
public sealed class PrivateAnnotationTests : IDisposable
{
    private readonly TestOrganisation _clinic = new();

    public void Dispose() => _clinic.Dispose();

    [Fact]
    public async Task Both_edit_answer_and_react_and_read_the_same()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await KnowAsync(ana, bob);
        // So that the numbers differ.
        await PostAsync(a, "one", "bob");
        await PostAsync(b, "two", "ana");
        var said = await PostAsync(a, "hloa", "bob");
        await Eventually.TrueAsync(() => b.Events.OfType<Message>().Any(m => m.Text == "hloa"), "bob has it");
        var seen = b.Events.OfType<Message>().Single(m => m.Text == "hloa").Position.Value;

        Assert.Equal(EntryKind.Edit, (await a.AskAsync(new EditMessage(said, "hola") { To = "bob" })).OfType<Posted>().Single().Kind);
        await b.AskAsync(new React(seen, "👍") { To = "ana" });
        await b.AskAsync(new Post("hola ana", ReplyTo: seen) { To = "ana" });

        await Eventually.TrueAsync(() => b.Events.OfType<Edit>().Any(), "bob sees the edit");
        Assert.Equal(("ana", "bob", seen, "hola"), b.Events.OfType<Edit>().Select(e => (e.From, e.To, e.Target.Value, e.Text)).Single());
        await Eventually.TrueAsync(() => a.Events.OfType<Message>().Any(m => m.Text == "hola ana"), "ana sees the answer");
        Assert.Equal(said, a.Events.OfType<Message>().Single(m => m.Text == "hola ana").ReplyTo!.Value.Value);
        Assert.Equal(("bob", "ana", said), a.Events.OfType<Reaction>().Select(r => (r.From, r.To!, r.Target.Value)).Single());
        Assert.Contains($"[private] bob: (reacts to {said}) 👍", a.Said);
        await Until.TrueAsync(async () => (await TextsAsync(a, "bob")).SequenceEqual(await TextsAsync(b, "ana")), "they read the same");
        Assert.Equal(["hola"], await FoundAsync(b, "hola", "ana", m => m.From == "ana"));
        Assert.Empty(await FoundAsync(a, "hloa", "bob", _ => true));
        Assert.Equal(a.Events.OfType<Message>().First().Conversation, a.Events.OfType<Reaction>().Single().Conversation);

        Assert.Equal(ErrorCode.NotYours, await RefusalAsync(b, new EditMessage(seen, "mine") { To = "ana" }));
        Assert.Equal(ErrorCode.NotYours, await RefusalAsync(b, new RedactMessage(seen) { To = "ana" }));
        Assert.Equal(ErrorCode.NoSuchMessage, await RefusalAsync(a, new React(99, "👍") { To = "bob" }));
        Assert.Equal(ErrorCode.NoSuchMessage, await RefusalAsync(a, new Post("x", ReplyTo: 99) { To = "bob" }));
        Assert.Equal(ErrorCode.NoConversation, await RefusalAsync(a, new EditMessage(1, "x") { To = "carl" }));
    }

    [Fact]
    public async Task A_repeated_edit_is_one_and_all_is_the_same_after_a_restart()
    {
        await using var bob = await TestDevice.StartAsync("bob");
        var ana = await TestDevice.StartAsync("ana", bob);
        await KnowAsync(ana, bob);
        IReadOnlyList<string> before;
        using (var a = ana.Enter())
        {
            var said = await PostAsync(a, "one", "bob");
            var other = await PostAsync(a, "other", "bob");
            await a.AskAsync(new EditMessage(said, "two", "e1") { To = "bob" });
            Assert.True((await a.AskAsync(new EditMessage(said, "two", "e1") { To = "bob" })).OfType<Posted>().Single().Duplicate);
            Assert.Equal(ErrorCode.ClientIdReused, await RefusalAsync(a, new EditMessage(other, "two", "e1") { To = "bob" }));
            await a.AskAsync(new RedactMessage(other, "a mistake") { To = "bob" });
            before = await TextsAsync(a, "bob");
        }
        Assert.Equal(["Message one", "Message ", "Edit two", "Redaction a mistake"], before);
        await using var again = await ana.RestartAsync(bob);
        using var later = again.Enter();
        Assert.Equal(before, await TextsAsync(later, "bob"));
    }

    [Fact]
    public async Task What_came_while_nobody_was_there_is_told_to_who_comes()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        await KnowAsync(ana, bob);
        var said = await PostAsync(a, "hloa", "bob");
        await a.AskAsync(new EditMessage(said, "hola") { To = "bob" });
        await Until.TrueAsync(async () => await CountAsync(bob, e => e.Content.Kind == (byte)EntryKind.Edit) == 1, "bob's device has it");
        using var b = bob.Enter();
        Assert.Equal(["[private] ana: hloa", "[private] ana: (edits 1) hola"], b.Said.Where(l => l.StartsWith("[private]", StringComparison.Ordinal)));
        using var later = bob.Enter();
        Assert.DoesNotContain(later.Said, l => l.StartsWith("[private]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_taken_back_go_from_every_device_and_from_those_that_only_carry_them()
    {
        await using var carl = await TestDevice.StartAsync("carl");
        await using var ana = await TestDevice.StartAsync("ana", carl);
        await using var bob = await TestDevice.StartAsync("bob", carl);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await KnowAsync(ana, bob);
        var said = await PostAsync(a, "the code is 4711", "bob");
        await a.AskAsync(new EditMessage(said, "the code is 4712") { To = "bob" });
        await PostAsync(a, "this stays", "bob");
        await Eventually.TrueAsync(() => b.Said.Contains("[private] ana: this stays"), "bob has all");
        await Until.TrueAsync(async () => await CountAsync(carl, e => e.Content.Conversation.IsPrivate) == 3, "carl carries all");

        await a.AskAsync(new RedactMessage(said, "wrong person") { To = "bob" });
        foreach (var device in new[] { ana, bob, carl })
            await Until.TrueAsync(async () => await CountAsync(device, e => e.IsBare) == 2, "message and edit have gone from everybody's disk");
        Assert.Equal(("ana", "wrong person"), b.Events.OfType<Redaction>().Select(r => (r.From, r.Reason!)).Single());
        Assert.Equal(["Message ", "Message this stays", "Redaction wrong person"], await TextsAsync(b, "ana"));

        // Who comes later has nobody that could give them to them, and one who carried them does not after a restart either.
        await using var dora = await TestDevice.StartAsync("dora", carl);
        await Until.TrueAsync(async () => await CountAsync(dora, e => e.Content.Conversation.IsPrivate) == 4, "dora carries all");
        Assert.Equal(2, await CountAsync(dora, e => e.IsBare));
        await using var again = await bob.RestartAsync(carl);
        using var b2 = again.Enter();
        Assert.Equal(["Message ", "Message this stays", "Redaction wrong person"], await TextsAsync(b2, "ana"));
        Assert.Equal(2, await CountAsync(again, e => e.IsBare));
    }

    [Fact]
    public async Task A_person_of_several_devices_edits_and_takes_back_with_any_of_them()
    {
        await using var carl = await TestDevice.StartAsync("carl", _clinic.Of("carl"));
        await using var desk = await TestDevice.StartAsync("ana", _clinic.Of("ana"), carl);
        var phone = await TestDevice.StartAsync("ana", _clinic.Of("ana"), carl);
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), carl);
        await using var tablet = await TestDevice.StartAsync("bob", _clinic.Of("bob"), carl);
        TestDevice[] all = [carl, desk, phone, bob, tablet];
        await Until.TrueAsync(async () => (await Task.WhenAll(all.Select(d => d.Peer.HeadsAsync(default)))).All(h => h.Count == all.Length), "all know all");
        using var d = desk.Enter();
        using var p = phone.Enter();
        using var b = bob.Enter();
        using var t = tablet.Enter();
        var said = await PostAsync(d, "hloa", "bob");
        await Eventually.TrueAsync(() => new[] { p, b, t }.All(s => s.Events.OfType<Message>().Any(m => m.Text == "hloa")), "all have it");

        await p.AskAsync(new EditMessage(p.Events.OfType<Message>().Single().Position.Value, "hola") { To = "bob" });
        await t.AskAsync(new React(1, "👍") { To = "ana" });
        TestSession[] both = [d, p, b, t];
        await Eventually.TrueAsync(() => both.All(s => s.Events.OfType<Edit>().Any() && s.Events.OfType<Reaction>().Any()), "both of both see both");
        Assert.All(both, s => Assert.Equal(("ana", "bob", "hola"), s.Events.OfType<Edit>().Select(e => (e.From, e.To, e.Text)).Single()));
        Assert.All(both, s => Assert.Equal(("bob", "ana"), s.Events.OfType<Reaction>().Select(e => (e.From, e.To)).Single()));
        foreach (var (session, with) in new[] { (d, "bob"), (p, "bob"), (b, "ana"), (t, "ana") })
            Assert.Equal(["hola"], await FoundAsync(session, "hola", with, _ => true));

        // With the desk an answer to what the phone has said.
        var phones = await PostAsync(p, "from the phone", "bob");
        await Eventually.TrueAsync(() => d.Events.OfType<Message>().Any(m => m.Text == "from the phone"), "the desk has it");
        await d.AskAsync(new Post("and from the desk", ReplyTo: d.Events.OfType<Message>().Single(m => m.Text == "from the phone").Position.Value) { To = "bob" });
        await Eventually.TrueAsync(() => p.Events.OfType<Message>().Any(m => m.ReplyTo?.Value == phones), "the phone sees what it answers");
        await Eventually.TrueAsync(() => t.Events.OfType<Message>().Any(m => m is { Text: "and from the desk", ReplyTo: not null }), "so does bob");

        await p.AskAsync(new RedactMessage(p.Events.OfType<Message>().First().Position.Value) { To = "bob" });
        await Eventually.TrueAsync(() => both.All(s => s.Events.OfType<Redaction>().Any()), "all are told");
        // Of the message an entry for each device of the other and of one's own, and the same of the edit.
        foreach (var device in all)
            await Until.TrueAsync(async () => await CountAsync(device, e => e.IsBare) == 6, "all of it has gone");
        Assert.Single(d.Events.OfType<Redaction>(), r => r.Target.Value == said);

        await using var again = await phone.RestartAsync(carl);
        using var later = again.Enter();
        Assert.Equal(await TextsAsync(d, "bob"), await TextsAsync(later, "bob"));
        Assert.Equal(6, await CountAsync(again, e => e.IsBare));
    }

    [Fact]
    public async Task What_could_be_written_for_one_device_only_is_written_for_the_others_when_it_is_said_again()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        await using var tablet = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        await Until.TrueAsync(async () => (await ana.Peer.HeadsAsync(default)).Count == 3, "ana knows both");
        using var a = ana.Enter();
        using var b = bob.Enter();
        using var t = tablet.Enter();
        ana.Log.WritesLeft = 1;
        Assert.Equal(ErrorCode.StorageUnavailable, await RefusalAsync(a, new Post("hola", "p-1") { To = "bob" }));
        ana.Log.IsFull = false;

        await Until.TrueAsync(async () => (await a.AskAsync(new Post("hola", "p-1") { To = "bob" })).OfType<Posted>().Any(p => p.Duplicate == true), "it is taken again");

        await Eventually.TrueAsync(() => new[] { b, t }.All(s => s.Events.OfType<Message>().Any(m => m.Text == "hola")), "both devices have it");
        Assert.All([b, t], s => Assert.Single(s.Events.OfType<Message>(), m => m.Text == "hola"));
        var written = (await ana.Log.ReadAllAsync(default).ToListAsync()).Count;
        Assert.True((await a.AskAsync(new Post("hola", "p-1") { To = "bob" })).OfType<Posted>().Single().Duplicate);
        Assert.Equal(written, (await ana.Log.ReadAllAsync(default).ToListAsync()).Count);
    }

    [Fact]
    public async Task A_stranger_says_nothing_of_what_two_others_have_written()
    {
        using var eve = DeviceKey.New();
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await KnowAsync(ana, bob);
        var mistake = await PostAsync(a, "a mistake", "bob");
        await PostAsync(a, "the code is 4711", "bob");
        await Eventually.TrueAsync(() => b.Said.Contains("[private] ana: the code is 4711"), "bob has it");
        var message = await bob.Log.ReadAllAsync(default).LastAsync(e => e.Content.Conversation.IsPrivate);
        var name = message.Name;

        await using var raw = await RawPeer.EnterAsync(bob.Peer.End, eve, TestDevice.Ward);
        var log = new List<PeerEntry>();
        var pair = PeerConversation.Between(bob.Key.Id, eve.Id);
        foreach (var kind in new[] { EntryKind.Edit, EntryKind.Reaction, EntryKind.Redaction })
            await WriteAsync(kind, $"{kind}", name);
        await WriteAsync(EntryKind.Message, "hola", Digest.None);
        await Eventually.TrueAsync(() => b.Said.Any(l => l.EndsWith(": hola", StringComparison.Ordinal)), "all of eve's has come");

        Assert.DoesNotContain(b.Events, e => e is Edit or Reaction or Redaction);
        Assert.Equal(["Message a mistake", "Message the code is 4711"], await TextsAsync(b, "ana"));
        // Whatever was let go of before has gone when this has.
        await a.AskAsync(new RedactMessage(mistake) { To = "bob" });
        foreach (var device in new[] { ana, bob })
        {
            await Until.TrueAsync(async () => await CountAsync(device, e => e.IsBare) > 0, "ana's own redaction counts");
            Assert.Equal(1, await CountAsync(device, e => e.IsBare));
        }

        async Task WriteAsync(EntryKind kind, string text, Digest target)
        {
            var body = SealedText.Seal(System.Text.Encoding.UTF8.GetBytes(text), new SealedFor(TestDevice.Ward.Id, eve.Id, pair), eve.Public, bob.Key.Public);
            var content = new PeerContent(pair, (byte)kind, body) { Target = target, ClientId = ClientId.TryParse($"e{log.Count}", out var id) ? id : null };
            log.Add(PeerEntry.Make(TestDevice.Ward.Id, eve.Public, log.Count + 1, log.Count == 0 ? Digest.None : log[^1].Hash, new HybridTime(message.Clock.Milliseconds + 1 + log.Count, 0), 1, content, eve.Sign));
            await raw.SendAsync(new PeerEntries([log[^1]]));
        }
    }

    private static async Task KnowAsync(TestDevice one, TestDevice other) =>
        await Eventually.TrueAsync(() => one.Known.Names.ContainsKey(other.Key.Id) && other.Known.Names.ContainsKey(one.Key.Id), "they know each other");

    private static async Task<long> PostAsync(TestSession session, string text, string to) => (await session.AskAsync(new Post(text) { To = to })).OfType<Posted>().Single().Position.Value;

    private static async Task<ErrorCode> RefusalAsync(TestSession session, Command command) => (ErrorCode)(await session.AskAsync(command)).OfType<Error>().Single().Code;

    private static async Task<int> CountAsync(TestDevice device, Func<PeerEntry, bool> which) => (await device.Log.ReadAllAsync(default).ToListAsync()).Count(which);

    private static async Task<IReadOnlyList<string>> FoundAsync(TestSession session, string query, string with, Func<Message, bool> which) =>
        [.. (await session.AskAsync(new Search(query) { To = with })).OfType<SearchResults>().Single().Entries.OfType<Message>().Where(which).Select(m => m.Text)];

    private static async Task<IReadOnlyList<string>> TextsAsync(TestSession session, string with) =>
        [.. (await session.AskAsync(new ReadHistory { To = with })).OfType<HistoryPage>().Single().Entries.Select(e => e switch
        {
            Message message => $"Message {message.Text}",
            Edit edit => $"Edit {edit.Text}",
            Reaction reaction => $"Reaction {reaction.Text}",
            Redaction redaction => $"Redaction {redaction.Reason}",
            _ => e.GetType().Name,
        })];
}
