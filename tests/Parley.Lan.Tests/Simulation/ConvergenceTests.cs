using System.Text;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Simulation;

/// <summary>Many schedules of chance. A failure names its seed.</summary>
public sealed class ConvergenceTests
{
    [Fact]
    public async Task All_end_with_the_same_entries_in_the_same_order_each_once()
    {
        for (var seed = 0; seed < Schedules.Count; seed++)
            Assert.True(await DifferenceAsync(seed, () => new SimulatedView()) is null, $"seed {seed}: {await DifferenceAsync(seed, () => new SimulatedView())}");
    }

    [Fact]
    public async Task An_author_that_forks_has_one_branch_everywhere_and_is_known_to_all()
    {
        for (var seed = 0; seed < Schedules.Count / 2; seed++)
            Assert.True(await DifferenceAsync(seed, () => new SimulatedView(), forks: true) is null, $"seed {seed}: {await DifferenceAsync(seed, () => new SimulatedView(), forks: true)}");
    }

    /// <summary>The negative control: the checks above see a fault when there is one.</summary>
    [Theory]
    [InlineData("arrival")]
    [InlineData("drops")]
    [InlineData("both branches")]
    public async Task A_planted_fault_is_seen(string fault)
    {
        Func<SimulatedView> plant = fault switch
        {
            "arrival" => () => new ViewByArrival(),
            "drops" => () => new ViewThatDrops(),
            _ => () => new ViewThatKeepsAll(),
        };
        for (var seed = 0; seed < 20; seed++)
        {
            if (await DifferenceAsync(seed, plant, forks: fault == "both branches") is not null)
                return;
        }
        Assert.Fail($"{fault}: no schedule showed it");
    }

    /// <summary>One lets go of bodies as it likes, and hands on what it has: nobody else is without them in the end, and it does not take them back while it runs.</summary>
    [Fact]
    public async Task Who_got_an_entry_without_its_body_has_it_from_another()
    {
        for (var seed = 0; seed < Schedules.Count / 4; seed++)
        {
            var random = new Random(seed);
            using var network = new SimulatedNetwork(seed, random.Next(2, 7));
            await network.StartAsync(() => new SimulatedView());
            var forgetful = network.Peers[0];
            for (var step = 0; step < 120; step++)
            {
                await network.StepAsync();
                if (random.Next(4) == 0 && forgetful.View.Entries.Where(e => e.Author != forgetful.Key.Id).ToList() is { Count: > 0 } others)
                    await forgetful.Mesh.EmptyAsync([others[random.Next(others.Count)]], default);
            }
            await network.HealAsync();
            await network.PassAsync(Exchange.AskEvery * 8);
            foreach (var peer in network.Peers.Skip(1))
                Assert.True(peer.View.Entries.All(e => !e.IsBare || e.Author == forgetful.Key.Id), $"seed {seed}: {peer.View.Entries.Count(e => e.IsBare)} of {peer.View.Entries.Count} without a body, {peer.Mesh.Replica.Lacking.Count} known to be");
            Assert.True(Compare(network, forks: false, forgetful.Key.Id) is null, $"seed {seed}: {Compare(network, forks: false, forgetful.Key.Id)}");
        }
    }

    /// <summary>Links only in a row: everything passes through others.</summary>
    [Fact]
    public async Task Entries_reach_who_is_linked_with_their_author_by_others_only()
    {
        using var network = new SimulatedNetwork(1, 8);
        await network.StartAsync(() => new SimulatedView());
        for (var i = 1; i < 8; i++)
            network.Link(network.Peers[i - 1], network.Peers[i]);
        foreach (var peer in network.Peers)
            await peer.WriteAsync(peer.GetHashCode());
        await network.SettleAsync();
        Assert.All(network.Peers, peer => Assert.Equal(8, peer.View.Entries.Count));
    }

    /// <returns>Null, or how two peers differ after all links are back.</returns>
    private static async Task<string?> DifferenceAsync(int seed, Func<SimulatedView> plant, bool forks = false)
    {
        var random = new Random(seed);
        using var network = new SimulatedNetwork(seed, random.Next(2, 8));
        await network.StartAsync(plant);
        var forker = network.Peers[0];
        var steps = random.Next(30, 200);
        for (var step = 0; step < steps; step++)
        {
            await network.StepAsync();
            if (forks && random.Next(15) == 0)
                await ForkAsync(random, forker, network.Peers[random.Next(network.Peers.Count)]);
        }
        if (forks)
        {
            await ForkAsync(random, forker, network.Peers[^1]);
            await HandAsync(forker, await OtherThanLastAsync(forker));
        }
        await network.HealAsync();
        return Compare(network, forks, forker.Key.Id);
    }

    private static string? Compare(SimulatedNetwork network, bool forks, DeviceId forker)
    {
        var first = network.Peers[0];
        var expected = first.View.Entries.Select(e => e.Hash).ToList();
        if (expected.Distinct().Count() != expected.Count)
            return "an entry stands twice";
        if (!forks && expected.Count != network.Written)
            return $"{expected.Count} entries of {network.Written}";
        foreach (var peer in network.Peers)
        {
            if (!peer.View.Entries.Select(e => e.Hash).SequenceEqual(expected))
                return $"two peers show different things: {Text(first)} and {Text(peer)}";
            if (peer.View.Entries.Count != peer.Mesh.Replica.Heads.Sum(h => h.Number))
                return "what is shown is not what is kept";
            if (peer.Mesh.Replica.Forks.Any(f => f.One.Author != forker) || peer.Mesh.Replica.Forks.Count != first.Mesh.Replica.Forks.Count)
                return "a fork that not all know, or of somebody who did not";
            if (forks && peer.Mesh.Replica.Forks.Count == 0)
                return "a fork that nobody saw";
        }
        return null;
    }

    /// <summary>The forker goes on after any entry of its own that a peer has, and tells that peer only.</summary>
    private static async Task ForkAsync(Random random, SimulatedPeer forker, SimulatedPeer to)
    {
        var log = await to.Log.ReadAsync(forker.Key.Id, 0, int.MaxValue, default);
        var text = $"fork {random.Next()}";
        await HandAsync(to, log.Count == 0 ? Sample.First(forker.Key, text) : Sample.After(log[Math.Max(0, log.Count - 1 - random.Next(4))], forker.Key, text));
    }

    /// <summary>Another entry with the number of the forker's last.</summary>
    private static async Task<PeerEntry> OtherThanLastAsync(SimulatedPeer forker)
    {
        await forker.WriteAsync(0);
        var log = await forker.Log.ReadAsync(forker.Key.Id, 0, int.MaxValue, default);
        return log.Count == 1 ? Sample.First(forker.Key, "another") : Sample.After(log[^2], forker.Key, "another");
    }

    private static async Task HandAsync(SimulatedPeer to, PeerEntry entry)
    {
        var exchange = to.Mesh.Attach(new Hostile());
        Assert.Null(await to.Mesh.TakeAsync(exchange, new PeerEntries([entry]), default));
        to.Mesh.Detach(exchange);
    }

    private static string Text(SimulatedPeer peer) => string.Join(',', peer.View.Entries.Select(e => Encoding.UTF8.GetString(e.Content.Body.Span)));

    private sealed class Hostile : ILinkOutput
    {
        public bool HasRoom => false;

        public void Send(PeerFrame frame)
        {
        }
    }
}
