using Parley.BlackBox.Proof;

namespace Parley.BlackBox.Cluster;

/// <summary>Nodes are restarted one after the other while people write and read: nothing is lost or doubled, and nobody does anything.</summary>
[Collection(typeof(ClusterTests))]
public sealed class Upgrades(Engines engines)
{
    private const string Room = "uci";
    private const string Last = "the end";
    private const int Wave = 200;

    [Fact]
    public async Task All_nodes_are_restarted_under_load() => await RollAsync(before: null, after: null);

    [Fact]
    public async Task A_cluster_of_the_previous_version_becomes_one_of_this_version_under_load() => await RollAsync(before: await PreviousVersion.PathAsync(), after: null);

    [Fact]
    public async Task A_cluster_goes_back_to_the_previous_version_under_load() => await RollAsync(before: null, after: await PreviousVersion.PathAsync());

    private async Task RollAsync(string? before, string? after)
    {
        await using var nodes = await Nodes.StartAsync(engines, [before, before, before]);
        await using (var owner = await nodes[0].RegisterJsonAsync("owner"))
        {
            await owner.AskAsync(new { t = "create", room = Room });
            await owner.AskAsync(new { t = "keep", room = Room });
        }
        string[] logins = ["sender0", "sender1", "sender2", "receiver0", "receiver1", "receiver2"];
        foreach (var login in logins)
            await (await nodes[0].RegisterJsonAsync(login)).DisposeAsync();

        CutReceiver[] receivers = [.. Enumerable.Range(0, 3).Select(n => new CutReceiver($"receiver{n}", Room))];
        var reading = Task.WhenAll(receivers.Select((r, n) => r.RunAsync(nodes.InTurn(n), entry => entry.Text == Last)));
        var rolling = Task.Run(async () =>
        {
            for (var n = 0; n < nodes.Count; n++)
                await nodes.RestartAsync(n, after);
        });
        List<CutSender>[] senders = [[], [], []];
        await Task.WhenAll(senders.Select((waves, n) => Task.Run(async () =>
        {
            var ends = nodes.InTurn(n);
            // At least two waves: one more when all is as it will be.
            for (var done = false; !done;)
            {
                done = rolling.IsCompleted;
                waves.Add(new CutSender($"sender{n}", Room, Wave, waves.Count * Wave));
                await waves[^1].RunAsync(ends);
            }
        })));
        await rolling;

        await using var end = await nodes[0].LoginJsonAsync("owner");
        await end.AskAsync(new { t = "join", room = Room });
        await end.AskAsync(new { t = "post", room = Room, text = Last });
        await reading;

        var history = await WholeHistory.ReadAsync(end, Room);
        var complaints = LogChecker.Complaints(
            [.. history.SkipLast(1)],
            senders.SelectMany(waves => waves).SelectMany(s => s.Accepted),
            receivers.Select(r => (IReadOnlyList<SeenEntry>)[.. r.Seen.SkipLast(1)]),
            senders.Select(waves => (IReadOnlyList<string>)[.. waves.SelectMany(s => s.Sent)]));
        Assert.Empty(complaints.Take(10));
        Assert.Equal(senders.SelectMany(waves => waves).Sum(s => s.Total) + 1, history.Count);
        Assert.All(receivers, r => Assert.Equal(history, r.Seen));
        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Count} messages while three nodes were restarted");
    }
}
