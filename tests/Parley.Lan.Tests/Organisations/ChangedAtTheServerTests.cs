using System.Text;
using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Lan.Tests.Chat;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Organisations;

/// <summary>What was written among peers, got its place at the server, and was changed there.</summary>
public sealed class ChangedAtTheServerTests : IDisposable
{
    private static readonly ConversationId Ward = new(7);

    private readonly TestOrganisation _clinic = new();

    public void Dispose() => _clinic.Dispose();

    [Fact]
    public async Task An_edit_there_is_what_is_shown_and_found_here_until_somebody_edits_again()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        var posted = await PostAsync(a, "one");
        var first = await EditAsync(a, posted, "two");
        Place(ana, 3, await EntryAsync(ana, "one"));
        Place(ana, 4, await EntryAsync(ana, "two"));

        ana.Chat.Corrected(ana.Server.Hear([Edit(9, target: 3, "three")]));

        var shown = Assert.Single(await PageAsync(a));
        Assert.Equal(("three", (bool?)true), shown is Message said ? (said.Text, said.Edited) : default);
        Assert.Contains(await a.TypeAsync("#last 5"), l => l.Contains("edited at the server", StringComparison.Ordinal) && l.EndsWith("ana: three", StringComparison.Ordinal));
        Assert.Single(await FoundAsync(a, "three"));
        Assert.Empty(await FoundAsync(a, "two"));
        Assert.Equal(1, posted);
        Assert.Equal(2, first);

        // The server has not dealt with this one, so it is the last.
        await EditAsync(a, posted, "four");
        Assert.Equal(["three", "four"], (await PageAsync(a)).Select(e => e is Edit edit ? edit.Text : ((Message)e).Text));
        Assert.Single(await FoundAsync(a, "four"));
        Assert.Empty(await FoundAsync(a, "three"));
    }

    [Fact]
    public async Task What_was_taken_back_there_goes_from_this_devices_log_and_is_not_taken_again()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await PostAsync(a, "the code is 4711");
        await PostAsync(a, "hola");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: hola"), "bob has both");
        Place(bob, 3, await EntryAsync(bob, "the code is 4711"));

        bob.Chat.Corrected(bob.Server.Hear([Redaction(9, target: 3)]));

        await Until.TrueAsync(async () => await BareAsync(bob) == 1, "bob's device has let go of it");
        Assert.True(await PageAsync(b) is [Message { Erased: true, Text: "" }, Message { Text: "hola" }]);
        Assert.Equal(ErrorCode.NoSuchMessage, (ErrorCode)Assert.IsType<Error>((await b.AskAsync(new React(1, "+")))[^1]).Code);
        // Ana has not been back, and has it whole.
        await using var again = await bob.RestartAsync(ana);
        using var later = again.Enter();
        await PostAsync(a, "adios");
        await Eventually.TrueAsync(() => later.Said.Contains("ana: adios"), "linked again");
        Assert.True(await PageAsync(later) is [Message { Erased: true, Text: "" }, Message { Text: "hola" }, Message { Text: "adios" }]);
        Assert.Equal(1, await BareAsync(again));
    }

    [Fact]
    public async Task What_was_taken_back_there_is_not_shown_when_it_comes_from_a_peer_later()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        await PostAsync(a, "the code is 4711");
        var hash = await EntryAsync(ana, "the code is 4711");
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"));
        using var b = bob.Enter();
        bob.Chat.Corrected(bob.Server.Hear([new Message { Conversation = Ward, Position = new(3), From = "ana", Time = DateTimeOffset.UnixEpoch, Text = "", Erased = true, Entry = hash.ToString() }], from: Position.None));

        bob.Peer.Add(ana.Address);

        await Until.TrueAsync(async () => await PageAsync(b) is [Message { Erased: true, Text: "" }] && await BareAsync(bob) == 1, "bob's device has the place of it, and not the words");
        Assert.DoesNotContain(b.Said, l => l.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Private_words_are_known_there_by_their_author_and_id_and_read_as_they_were_changed_there()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await Until.TrueAsync(async () => (await ana.Peer.HeadsAsync(default)).Count == 2, "ana knows bob");
        await a.AskAsync(new Post("hloa", "m-1") { To = "bob" });
        await Eventually.TrueAsync(() => b.Events.OfType<Message>().Any(), "bob has it");
        var shown = new Message { Conversation = Ward, Position = new(3), From = "Ana", To = "bob", Time = DateTimeOffset.UnixEpoch, Text = "hloa", Id = "m-1" };
        foreach (var device in new[] { ana, bob })
        {
            var name = Assert.Single(device.Chat.NamesOf(shown));
            Assert.Equal(b.Events.OfType<Message>().Single().Entry, name.ToString());
            Place(device, 3, name);
        }
        Assert.Empty(bob.Chat.NamesOf(shown with { Id = "m-2" }));
        Assert.Empty(bob.Chat.NamesOf(shown with { From = "bob" }));
        Assert.Empty(bob.Chat.NamesOf(shown with { To = null, Room = "default" }));
        // It was handed in and has not come from the peers yet.
        Assert.Equal([PeerEntry.NameInPrivate(ana.Key.Id, ClientId.TryParse("m-2", out var id) ? id : default)], bob.Chat.NamesOf(shown with { Id = "m-2", Written = DateTimeOffset.UnixEpoch }));

        bob.Chat.Corrected(bob.Server.Hear([Edit(9, target: 3, "hola") with { To = "bob" }]));
        Assert.True(await PageAsync() is [Message { Text: "hola", Edited: true }]);
        Assert.Single(await FoundAsync(b, "hola"));

        bob.Chat.Corrected(bob.Server.Hear([Redaction(10, target: 3) with { To = "bob" }]));
        await Until.TrueAsync(async () => await BareAsync(bob) == 1, "bob's device has let go of it");
        Assert.True(await PageAsync() is [Message { Text: "", Erased: true }]);
        Assert.Equal(0, await BareAsync(ana));

        async Task<IReadOnlyList<EntryEvent>> PageAsync() => (await b.AskAsync(new ReadHistory { To = "ana" })).OfType<HistoryPage>().Single().Entries;
    }

    private static void Place(TestDevice device, long position, Digest entry) => device.Settled.Add(entry, 0, new ServersPlace(Ward, new Position(position)));

    private static async Task<Digest> EntryAsync(TestDevice device, string text) =>
        (await device.Log.ReadAllAsync(default).ToListAsync()).Single(e => e.Content.Body.Span.SequenceEqual(Encoding.UTF8.GetBytes(text))).Hash;

    private static async Task<int> BareAsync(TestDevice device) => (await device.Log.ReadAllAsync(default).ToListAsync()).Count(e => e.IsBare);

    private static async Task<long> PostAsync(TestSession session, string text) => Assert.IsType<Posted>((await session.AskAsync(new Post(text)))[^1]).Position.Value;

    private static async Task<long> EditAsync(TestSession session, long position, string text) => Assert.IsType<Posted>((await session.AskAsync(new EditMessage(position, text)))[^1]).Position.Value;

    private static async Task<IReadOnlyList<EntryEvent>> PageAsync(TestSession session) => (await session.AskAsync(new ReadHistory())).OfType<HistoryPage>().Single().Entries;

    private static async Task<IReadOnlyList<EntryEvent>> FoundAsync(TestSession session, string words) => (await session.AskAsync(new Search(words))).OfType<SearchResults>().Single().Entries;

    private static Edit Edit(long position, long target, string text) =>
        new() { Conversation = Ward, Position = new(position), From = "ana", Time = DateTimeOffset.UnixEpoch, Target = new(target), Text = text };

    private static Redaction Redaction(long position, long target) =>
        new() { Conversation = Ward, Position = new(position), From = "ana", Time = DateTimeOffset.UnixEpoch, Target = new(target) };
}
