using Parley.Faults.Sites;
using Parley.Testing;

namespace Parley.Faults.Nemesis;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Kind">For counting.</param>
internal sealed record Fault(string Kind, string Name, Func<Site, Task> Begin, Func<Site, Task> End)
{
    /// <summary>Clocks that a node is started with: off by seconds, by more than leases last, by an hour, and too fast.</summary>
    private static readonly string[] Clocks = ["+1s", "-1s", "+10s", "-10s", "+1h", "-1h", "x1.2", "x0.8"];

    /// <summary>The kinds, each chosen with the rest by chance.</summary>
    public static IReadOnlyList<Func<Random, Fault>> Kinds { get; } =
    [
        KillNode, KillNode, KillNode, PauseNode, PauseNode, ShiftClock, KillBroker, PauseBroker, KillDatabase, PauseDatabase,
        CutFromDatabase, CutFromBroker, CutFromBoth, SlowDatabase, SlowBroker, DropLinks, DropLinks, SlowClients,
    ];

    /// <summary>The process that it ends or stops and brings back, which two faults must not do at once; or null.</summary>
    public string? Process { get; private init; }

    public override string ToString() => Name;

    private static Fault KillNode(Random random)
    {
        var n = random.Next(3);
        return new("node killed", $"node {n} killed", site => site.Nodes[n].KillAsync(), site => site.Nodes[n].StartAsync()) { Process = $"node {n}" };
    }

    private static Fault PauseNode(Random random)
    {
        var n = random.Next(3);
        return new("node stopped", $"node {n} stopped", Done(site => site.Nodes[n].Pause()), Done(site => site.Nodes[n].Resume()));
    }

    private static Fault ShiftClock(Random random)
    {
        var (n, clock) = (random.Next(3), Clocks[random.Next(Clocks.Length)]);
        // Not waited for: what the node needs may be away until the end of the round.
        var starting = Task.CompletedTask;
        return new(
            "clock shifted",
            $"node {n} with its clock at {clock}",
            async site =>
            {
                await site.Nodes[n].KillAsync();
                starting = site.Nodes[n].StartAsync(clock);
            },
            async site =>
            {
                await starting;
                await site.Nodes[n].KillAsync();
                await site.Nodes[n].StartAsync();
            })
        {
            Process = $"node {n}",
        };
    }

    private static Fault KillBroker(Random random) => new("broker killed", "broker killed", site => site.KillBrokerAsync(), site => site.StartBrokerAsync()) { Process = "broker" };

    private static Fault PauseBroker(Random random) => new("broker stopped", "broker stopped", Done(site => site.PauseBroker()), Done(site => site.ResumeBroker())) { Process = "broker" };

    private static Fault KillDatabase(Random random) => new("database killed", "database killed", site => site.KillDatabaseAsync(), site => site.Database.StartAsync()) { Process = "database" };

    private static Fault PauseDatabase(Random random) => new("database stopped", "database stopped", Done(site => site.PauseDatabase()), Done(site => site.ResumeDatabase())) { Process = "database" };

    private static Fault CutFromDatabase(Random random) => Cut(random, "database", node => [node.ToDatabase]);

    private static Fault CutFromBroker(Random random) => Cut(random, "broker", node => [node.ToBroker]);

    private static Fault CutFromBoth(Random random) => Cut(random, "database and broker", node => [node.ToDatabase, node.ToBroker]);

    /// <summary>Nothing goes through, and nobody is told. Afterwards what was sent arrives late, or the links turn out to be dead.</summary>
    private static Fault Cut(Random random, string what, Func<Node, IReadOnlyList<FaultProxy>> links)
    {
        var (n, resets) = (random.Next(3), random.Next(2) == 0);
        return new(
            $"cut from {what}",
            $"node {n} cut from {what}{(resets ? ", links lost" : "")}",
            Done(site =>
            {
                foreach (var link in links(site.Nodes[n]))
                {
                    link.ToServer.Stall();
                    link.ToClient.Stall();
                }
            }),
            Done(site =>
            {
                foreach (var link in links(site.Nodes[n]))
                {
                    if (resets)
                        link.Reset();
                    link.ToServer.Resume();
                    link.ToClient.Resume();
                }
            }));
    }

    private static Fault SlowDatabase(Random random) => Slow(random, "database", node => [node.ToDatabase]);

    private static Fault SlowBroker(Random random) => Slow(random, "broker", node => [node.ToBroker]);

    private static Fault SlowClients(Random random) => Slow(random, "clients", node => node.FromClients);

    private static Fault Slow(Random random, string what, Func<Node, IEnumerable<FaultProxy>> links)
    {
        var (n, delay) = (random.Next(3), TimeSpan.FromMilliseconds(random.Next(20, 400)));
        return new($"slow to {what}", $"node {n} slow to {what} by {delay.TotalMilliseconds} ms", Done(site => Set(site, delay)), Done(site => Set(site, TimeSpan.Zero)));

        void Set(Site site, TimeSpan to)
        {
            foreach (var link in links(site.Nodes[n]))
                (link.ToServer.Delay, link.ToClient.Delay) = (to, to);
        }
    }

    /// <summary>Every link of a node, once.</summary>
    private static Fault DropLinks(Random random)
    {
        var n = random.Next(3);
        return new(
            "links dropped",
            $"links of node {n} dropped",
            Done(site =>
            {
                foreach (var link in site.Nodes[n].FromClients.Append(site.Nodes[n].ToDatabase).Append(site.Nodes[n].ToBroker))
                    link.Reset();
            }),
            _ => Task.CompletedTask);
    }

    private static Func<Site, Task> Done(Action<Site> act) => site =>
    {
        act(site);
        return Task.CompletedTask;
    };
}
