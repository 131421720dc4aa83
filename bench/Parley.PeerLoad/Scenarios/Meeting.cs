using System.Net;
using Parley.Lan.Discovery;
using Parley.PeerLoad.Counting;
using Parley.PeerLoad.Peers;

namespace Parley.PeerLoad.Scenarios;

/// <summary>Peers that find each other by multicast on the loopback, write, and are silent.</summary>
/// <param name="Rate">Messages a second, of all together.</param>
internal sealed record Meeting(int Peers, double Rate, TimeSpan Writing, TimeSpan Silence)
{
    /// <summary>What is still told of the entries before, or of the links.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public async Task<Figures> RunAsync()
    {
        var figures = new Figures();
        // Compiles what is measured then.
        await using (var few = new Network())
            await MeetAndWriteAsync(few, 3, messages: 40, rate: 20);

        var before = Memory.Look();
        await using var network = new Network();
        var (met, traffic, delivery) = await MeetAndWriteAsync(network, Peers, (int)(Rate * Writing.TotalSeconds), Rate);
        figures.Add("all linked with all, s", met.Seconds);
        figures.Add("— CPU of all, s", met.Cpu);
        var times = delivery.Times();
        figures.Add("delivery p50, ms", times.Milliseconds(0.5));
        figures.Add("— p99, ms", times.Milliseconds(0.99));
        figures.Add("— CPU, ms", traffic.Cpu * 1000 / delivery.Count);
        figures.Add("— bytes", (double)traffic.Traffic.OnTheWire / delivery.Count);
        figures.Add("— of which headers of packets", (double)(traffic.Traffic.OnTheWire - traffic.Traffic.Bytes) / delivery.Count);

        var (start, use) = (Traffic.Look(), new Use());
        await Task.Delay(Silence, TimeProvider.System, CancellationToken.None);
        var idle = Traffic.Look() - start;
        figures.Add("idle: bytes a minute a peer", idle.OnTheWire / Peers / Silence.TotalMinutes);
        figures.Add("— CPU ms a minute a peer", use.CpuSeconds * 1000 / Peers / Silence.TotalMinutes);
        var memory = Memory.Look() - before;
        figures.Add("memory a peer, MB", memory.Resident / Peers / 1e6);
        figures.Add("— of which objects", memory.Heap / Peers / 1e6);
        figures.Add("others' cores meanwhile", met.OtherCores);
        return await network.IsOneHistoryAsync() ? figures : throw new InvalidOperationException("the peers don't have the same history");
    }

    private static async Task<((double Seconds, double Cpu, double OtherCores) Met, (Traffic Traffic, double Cpu) Written, Delivery Delivery)> MeetAndWriteAsync(Network network, int peers, int messages, double rate)
    {
        await network.OpenAsync(peers, new DiscoverySettings([IPAddress.Loopback]));
        var all = new Use();
        await Task.WhenAll(network.Peers.Select(p => p.StartAsync()));
        await network.UntilAsync(network.Peers, p => p.Linked == peers - 1, "linked with all");
        var met = (all.Seconds, all.CpuSeconds);
        // Each introduces itself.
        await network.UntilAsync(network.Peers, p => p.Entries >= peers, "introduced");
        await Task.Delay(Settling, TimeProvider.System, CancellationToken.None);

        var delivery = new Delivery(network.Peers, messages);
        var (start, use) = (Traffic.Look(), new Use());
        await delivery.RunAsync(rate);
        await Task.Delay(Settling, TimeProvider.System, CancellationToken.None);
        return ((met.Seconds, met.CpuSeconds, all.OtherCores), (Traffic.Look() - start, use.CpuSeconds), delivery);
    }
}
