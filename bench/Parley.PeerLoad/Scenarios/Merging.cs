using System.Globalization;
using Parley.PeerLoad.Counting;
using Parley.PeerLoad.Peers;

namespace Parley.PeerLoad.Scenarios;

/// <summary>Two halves of a network that have written apart, and come together by one link between them.</summary>
internal sealed record Merging(int Peers, int MessagesEach)
{
    public async Task<Figures> RunAsync()
    {
        var figures = new Figures();
        await using var network = new Network();
        await network.OpenAsync(Peers, discovery: null);
        Peer[][] halves = [[.. network.Peers.Take(Peers / 2)], [.. network.Peers.Skip(Peers / 2)]];
        foreach (var half in halves)
        {
            await half[0].StartAsync();
            await Task.WhenAll(half.Skip(1).Select(p => p.StartAsync(half[0].Address)));
            await network.UntilAsync(half, p => p.Linked == half.Length - 1, "linked with its half");
        }
        await Task.WhenAll(network.Peers.Select(WriteAsync));
        foreach (var half in halves)
            await network.UntilAsync(half, p => p.Entries >= half.Length * (MessagesEach + 1), "have what the half wrote");

        var (start, use) = (Traffic.Look(), new Use());
        halves[0][0].Add(halves[1][0]);
        var linking = LinkedAsync();
        await network.UntilAsync(network.Peers, p => p.Entries >= Peers * (MessagesEach + 1), "have everything");
        figures.Add("everybody has everything, s", use.Seconds);
        figures.Add("all linked with all, s", await linking);
        figures.Add("CPU of all, s", use.CpuSeconds);
        figures.Add("kB a peer", (Traffic.Look() - start).OnTheWire / 1000.0 / Peers);
        figures.Add("others' cores meanwhile", use.OtherCores);
        return await network.IsOneHistoryAsync() ? figures : throw new InvalidOperationException("the peers don't have the same history");

        async Task<double> LinkedAsync()
        {
            await network.UntilAsync(network.Peers, p => p.Linked == Peers - 1, "linked with all");
            return use.Seconds;
        }
    }

    private async Task WriteAsync(Peer peer)
    {
        for (var i = 0; i < MessagesEach; i++)
            await peer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i}").PadRight(100, '.'));
    }
}
