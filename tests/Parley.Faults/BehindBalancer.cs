using Parley.Faults.People;
using Parley.Faults.Records;
using Parley.Faults.Sites;

namespace Parley.Faults;

/// <summary>deploy/cluster on hosts of its own: people behind HAProxy carry on when a node's cable is pulled.</summary>
public sealed class BehindBalancer
{
    private const string Room = "uci";
    private static readonly string[] Logins = ["ana", "bob", "eva"];

    [Fact]
    public async Task People_behind_the_balancer_carry_on_when_a_host_is_cut_off_and_nothing_is_lost_or_doubled()
    {
        var reason = await NetNamespace.ReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        var random = Chance.Seeded();
        await using var site = await Balanced.StartAsync();
        await PrepareAsync(site);
        var history = new History();
        var people = Logins.Select(login => new Person(site.Way, history, login, [Room], [])).ToList();
        var writers = people.ConvertAll(p => new Writer(p, history, new Random(random.Next()), pause: 100));
        using var stop = new CancellationTokenSource();
        people.ForEach(p => p.Start());
        var writing = writers.ConvertAll(w => w.RunAsync(stop.Token));
        await AcceptedAsync(history, people, 20);

        foreach (var cut in new[] { 0, 2 })
        {
            await site.Hosts[cut].SetLinkAsync(up: false);
            await AcceptedAsync(history, people, 20);
            await site.Hosts[cut].SetLinkAsync(up: true);
            await AcceptedAsync(history, people, 20);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        history.Logs[Room] = [await LogAsync(site)];
        foreach (var person in people)
        {
            history.Complete.Add((person.Login, Room));
            await Patience.UntilAsync(() => person.LastOf(Room) == history.Logs[Room][0].Count, $"{person.Login} has everything");
            await person.DisposeAsync();
        }
        Assert.Empty(Checker.Check(history).Select(v => v.ToString()));
        Assert.All(writers, w => Assert.Empty(w.Strange));
        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Posts.Count} posts, {people.Sum(p => p.Links)} links");
    }

    [Fact]
    public async Task Whoever_only_listens_is_told_of_a_dead_host_by_the_balancer_and_stays_while_the_nodes_are_not_ready()
    {
        var reason = await NetNamespace.ReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var site = await Balanced.StartAsync();
        List<ILines> listeners = [];
        for (var i = 0; i < Logins.Length; i++)
            listeners.Add((await site.Way(i, CancellationToken.None)).Lines);
        var ends = listeners.ConvertAll(EndAsync);
        await site.CutDatabaseAsync(cut: true);
        await Patience.UntilAsync(() => site.ReadyNodesAsync(0), "no node is ready");
        // Longer than the balancer needs to see it.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(ends, e => e.IsCompleted);
        await site.CutDatabaseAsync(cut: false);
        await Patience.UntilAsync(() => site.ReadyNodesAsync(3), "all nodes are ready");
        foreach (var host in site.Hosts)
            await host.SetLinkAsync(up: false);
        await Task.WhenAll(ends).WaitAsync(Patience.Normal, TestContext.Current.CancellationToken);
        listeners.ForEach(l => l.Dispose());
    }

    private static async Task EndAsync(ILines lines)
    {
        try
        {
            while (await lines.ReadAsync(CancellationToken.None) is not null)
            {
            }
        }
        catch (IOException)
        {
            // An end too.
        }
    }

    /// <summary>Everybody has had so many more posts accepted.</summary>
    private static Task AcceptedAsync(History history, List<Person> people, int more)
    {
        var wanted = people.ToDictionary(p => p.Login, p => Accepted(history, p) + more, StringComparer.Ordinal);
        return Patience.UntilAsync(() => people.TrueForAll(p => Accepted(history, p) >= wanted[p.Login]), "everybody posts", Patience.Long);
    }

    private static int Accepted(History history, Person person) => history.Posts.Count(p => p.Author == person.Login && p.IsAccepted);

    private static async Task PrepareAsync(Balanced site)
    {
        foreach (var login in Logins)
        {
            await JsonLink.UseAsync(site.Way, async link =>
            {
                await link.AskAsync(new { t = "register", login, password = Site.Password });
                if (login != Logins[0])
                    return;
                await link.AskAsync(new { t = "create", room = Room });
                await link.NeedAsync(new { t = "keep", room = Room });
            });
        }
    }

    private static async Task<IReadOnlyList<LogEntry>> LogAsync(Balanced site)
    {
        IReadOnlyList<LogEntry> log = [];
        await JsonLink.UseAsync(site.Way, async link =>
        {
            await link.NeedAsync(new { t = "login", login = Logins[0], password = Site.Password });
            await link.NeedAsync(new { t = "join", room = Room });
            log = await WholeLog.ReadAsync(link, Room, null);
        });
        return log;
    }
}
