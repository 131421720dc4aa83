using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Replication;

public sealed class ReplicaTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly DeviceKey _ana = DeviceKey.New();
    private readonly DeviceKey _luis = DeviceKey.New();
    private readonly MemoryPeerLog _log = new();
    private readonly List<ReplicaChange> _changes = [];

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task What_is_written_here_is_a_chain_that_another_takes()
    {
        using var here = await OpenAsync(_log);
        using var there = await OpenAsync(new MemoryPeerLog());
        var entries = new List<PeerEntry>();
        for (var i = 0; i < 5; i++)
            entries.Add(await here.WriteAsync(_ana, Sample.Said($"{i}"), _changes, default));
        Assert.All(await there.TakeAsync(entries, _changes, default), outcome => Assert.Equal(TakenAs.Added, outcome));
        Assert.Equal(here.Heads, there.Heads);
        Assert.All(await there.TakeAsync(entries, _changes, default), outcome => Assert.Equal(TakenAs.Known, outcome));
    }

    [Fact]
    public async Task Any_order_of_arrival_ends_the_same()
    {
        var entries = Chain(_ana, 20);
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var log = new MemoryPeerLog();
            using var replica = await OpenAsync(log);
            var arriving = entries.Concat(entries).ToArray();
            random.Shuffle(arriving);
            foreach (var entry in arriving)
                await replica.TakeAsync([entry], _changes, default);
            Assert.Equal(entries.Select(e => e.Hash), (await ReadAsync(log)).Select(e => e.Hash));
        }
    }

    [Fact]
    public async Task What_was_emptied_is_not_taken_again()
    {
        using var replica = await OpenAsync(_log);
        var said = Chain(_ana, 2);
        await replica.TakeAsync(said, _changes, default);
        await replica.EmptyAsync([said[0]], _changes, default);
        Assert.Empty(replica.Lacking);
        Assert.Equal(TakenAs.Known, Assert.Single(await replica.TakeAsync([said[0]], _changes, default)));
        Assert.Equal([true, false], (await ReadAsync(_log)).Select(e => e.IsBare));
    }

    [Fact]
    public async Task What_came_without_its_body_is_lacking_until_it_comes_or_is_let_go_of()
    {
        using var replica = await OpenAsync(_log);
        var said = Chain(_ana, 3);
        await replica.TakeAsync([.. said.Select(e => e.WithoutBody())], _changes, default);
        Assert.Equal([1, 2, 3], replica.Lacking.Select(l => l.Number));
        await replica.TakeAsync([said[1]], _changes, default);
        await replica.EmptyAsync([said[2].WithoutBody()], _changes, default);
        Assert.Equal([1], replica.Lacking.Select(l => l.Number));
        Assert.Equal([true, false, true], (await ReadAsync(_log)).Select(e => e.IsBare));
        using var anew = await OpenAsync(_log);
        Assert.Equal([1, 3], anew.Lacking.Select(l => l.Number));
        Assert.Equal([3], anew.LackingAfter(anew.Lacking.First()).Select(l => l.Number));
        Assert.Empty(anew.LackingAfter(anew.Lacking.Last()));
    }

    [Fact]
    public async Task What_was_said_goes_when_it_is_older_than_is_kept_and_who_is_who_stays()
    {
        var needed = new HashSet<Digest>();
        using var replica = await OpenAsync(_log, new Keeping(TimeSpan.FromDays(30), e => !needed.Contains(e.Hash)));
        var introduced = await replica.WriteAsync(_ana, new PeerContent(Sample.Room("default"), PeerContent.Introduction, "ana"u8.ToArray()), _changes, default);
        var first = await replica.WriteAsync(_ana, Sample.Said("first"), _changes, default);
        var second = await replica.WriteAsync(_ana, Sample.Said("second"), _changes, default);
        needed.Add(second.Hash);
        _time.Advance(TimeSpan.FromDays(29));
        var third = await replica.WriteAsync(_ana, Sample.Said("third"), _changes, default);
        Assert.True(await replica.SweepAsync(_changes, default));
        Assert.DoesNotContain(await ReadAsync(_log), e => e.IsBare);

        _time.Advance(TimeSpan.FromDays(2));
        _changes.Clear();
        Assert.True(await replica.SweepAsync(_changes, default));
        Assert.Equal([introduced.Hash, second.Hash, third.Hash], (await ReadAsync(_log)).Where(e => !e.IsBare).Select(e => e.Hash));
        Assert.Equal(first.Hash, Assert.IsType<Replaced>(Assert.Single(_changes)).Entry.Hash);

        needed.Clear();
        _time.Advance(TimeSpan.FromDays(30));
        await replica.SweepAsync(_changes, default);
        Assert.Equal([introduced.Hash], (await ReadAsync(_log)).Where(e => !e.IsBare).Select(e => e.Hash));
        Assert.Empty(replica.Lacking);
    }

    [Fact]
    public async Task What_comes_when_it_is_too_old_already_is_never_here_with_its_body()
    {
        using var replica = await OpenAsync(_log, new Keeping(TimeSpan.FromDays(30), _ => true));
        var old = Sample.First(_ana, "old", Now - (long)TimeSpan.FromDays(31).TotalMilliseconds);
        var young = Sample.After(old, _ana, "young", Now);
        await replica.TakeAsync([old, young], _changes, default);
        Assert.Equal([true, false], (await ReadAsync(_log)).Select(e => e.IsBare));
        Assert.Equal([true, false], _changes.OfType<Added>().Select(a => a.Entry.IsBare));
        Assert.Empty(replica.Lacking);
    }

    [Fact]
    public async Task Many_old_entries_go_in_steps()
    {
        var entries = Chain(_ana, 1_300);
        await _log.WriteAsync([.. entries.Select(e => new Added(e))], default);
        using var replica = await OpenAsync(_log, new Keeping(TimeSpan.FromDays(30), _ => true));
        _time.Advance(TimeSpan.FromDays(40));
        var steps = 1;
        while (!await replica.SweepAsync(_changes, default))
            steps++;
        Assert.InRange(steps, 2, 10);
        Assert.Equal(1_300, _changes.Count);
        Assert.All(await ReadAsync(_log), e => Assert.True(e.IsBare));
    }

    [Fact]
    public async Task What_waits_for_a_gap_is_bounded_and_can_be_had_again()
    {
        var entries = Chain(_ana, WaitingEntries.Most + 10);
        using var replica = await OpenAsync(_log);
        await replica.TakeAsync([.. entries.Skip(1)], _changes, default);
        Assert.Equal(0, replica.HeadOf(_ana.Id).Number);
        // The oldest that waited were let go, so the first alone does not close the gap.
        await replica.TakeAsync([entries[0]], _changes, default);
        Assert.Equal(1, replica.HeadOf(_ana.Id).Number);
        await replica.TakeAsync([.. entries.Take(20)], _changes, default);
        Assert.Equal(entries[^1].Hash, replica.HeadOf(_ana.Id).Hash);
    }

    [Fact]
    public async Task A_forged_author_another_group_and_a_changed_text_are_refused()
    {
        using var replica = await OpenAsync(_log);
        var forged = PeerEntry.Make(Sample.Group, _ana.Public, 1, Digest.None, new HybridTime(Now, 0), Now, Sample.Said("a"), _luis.Sign);
        var strange = PeerEntry.Make(Digest.Of("other"u8), _ana.Public, 1, Digest.None, new HybridTime(Now, 0), Now, Sample.Said("a"), _ana.Sign);
        var bytes = Sample.First(_ana, "hola").Encoded.ToArray();
        bytes[^(PeerLimits.SignatureBytes + 1)] ^= 1;
        Assert.All(await replica.TakeAsync([forged, strange, PeerEntry.Parse(bytes)], _changes, default), outcome => Assert.Equal(TakenAs.Invalid, outcome));
        Assert.Empty(_changes);
        Assert.Empty(replica.Heads);
    }

    [Fact]
    public async Task A_clock_that_does_not_go_on_is_refused()
    {
        using var replica = await OpenAsync(_log);
        var first = Sample.First(_ana, "a", Now);
        var second = PeerEntry.Make(Sample.Group, _ana.Public, 2, first.Hash, first.Clock, first.Written, Sample.Said("b"), _ana.Sign);
        Assert.Equal([TakenAs.Added, TakenAs.Invalid], await replica.TakeAsync([first, second], _changes, default));
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(24)]
    public async Task A_clock_that_differs_by_a_day_is_taken_and_what_is_answered_comes_after(int hours)
    {
        using var replica = await OpenAsync(_log);
        var said = Sample.First(_ana, "a", Now + (hours * 3_600_000));
        Assert.Equal([TakenAs.Added], await replica.TakeAsync([said], _changes, default));
        var answer = await replica.WriteAsync(_luis, Sample.Said("b"), _changes, default);
        Assert.True(answer.Clock > said.Clock);
        Assert.Equal(Now, answer.Written);
    }

    [Fact]
    public async Task A_lying_clock_is_not_followed_and_its_entry_waits_for_its_time()
    {
        using var replica = await OpenAsync(_log);
        var lie = Sample.First(_ana, "a", Now + (30 * 3_600_000));
        Assert.Equal([TakenAs.ClockAhead], await replica.TakeAsync([lie], _changes, default));
        Assert.Equal(Now, (await replica.WriteAsync(_luis, Sample.Said("b"), _changes, default)).Clock.Milliseconds);
        _time.Advance(TimeSpan.FromHours(6));
        Assert.Equal([TakenAs.Added], await replica.TakeAsync([lie], _changes, default));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_turn_the_order()
    {
        using var first = await OpenAsync(_log);
        var before = await first.WriteAsync(_ana, Sample.Said("a"), _changes, default);
        var back = new FakeTime();
        back.Advance(TimeSpan.FromDays(-1));
        using var again = await Replica.OpenAsync(Sample.Group, _log, back, default);
        var after = await again.WriteAsync(_ana, Sample.Said("b"), _changes, default);
        Assert.True(after.Clock > before.Clock);
        Assert.Equal((2, before.Hash), (after.Number, after.Previous));
    }

    [Fact]
    public async Task Of_a_fork_everybody_keeps_the_same_branch_and_the_proof_whatever_came_first()
    {
        var trunk = Chain(_ana, 3);
        var one = Branch(trunk[^1], "one", 4);
        var other = Branch(trunk[^1], "other", 2);
        var winner = one[0].Hash < other[0].Hash ? one : other;
        foreach (var order in new[] { one.Concat(other), other.Concat(one) })
        {
            var log = new MemoryPeerLog();
            using var replica = await OpenAsync(log);
            var arriving = trunk.Concat(order).ToList();
            await replica.TakeAsync(arriving, _changes, default);
            // Handed over once more, as a peer with the winning branch does when it sees the other's head.
            await replica.TakeAsync(winner, _changes, default);
            Assert.Equal(trunk.Concat(winner).Select(e => e.Hash), (await ReadAsync(log)).Select(e => e.Hash));
            var proof = Assert.Single(replica.Forks);
            Assert.Equal((4, 4), (proof.One.Number, proof.Other.Number));
            using var reopened = await OpenAsync(log);
            Assert.Equal(replica.Heads, reopened.Heads);
            Assert.Single(reopened.Forks);
        }
    }

    [Fact]
    public async Task A_proof_of_a_fork_counts_only_when_its_author_signed_both()
    {
        using var replica = await OpenAsync(_log);
        var mine = Sample.First(_ana, "a");
        var forged = PeerEntry.Make(Sample.Group, _ana.Public, 1, Digest.None, mine.Clock, 5, Sample.Said("b"), _luis.Sign);
        Assert.False(await replica.TakeAsync(new PeerFork(mine, forged), _changes, default));
        Assert.Empty(replica.Forks);
        Assert.True(await replica.TakeAsync(new PeerFork(mine, Sample.First(_ana, "b")), _changes, default));
        Assert.Single(replica.Forks);
    }

    public void Dispose()
    {
        _ana.Dispose();
        _luis.Dispose();
    }

    private Task<Replica> OpenAsync(MemoryPeerLog log, Keeping? keep = null) => Replica.OpenAsync(Sample.Group, log, _time, default, keep);

    private List<PeerEntry> Chain(DeviceKey key, int length)
    {
        var entries = new List<PeerEntry> { Sample.First(key, "1", Now - 100_000) };
        while (entries.Count < length)
            entries.Add(Sample.After(entries[^1], key, $"{entries.Count + 1}"));
        return entries;
    }

    private List<PeerEntry> Branch(PeerEntry from, string text, int length)
    {
        var entries = new List<PeerEntry>();
        for (var last = from; entries.Count < length; last = entries[^1])
            entries.Add(Sample.After(last, _ana, text));
        return entries;
    }

    private static async Task<List<PeerEntry>> ReadAsync(MemoryPeerLog log)
    {
        var entries = new List<PeerEntry>();
        await foreach (var entry in log.ReadAllAsync(default))
            entries.Add(entry);
        return entries;
    }
}
