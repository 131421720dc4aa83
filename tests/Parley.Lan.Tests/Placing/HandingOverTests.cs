using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Simulation;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Placing;

public sealed class HandingOverTests
{
    /// <summary>Peers write, meet and part, several hand in at once, the server dies during it. A failure names its seed.</summary>
    [Fact]
    public async Task Whoever_hands_in_and_however_often_each_entry_has_one_place_and_each_authors_keep_their_order()
    {
        for (var seed = 0; seed < Schedules.Count / 2; seed++)
            Assert.True(await FaultAsync(seed, new SimulatedServer()) is null, $"seed {seed}: {await FaultAsync(seed, new SimulatedServer())}");
    }

    /// <summary>The negative control.</summary>
    [Fact]
    public async Task A_server_that_places_again_what_it_has_is_seen()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            if (await FaultAsync(seed, new SimulatedServer(twice: true)) is not null)
                return;
        }
        Assert.Fail("no schedule showed it");
    }

    [Fact]
    public async Task What_is_refused_for_good_is_told_to_its_author_only_and_not_handed_in_again()
    {
        using var own = DeviceKey.New();
        using var other = DeviceKey.New();
        var handing = Of(own);
        handing.Add(new Added(Sample.First(own, "mine")));
        handing.Add(new Added(Sample.First(other, "theirs")));
        var server = new RefusingServer((int)ErrorCode.NoSuchRoom);
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(server, default));
        Assert.Equal([new RefusedEntry((int)ErrorCode.NoSuchRoom, "ward", IsChange: false)], handing.Done.Refused);
        Assert.Equal(2, server.Entries);
        await handing.RunAsync(server, default);
        Assert.Equal(2, server.Entries);
    }

    [Fact]
    public async Task What_can_not_be_placed_now_stays_and_is_handed_in_later()
    {
        using var own = DeviceKey.New();
        var handing = Of(own);
        handing.Add(new Added(Sample.First(own, "mine")));
        Assert.True(await handing.RunAsync(new RefusingServer((int)ErrorCode.StorageUnavailable), default) > TimeSpan.Zero);
        Assert.Equal(1, handing.Count);
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(new RefusingServer(code: null), default));
        Assert.Equal(new HandedOver(Messages: 1, Changes: 0, []), handing.Done);
    }

    [Fact]
    public async Task What_the_server_has_shown_in_its_place_is_not_handed_in()
    {
        using var other = DeviceKey.New();
        var entry = Sample.First(other, "theirs");
        var settled = SettledEntries.InMemory();
        var handing = new HandingOver(other.Id, settled, _ => null, NullLogger.Instance);
        handing.Add(new Added(entry));
        handing.SeePlaced(entry.Hash, Somewhere);
        var server = new RefusingServer(code: null);
        await handing.RunAsync(server, default);
        Assert.Equal(0, server.Entries);
        Assert.Equal(entry.Hash, settled.At(Somewhere));
    }

    [Fact]
    public async Task What_is_said_of_a_message_waits_until_the_message_is_here_and_follows_it()
    {
        using var own = DeviceKey.New();
        using var other = DeviceKey.New();
        var message = Sample.First(other, "theirs");
        var content = new PeerContent(message.Content.Conversation, (byte)EntryKind.Reaction, "+"u8.ToArray()) { Target = message.Hash };
        var reaction = PeerEntry.Make(Sample.Group, own.Public, 1, Digest.None, new HybridTime(2_000, 0), 2_000, content, own.Sign);
        var handing = Of(own);
        handing.Add(new Added(reaction));
        Assert.Equal(0, handing.Count);
        handing.Add(new Added(message));
        Assert.Equal(2, handing.Count);
        handing.SeePlaced(reaction.Hash, Somewhere);
        Assert.Equal(1, handing.Count);
        await handing.RunAsync(new RefusingServer(code: null), default);
        Assert.Equal(new HandedOver(Messages: 1, Changes: 1, []), handing.Done);
    }

    [Fact]
    public async Task What_was_taken_back_before_it_had_a_place_is_handed_in_without_its_words_and_the_redaction_waits()
    {
        using var own = DeviceKey.New();
        var message = Sample.First(own, "a mistake");
        var redaction = Redaction(own, message);
        var handing = Of(own);
        handing.Add(new Added(message));
        handing.Add(new Added(redaction));
        handing.Add(new Replaced(message.WithoutBody()));
        var server = new RefusingServer((int)ErrorCode.NoSuchMessage);
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(server, default));
        Assert.Equal([(message.Hash.ToString(), true), (redaction.Hash.ToString(), false)], server.Given.Select(e => (e.Hash, e.IsBare)));
        Assert.Equal((0, HandedOver.Nothing), (handing.Count, handing.Done));
        Assert.True(handing.Waits(redaction));

        // A peer that had not heard of it.
        handing.SeePlaced(message.Hash, Somewhere);
        Assert.Equal(1, handing.Count);
        await handing.RunAsync(new RefusingServer(code: null), default);
        Assert.Equal((0, false), (handing.Count, handing.Waits(redaction)));
    }

    [Theory]
    [InlineData(EntryKind.Edit, 1)]
    [InlineData(EntryKind.Reaction, 1)]
    [InlineData(EntryKind.Redaction, 0)]
    public async Task Who_changed_what_was_taken_back_at_the_server_meanwhile_is_told_so(EntryKind kind, int told)
    {
        using var own = DeviceKey.New();
        var message = Sample.First(own, "mine");
        var content = new PeerContent(message.Content.Conversation, (byte)kind, "better"u8.ToArray()) { Target = message.Hash };
        var handing = Of(own);
        handing.Add(new Added(message));
        handing.SeePlaced(message.Hash, Somewhere);
        handing.Add(new Added(PeerEntry.Make(Sample.Group, own.Public, 2, message.Hash, new HybridTime(2_000, 0), 2_000, content, own.Sign)));
        await handing.RunAsync(new RefusingServer((int)ErrorCode.NoSuchMessage), default);
        Assert.Equal(Enumerable.Repeat(new RefusedEntry((int)ErrorCode.NoSuchMessage, "ward", IsChange: true), told), handing.Done.Refused);
        Assert.Equal(0, handing.Count);
    }

    [Fact]
    public async Task What_takes_words_back_is_handed_in_by_who_never_had_them()
    {
        using var own = DeviceKey.New();
        using var other = DeviceKey.New();
        var handing = Of(own);
        handing.Add(new Added(Redaction(other, Sample.First(other, "theirs"))));
        var server = new RefusingServer((int)ErrorCode.NoSuchMessage);
        await handing.RunAsync(server, default);
        Assert.Equal(1, server.Entries);
    }

    [Fact]
    public async Task What_comes_whole_later_is_handed_in_then()
    {
        using var other = DeviceKey.New();
        var message = Sample.First(other, "theirs");
        var handing = Of(other);
        handing.Add(new Added(message.WithoutBody()));
        await handing.RunAsync(new RefusingServer((int)ErrorCode.NoSuchMessage), default);
        Assert.Equal(0, handing.Count);
        handing.Add(new Replaced(message));
        await handing.RunAsync(new RefusingServer(code: null), default);
        Assert.Equal(new HandedOver(Messages: 1, Changes: 0, []), handing.Done);
    }

    [Fact]
    public async Task A_private_word_whose_id_means_another_text_at_the_server_is_placed_under_its_name()
    {
        using var own = DeviceKey.New();
        using var other = DeviceKey.New();
        var content = new PeerContent(PeerConversation.Between(own.Id, other.Id), (byte)EntryKind.Message, "sealed"u8.ToArray()) { ClientId = ClientId.TryParse("x1", out var id) ? id : null };
        var entry = PeerEntry.Make(Sample.Group, own.Public, 1, Digest.None, new HybridTime(1_000, 0), 1_000, content, own.Sign);
        var handing = new HandingOver(own.Id, SettledEntries.InMemory(), _ => ("bob", "hola"), NullLogger.Instance);
        handing.Add(new Added(entry));
        var server = new RefusingServer(code: null) { Used = "x1" };
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(server, default));
        Assert.Equal(new HandedOver(Messages: 1, Changes: 0, []), handing.Done);
        Assert.Equal(["x1", entry.Name.ToString()], server.Ids);
    }

    [Fact]
    public async Task What_was_said_of_private_words_follows_them_once_by_the_position_that_the_server_gave_them()
    {
        using var own = DeviceKey.New();
        using var desk = DeviceKey.New();
        using var phone = DeviceKey.New();
        var diary = new Diary(own);
        var message = diary.Write(desk, EntryKind.Message, "hloa", "m");
        PeerEntry[] written = [message, diary.Write(phone, EntryKind.Message, "hloa", "m"), diary.Write(desk, EntryKind.Edit, "hola", "e", message.Name), diary.Write(phone, EntryKind.Edit, "hola", "e", message.Name), diary.Write(desk, EntryKind.Message, "and", "n", message.Name)];
        var handing = diary.Handing(SettledEntries.InMemory());
        foreach (var entry in written)
            handing.Add(new Added(entry));
        var server = new RefusingServer(code: null);
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(server, default));
        Assert.Equal(
            [
                new Post("hloa", "m") { To = "bob", Written = DateTimeOffset.FromUnixTimeMilliseconds(message.Written) },
                new Post("and", "n", ReplyTo: 1) { To = "bob", Written = DateTimeOffset.FromUnixTimeMilliseconds(written[^1].Written) },
                new EditMessage(1, "hola", "e") { To = "bob" },
            ],
            server.Said.OrderBy(c => c is EditMessage));
        Assert.Equal((0, new HandedOver(Messages: 2, Changes: 1, [])), (handing.Count, handing.Done));
        Assert.All(written, e => Assert.False(handing.Waits(e)));
    }

    [Fact]
    public async Task A_reaction_waits_until_the_server_shows_what_it_means()
    {
        using var own = DeviceKey.New();
        using var bob = DeviceKey.New();
        var theirs = new Diary(bob).Write(own, EntryKind.Message, "hola", "m");
        var diary = new Diary(own);
        var reaction = diary.Write(bob, EntryKind.Reaction, "+", "r", theirs.Name);
        var handing = diary.Handing(SettledEntries.InMemory());
        handing.Add(new Added(theirs));
        handing.Add(new Added(reaction));
        Assert.Equal((0, true), (handing.Count, handing.Waits(reaction)));
        handing.SeePlaced(theirs.Name, Somewhere);
        var server = new RefusingServer(code: null);
        await handing.RunAsync(server, default);
        Assert.Equal([new React(31, "+", "r") { To = "bob" }], server.Said);
    }

    [Theory]
    [InlineData(true, 31)]
    [InlineData(false, null)]
    public async Task An_answer_in_private_gives_the_other_a_moment_to_hand_in_what_it_answers(bool shown, int? answered)
    {
        using var own = DeviceKey.New();
        using var bob = DeviceKey.New();
        var theirs = new Diary(bob).Write(own, EntryKind.Message, "hola", "m");
        var diary = new Diary(own);
        PeerEntry[] answers = [diary.Write(bob, EntryKind.Message, "hola bob", "n", theirs.Name), diary.Write(bob, EntryKind.Message, "and", "o", theirs.Name)];
        var handing = diary.Handing(SettledEntries.InMemory());
        foreach (var entry in answers.Prepend(theirs))
            handing.Add(new Added(entry));
        var server = new RefusingServer(code: null);
        Assert.True(await handing.RunAsync(server, default) > TimeSpan.Zero);
        Assert.Empty(server.Said);
        if (shown)
            handing.SeePlaced(theirs.Name, Somewhere);
        Assert.Equal(TimeSpan.Zero, await handing.RunAsync(server, default));
        Assert.Equal([answered, answered], server.Said.Cast<Post>().Select(p => (int?)p.ReplyTo));
    }

    [Fact]
    public async Task Private_words_taken_back_before_they_were_posted_are_not_and_if_the_server_had_them_they_are_taken_back_there()
    {
        using var own = DeviceKey.New();
        using var bob = DeviceKey.New();
        var diary = new Diary(own);
        var message = diary.Write(bob, EntryKind.Message, "a mistake", "m");
        var edit = diary.Write(bob, EntryKind.Edit, "a worse one", "e", message.Name);
        var redaction = diary.Write(bob, EntryKind.Redaction, "", "d", message.Name);
        var handing = diary.Handing(SettledEntries.InMemory());
        foreach (var entry in new[] { message, edit, redaction })
            handing.Add(new Added(entry));
        handing.Add(new Replaced(message.WithoutBody()));
        handing.Add(new Replaced(edit.WithoutBody()));
        var server = new RefusingServer(code: null);
        await handing.RunAsync(server, default);
        Assert.Empty(server.Said);
        Assert.Equal((0, new HandedOver(0, 0, [])), (handing.Count, handing.Done));

        // It had been posted, and the answer was lost.
        handing.SeePlaced(message.Name, Somewhere);
        await handing.RunAsync(server, default);
        Assert.Equal([new RedactMessage(31, Id: "d") { To = "bob" }], server.Said);
        Assert.False(handing.Waits(redaction));
    }

    [Fact]
    public async Task What_the_server_has_of_private_words_is_known_after_a_restart()
    {
        using var own = DeviceKey.New();
        using var bob = DeviceKey.New();
        var diary = new Diary(own);
        var message = diary.Write(bob, EntryKind.Message, "hloa", "m");
        var folder = Directory.CreateTempSubdirectory("parley-settled-");
        try
        {
            var handing = diary.Handing(SettledEntries.Load(folder.FullName, "a"));
            handing.Add(new Added(message));
            await handing.RunAsync(new RefusingServer(code: null), default);
            var edit = diary.Write(bob, EntryKind.Edit, "hola", "e", message.Name);
            var again = diary.Handing(SettledEntries.Load(folder.FullName, "a"));
            again.Add(new Added(message));
            again.Add(new Added(edit));
            var server = new RefusingServer(code: null);
            await again.RunAsync(server, default);
            Assert.Equal([new EditMessage(1, "hola", "e") { To = "bob" }], server.Said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData((int)ErrorCode.NoSuchMessage, 0)]
    [InlineData((int)ErrorCode.NotYours, 1)]
    public async Task What_is_said_of_private_words_that_the_server_has_no_more_is_not_handed_in_again(int code, int told)
    {
        using var own = DeviceKey.New();
        using var bob = DeviceKey.New();
        var diary = new Diary(own);
        var message = diary.Write(bob, EntryKind.Message, "hola", "m");
        var redaction = diary.Write(bob, EntryKind.Redaction, "", "d", message.Name);
        var handing = diary.Handing(SettledEntries.InMemory());
        handing.SeePlaced(message.Name, Somewhere);
        handing.Add(new Added(redaction));
        var server = new RefusingServer(code);
        await handing.RunAsync(server, default);
        await handing.RunAsync(server, default);
        Assert.Single(server.Said);
        Assert.Equal((told, false), (handing.Done.Refused.Count, handing.Waits(redaction)));
    }

    [Fact]
    public async Task What_was_settled_is_known_after_a_restart()
    {
        using var own = DeviceKey.New();
        var folder = Directory.CreateTempSubdirectory("parley-settled-");
        try
        {
            var entry = Sample.First(own, "mine");
            var handing = new HandingOver(own.Id, SettledEntries.Load(folder.FullName, "a"), _ => null, NullLogger.Instance);
            handing.Add(new Added(entry));
            await handing.RunAsync(new RefusingServer(code: null), default);
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "settled-a"), "0123");
            var settled = SettledEntries.Load(folder.FullName, "a");
            var again = new HandingOver(own.Id, settled, _ => null, NullLogger.Instance);
            again.Add(new Added(entry));
            Assert.Equal(0, again.Count);
            Assert.Equal(entry.Hash, settled.At(new ServersPlace(new(7), new(1))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Null, or what is wrong with the server's log when all have handed in.</returns>
    private static async Task<string?> FaultAsync(int seed, SimulatedServer server)
    {
        var random = new Random(seed);
        using var network = new SimulatedNetwork(seed, random.Next(2, 7));
        var handing = new List<HandingView>();
        await network.StartAsync(() =>
        {
            handing.Add(new HandingView());
            return handing[^1];
        });
        var running = new Task[handing.Count];
        var steps = random.Next(30, 200);
        for (var step = 0; step < steps; step++)
        {
            await network.StepAsync();
            var peer = random.Next(handing.Count);
            if (random.Next(10) == 0 && running[peer] is not { IsCompleted: false })
                running[peer] = RunAsync(handing[peer].Handing, server);
            if (server.IsBusy && random.Next(25) == 0)
                server.Die();
            while (server.IsBusy && random.Next(3) > 0)
                server.Work(random);
        }
        await network.HealAsync();
        while (handing.Exists(h => h.Handing.Count > 0))
        {
            for (var peer = 0; peer < handing.Count; peer++)
            {
                if (running[peer] is not { IsCompleted: false })
                    running[peer] = RunAsync(handing[peer].Handing, server);
            }
            while (server.IsBusy)
                server.Work(random);
        }
        await Task.WhenAll(running.Where(r => r is not null));
        if (server.Log.Count != network.Written || server.Log.DistinctBy(e => e.Hash).Count() != network.Written)
            return $"{server.Log.Count} entries placed, {server.Log.DistinctBy(e => e.Hash).Count()} different, {network.Written} written";
        foreach (var author in server.Log.GroupBy(e => e.Device))
        {
            if (!author.Select(e => e.Number).SequenceEqual(author.Select(e => e.Number).Order()))
                return "an author's entries stand in another order";
        }
        return null;
    }

    private static async Task RunAsync(HandingOver handing, SimulatedServer server)
    {
        try
        {
            await handing.RunAsync(server, default);
        }
        catch (IOException)
        {
            // Again when it is back.
        }
    }

    private static PeerEntry Redaction(DeviceKey author, PeerEntry message) => PeerEntry.Make(
        Sample.Group, author.Public, 2, message.Hash, new HybridTime(2_000, 0), 2_000, new PeerContent(message.Content.Conversation, (byte)EntryKind.Redaction, default) { Target = message.Hash }, author.Sign);

    private static ServersPlace Somewhere => new(new(7), new(31));

    private static HandingOver Of(DeviceKey own) => new(own.Id, SettledEntries.InMemory(), _ => null, NullLogger.Instance);

    /// <summary>A peer that hands in.</summary>
    private sealed class HandingView : SimulatedView
    {
        public HandingOver Handing { get; } = new(default, SettledEntries.InMemory(), _ => null, NullLogger.Instance);

        public override void Take(ReplicaChange change)
        {
            base.Take(change);
            Handing.Add(change);
        }
    }

    /// <summary>What a device has written to bob in private; not really sealed.</summary>
    private sealed class Diary(DeviceKey own)
    {
        private PeerEntry? _last;

        public PeerEntry Write(DeviceKey to, EntryKind kind, string text, string id, Digest target = default)
        {
            var content = new PeerContent(PeerConversation.Between(own.Id, to.Id), (byte)kind, Encoding.UTF8.GetBytes(text)) { ClientId = ClientId.TryParse(id, out var parsed) ? parsed : null, Target = target };
            var number = (_last?.Number ?? 0) + 1;
            return _last = PeerEntry.Make(Sample.Group, own.Public, number, _last?.Hash ?? Digest.None, new HybridTime(1_000 + number, 0), 1_000 + number, content, own.Sign);
        }

        public HandingOver Handing(SettledEntries settled) => new(own.Id, settled, e => ("bob", Encoding.UTF8.GetString(e.Content.Body.Span)), NullLogger.Instance);
    }

    /// <param name="code">Null: it places.</param>
    private sealed class RefusingServer(int? code) : IPlacingServer
    {
        private long _last;

        public int Entries { get; private set; }

        public List<SignedEntry> Given { get; } = [];

        public Task<IReadOnlyList<Placement>> HandInAsync(IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken)
        {
            Entries += entries.Count;
            Given.AddRange(entries);
            return Task.FromResult<IReadOnlyList<Placement>>([.. entries.Select(e => code is null ? new Placement(e.Hash, new(7), new(++_last), DateTimeOffset.UnixEpoch) : new Placement(e.Hash, Code: code))]);
        }

        /// <summary>An id that it knows for another text.</summary>
        public string? Used { get; init; }

        /// <summary>In private.</summary>
        public List<ConversationCommand> Said { get; } = [];

        public IEnumerable<string?> Ids => Said.Select(IdOf);

        public Task<Placement> WriteAsync(string entry, ConversationCommand said, CancellationToken cancellationToken)
        {
            Said.Add(said);
            var refused = IdOf(said) is { } id && id == Used ? (int)ErrorCode.ClientIdReused : code;
            return Task.FromResult(refused is null ? new Placement(entry, new(9), new(++_last), DateTimeOffset.UnixEpoch) : new Placement(entry, Code: refused));
        }

        private static string? IdOf(ConversationCommand said) => said switch
        {
            Post post => post.Id,
            EditMessage edit => edit.Id,
            RedactMessage redact => redact.Id,
            React react => react.Id,
            _ => null,
        };
    }
}
