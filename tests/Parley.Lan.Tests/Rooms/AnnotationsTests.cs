using System.Text;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Placing;
using Parley.Lan.Rooms;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Rooms;

/// <summary>What counts of edits, redactions and reactions, by entries of chance.</summary>
public sealed class AnnotationsTests : IDisposable
{
    private const int Owner = 0;

    private static readonly RoomName Ward = RoomName.TryParse("ward", out var ward) ? ward : default;

    private readonly DeviceKey[] _keys = [DeviceKey.New(), DeviceKey.New(), DeviceKey.New()];

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    [Fact]
    public void Whatever_order_they_come_in_all_devices_show_the_same() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var logs = Logs(random);
        return Read(Fill(logs, random)).SequenceEqual(Read(Fill(logs, random)), StringComparer.Ordinal);
    });

    [Fact]
    public void A_branch_that_lost_leaves_nothing_behind() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var logs = Logs(random);
        var forked = random.Next(logs.Length);
        var after = random.Next(logs[forked].Count);
        var room = Fill(logs, random);
        room.Withdraw(_keys[forked].Id, after);
        var never = logs.Select((log, author) => author == forked ? [.. log.Take(after)] : log).ToArray();
        return Read(room).SequenceEqual(Read(Fill(never, random)), StringComparer.Ordinal);
    });

    [Fact]
    public void No_edit_counts_but_of_the_author_and_no_redaction_but_of_the_author_or_an_owner() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var room = Fill(Logs(random), random);
        return room.History.Lines.Where(l => l.Entry.Content.IsAnnotation && room.Shows(l)).All(l =>
        {
            var target = room.History.TargetOf(l)!.Entry;
            return l.Entry.Content.Kind == (byte)EntryKind.Reaction || l.Entry.Author == target.Author || (l.Entry.Content.Kind == (byte)EntryKind.Redaction && l.Entry.Author == _keys[Owner].Id);
        });
    });

    [Fact]
    public void Of_what_was_taken_back_nothing_is_left_to_see() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var room = Fill(Logs(random), random);
        return room.History.Lines.Where(room.History.IsRedacted).All(gone =>
            room.History.TextOf(gone) is null && !room.History.Lines.Any(l => room.Shows(l) && l.Entry.Content.Target == gone.Entry.Hash && l.Entry.Content.Kind is (byte)EntryKind.Edit or (byte)EntryKind.Reaction));
    });

    [Fact]
    public void The_last_edit_in_everybodys_order_counts_though_it_came_first()
    {
        var message = Make(1, 1, 10, EntryKind.Message, "one", Digest.None);
        var (early, late) = (Make(1, 2, 20, EntryKind.Edit, "two", message.Hash), Make(1, 3, 30, EntryKind.Edit, "three", message.Hash));
        var room = NewRoom();
        Assert.Empty(room.History.Add(late));
        Assert.Equal([message, late], room.History.Add(message).Select(l => l.Entry));
        var replaced = Assert.Single(room.History.Add(early));
        Assert.False(room.Shows(replaced));
        Assert.Equal("three", room.History.TextOf(room.History.Find(message.Hash)!));
    }

    [Fact]
    public void A_reaction_is_taken_back_by_who_put_it_there()
    {
        var message = Make(1, 1, 10, EntryKind.Message, "one", Digest.None);
        var reaction = Make(2, 1, 20, EntryKind.Reaction, "+", message.Hash);
        var room = NewRoom();
        Assert.Empty(room.History.Add(Make(2, 2, 30, EntryKind.Redaction, "", reaction.Hash)));
        Assert.Empty(room.History.Add(reaction));
        Assert.Equal(3, room.History.Add(message).Count);
        Assert.True(room.History.IsRedacted(room.History.Find(reaction.Hash)!));
        Assert.False(room.History.IsRedacted(room.History.Find(message.Hash)!));
    }

    [Fact]
    public void Whoever_owned_the_room_later_or_before_takes_nothing_of_others_back()
    {
        var message = Make(1, 2, 20, EntryKind.Message, "one", Digest.None);
        foreach (var (made, ended, counts) in new[] { (10, 50, true), (30, 50, false), (10, 25, false) })
        {
            var room = NewRoom();
            room.Add(Sign(2, 1, made, PeerContent.RoomMade));
            room.Add(Sign(2, 3, ended, PeerContent.RoomEnded));
            room.History.Add(message);
            room.History.Add(Make(2, 2, 28, EntryKind.Redaction, "", message.Hash));
            Assert.Equal(counts, room.History.IsRedacted(room.History.Find(message.Hash)!));
        }
    }

    private static LanRoom NewRoom() => new(Ward, isDefault: false, ServersWords.InMemory(SettledEntries.InMemory()), (one, other) => one == other);

    /// <summary>Each log in its own order, the logs mixed anyhow.</summary>
    private static LanRoom Fill(List<PeerEntry>[] logs, Random random)
    {
        var room = NewRoom();
        var next = new int[logs.Length];
        while (Enumerable.Range(0, logs.Length).Where(a => next[a] < logs[a].Count).ToArray() is { Length: > 0 } open)
        {
            var author = open[random.Next(open.Length)];
            var entry = logs[author][next[author]++];
            if (entry.Content.Kind == PeerContent.RoomMade)
                room.Add(entry);
            else
                room.History.Add(entry);
        }
        return room;
    }

    /// <summary>All that is to be seen, in everybody's order.</summary>
    private static List<string> Read(LanRoom room) =>
        [.. room.History.Latest(int.MaxValue, before: null, room.Shows).Select(l => $"{l.Entry.Hash} {room.History.IsRedacted(l)} {room.History.TextOf(l)} {(room.History.TargetOf(l) is { } target && room.Shows(target) ? target.Entry.Hash : null)}")];

    /// <summary>Of one device each; the first makes the room.</summary>
    private List<PeerEntry>[] Logs(Random random)
    {
        List<PeerEntry>[] logs = [[Sign(Owner, 1, 1, PeerContent.RoomMade)], [], []];
        var clocks = new int[] { 1, 1, 1 };
        var all = new List<PeerEntry>();
        var count = random.Next(1, 40);
        for (var i = 0; i < count; i++)
        {
            var author = random.Next(logs.Length);
            var kind = random.Next(5) switch { 0 => EntryKind.Edit, 1 => EntryKind.Redaction, 2 => EntryKind.Reaction, _ => EntryKind.Message };
            // Mostly what its author has seen; one that lies about its clock may stand before it.
            var target = all.Count > 0 && (kind != EntryKind.Message || random.Next(2) == 0) ? all[random.Next(all.Count)].Hash : kind == EntryKind.Message ? Digest.None : Digest.Of([1]);
            clocks[author] = random.Next(5) == 0 ? clocks[author] + 1 : Math.Max(clocks[author], clocks.Max()) + random.Next(1, 3);
            var entry = Make(author, logs[author].Count + 1, clocks[author], kind, $"{i}", target);
            logs[author].Add(entry);
            all.Add(entry);
        }
        return logs;
    }

    private PeerEntry Sign(int author, long number, int clock, byte kind) => Make(author, number, clock, new PeerContent(PeerConversation.Of(Ward), kind, "ward"u8.ToArray()));

    private PeerEntry Make(int author, long number, int clock, EntryKind kind, string text, Digest target) =>
        Make(author, number, clock, new PeerContent(PeerConversation.Of(Ward), (byte)kind, Encoding.UTF8.GetBytes(text)) { Target = target });

    private PeerEntry Make(int author, long number, int clock, PeerContent content) =>
        PeerEntry.Make(Sample.Group, _keys[author].Public, number, number == 1 ? Digest.None : Digest.Of([2]), new HybridTime(clock, 0), clock, content, _ => new byte[PeerLimits.SignatureBytes]);
}
