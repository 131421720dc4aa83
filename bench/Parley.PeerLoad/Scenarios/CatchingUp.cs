using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.PeerLoad.Counting;
using Parley.PeerLoad.Peers;
using Parley.Protocol.Peer;

namespace Parley.PeerLoad.Scenarios;

/// <summary>A peer that has nothing, and one that has everything.</summary>
internal sealed record CatchingUp(int Entries)
{
    private const int Authors = 20;

    public async Task<Figures> RunAsync()
    {
        var figures = new Figures();
        await using var network = new Network();
        var full = await network.OpenAsync(prepare: WriteAsync);
        await full.StartAsync();
        var empty = await network.OpenAsync();
        var before = Memory.Look();
        var (start, use) = (Traffic.Look(), new Use());
        await empty.StartAsync(full.Address);
        // Both introduce themselves.
        await network.UntilAsync([empty], p => p.Entries >= Entries + 2, "have everything");
        figures.Add("everything is there, s", use.Seconds);
        figures.Add("— entries a second", Entries / use.Seconds);
        figures.Add("— CPU of both, s", use.CpuSeconds);
        figures.Add("— bytes an entry", (double)(Traffic.Look() - start).OnTheWire / Entries);
        figures.Add("others' cores meanwhile", use.OtherCores);
        var memory = Memory.Look() - before;
        figures.Add("memory for it at the one that gets it, MB", memory.Resident / 1e6);
        figures.Add("— of which objects", memory.Heap / 1e6);
        return await network.IsOneHistoryAsync() ? figures : throw new InvalidOperationException("the peers don't have the same history");
    }

    /// <summary>What several authors have written in turns, a message a second.</summary>
    private async Task WriteAsync(IPeerLog log)
    {
        var keys = Enumerable.Range(0, Authors).Select(_ => DeviceKey.New()).ToList();
        var last = new PeerEntry?[Authors];
        var began = TimeProvider.System.GetUtcNow().AddSeconds(-Entries - 60);
        foreach (var numbers in Enumerable.Range(0, Entries).Chunk(1_000))
        {
            var page = new List<ReplicaChange>();
            foreach (var number in numbers)
            {
                var author = number % Authors;
                last[author] = Peer.Entry(keys[author], last[author], began.AddSeconds(number), $"{number}".PadRight(100, '.'));
                page.Add(new Added(last[author]!));
            }
            await log.WriteAsync(page, CancellationToken.None);
        }
        keys.ForEach(k => k.Dispose());
    }
}
