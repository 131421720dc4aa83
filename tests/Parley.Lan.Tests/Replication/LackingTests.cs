using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Replication;

/// <summary>Bodies that a peer lacks, asked for by one link and another.</summary>
public sealed class LackingTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly DeviceKey _ana = DeviceKey.New();
    private Replica? _replica;
    private Mesh? _mesh;

    [Fact]
    public async Task One_question_in_a_second_is_answered_to_each_link()
    {
        var (one, other) = (await LinkAsync(), await LinkAsync());

        await AskAsync(one, 1);
        await AskAsync(one, 2);
        Assert.Equal([1], one.Bodies);
        // What one link asks costs another nothing.
        await AskAsync(other, 2);
        Assert.Equal([2], other.Bodies);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        await AskAsync(one, 2);
        Assert.Equal([1], one.Bodies);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await AskAsync(one, 3);
        Assert.Equal([1, 3], one.Bodies);
    }

    [Fact]
    public async Task What_does_not_go_out_for_want_of_room_gives_way_to_the_next_question()
    {
        var link = await LinkAsync();
        link.HasRoom = false;
        await AskAsync(link, 1, 2);
        Assert.Empty(link.Bodies);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(link, 3);
        link.HasRoom = true;
        await _mesh!.PumpAsync(default);
        Assert.Equal([3], link.Bodies);
    }

    [Fact]
    public async Task Whoever_asks_does_so_page_by_page_and_seldom_enough_to_be_answered()
    {
        var asker = await LinkAsync();
        using var key = DeviceKey.New();
        PeerEntry[] chain = [.. Chain(key, PeerLimits.LackingPerFrame + 1)];
        await _mesh!.TakeAsync(asker.Exchange!, new PeerEntries([.. chain.Select(e => e.WithoutBody())]), default);

        var last = _time.GetUtcNow();
        for (var page = 0; page < 2; page++)
        {
            asker.Sent.Clear();
            while (asker.Sent.OfType<PeerLacking>().FirstOrDefault() is null)
            {
                await _mesh.TickAsync(default);
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
            if (page > 0)
                Assert.InRange(_time.GetUtcNow() - last, Exchange.AskEvery, Exchange.AskEvery + TimeSpan.FromSeconds(1));
            last = _time.GetUtcNow();
            Assert.Equal(page == 0 ? PeerLimits.LackingPerFrame : 1, asker.Sent.OfType<PeerLacking>().Single().Entries.Count);
        }
    }

    public void Dispose()
    {
        _replica?.Dispose();
        _ana.Dispose();
    }

    private static IEnumerable<PeerEntry> Chain(DeviceKey key, int count)
    {
        var last = Sample.First(key, "1");
        yield return last;
        for (var number = 2; number <= count; number++)
            yield return last = Sample.After(last, key, $"{number}");
    }

    /// <summary>A link whose other side has all three entries that are here, and asks.</summary>
    private async Task<Output> LinkAsync()
    {
        if (_mesh is null)
        {
            _replica = await Replica.OpenAsync(Sample.Group, new MemoryPeerLog(), _time, default);
            _mesh = new Mesh(_ana, _replica, _time, _ => { });
            for (var i = 1; i <= 3; i++)
                await _mesh.WriteAsync(Sample.Said($"{i}"), default);
        }
        var output = new Output();
        output.Exchange = _mesh.Attach(output);
        Assert.Null(await _mesh.TakeAsync(output.Exchange, new PeerHave(true, [.. _replica!.Heads]), default));
        Assert.Empty(output.Bodies);
        return output;
    }

    private async Task AskAsync(Output link, params IEnumerable<long> numbers) =>
        Assert.Null(await _mesh!.TakeAsync(link.Exchange!, new PeerLacking([.. numbers.Select(n => new EntryPlace(_ana.Id, n))]), default));

    private sealed class Output : ILinkOutput
    {
        public Exchange? Exchange { get; set; }

        public List<PeerFrame> Sent { get; } = [];

        /// <summary>The numbers of the entries that were sent whole.</summary>
        public IReadOnlyList<long> Bodies => [.. Sent.OfType<PeerEntries>().SelectMany(f => f.Entries).Where(e => !e.IsBare).Select(e => e.Number)];

        public bool HasRoom { get; set; } = true;

        public void Send(PeerFrame frame) => Sent.Add(frame);
    }
}
