using Parley.Faults.Nemesis;
using Parley.Faults.People;
using Parley.Faults.Records;
using Parley.Faults.Sites;

namespace Parley.Faults;

/// <summary>People at every node and door talk while things go wrong, until all is well again; what they saw is the record.</summary>
internal sealed class Run(Site site, Random random, int pause, Action<string> say)
{
    /// <summary>When nothing is wrong any more, within this everybody has everything.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] Rooms = ["lab", "sala", "uci"];
    private const string TwinLogin = "twins";

    private readonly History _history = new();
    private readonly List<Person> _people = [];
    private readonly List<Watcher> _watchers = [];
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);

    public History History => _history;

    public List<string> Strange { get; } = [];

    /// <summary>How long it took at the end until everybody had everything.</summary>
    public TimeSpan Settled { get; private set; }

    /// <param name="rounds">Asked before each round of the nemesis whether there is another one.</param>
    public async Task GoAsync(Func<int, bool> rounds)
    {
        await PrepareAsync();
        using var stop = new CancellationTokenSource();
        var writing = StartPeople(stop.Token);
        for (var round = 0; rounds(round) && await RunsAsync(round); round++)
        {
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        await SettleAsync();
        foreach (var watcher in _watchers)
            await watcher.DisposeAsync();
        foreach (var person in _people)
            await person.DisposeAsync();
        Strange.AddRange(site.Nodes.Where(n => n.Falls > 0).Select(n => $"node {n.Number} ended by itself {n.Falls} times"));
    }

    public string Summary()
    {
        var answers = _history.Posts.SelectMany(p => p.Answers).ToLookup(a => a.Outcome);
        return $"{_history.Posts.Count} posts ({answers[Outcome.Accepted].Count()} accepted, {answers[Outcome.Refused].Count()} refused, {answers[Outcome.Unknown].Count()} unknown answers), "
            + $"{_history.Stays.Sum(s => s.Seen.Count)} sightings on {_people.Sum(p => p.Links) + _watchers.Sum(w => w.Links)} links, {_history.Looks.Count} looks; "
            + $"{_faults.Values.Sum()} faults ({string.Join(", ", _faults.OrderByDescending(f => f.Value).Select(f => $"{f.Key} {f.Value}"))}); settled in {Settled.TotalSeconds:0.0} s";
    }

    private static string[] Logins => ["ana", "bob", "eva", "leo", "mia", "zoe", TwinLogin, "nc"];

    private async Task PrepareAsync()
    {
        foreach (var login in Logins)
            await WithLinkAsync(0, link => link.AskAsync(new { t = "register", login, password = Site.Password }));
        await WithLinkAsync(0, async link =>
        {
            await link.NeedAsync(new { t = "login", login = Logins[0], password = Site.Password });
            foreach (var room in Rooms)
            {
                await link.AskAsync(new { t = "create", room });
                await link.NeedAsync(new { t = "keep", room });
            }
        });
        for (var node = 0; node < site.Nodes.Count; node++)
        {
            var at = node;
            await Patience.UntilAsync(() => KnowsRoomsAsync(at), $"node {at} knows the rooms");
        }
    }

    private async Task<bool> KnowsRoomsAsync(int node)
    {
        var known = 0;
        await WithLinkAsync(node, async link =>
        {
            known = 0;
            await link.NeedAsync(new { t = "login", login = Logins[0], password = Site.Password });
            foreach (var room in Rooms)
                known += JsonLink.Code(await link.AskAsync(new { t = "join", room })) == 0 ? 1 : 0;
        });
        return known == Rooms.Length;
    }

    /// <summary>At one node, however often that takes.</summary>
    private Task WithLinkAsync(int node, Func<JsonLink, Task> use) =>
        JsonLink.UseAsync((_, cancellationToken) => site.Way(Door.Line, node)(0, cancellationToken), use);

    private List<Task> StartPeople(CancellationToken stop)
    {
        Person At(string login, Door door, int node, params string[] pairs)
        {
            var person = new Person(site.Way(door, node), _history, login, Rooms, pairs);
            _people.Add(person);
            person.Start();
            return person;
        }

        Writer[] writers =
        [
            new(At("ana", Door.Line, 0, "bob", "zoe"), _history, new Random(random.Next()), pause),
            new(At("bob", Door.Web, 1, "ana"), _history, new Random(random.Next()), pause),
            new(At("eva", Door.Line, 2, "leo"), _history, new Random(random.Next()), pause),
            new(At("leo", Door.Line, 0, "eva"), _history, new Random(random.Next()), pause),
        ];
        var twins = new Twins(At(TwinLogin, Door.Line, 1), At(TwinLogin, Door.Web, 2), _history, new Random(random.Next()), pause);
        At("mia", Door.Web, 1);
        At("zoe", Door.Line, 2, "ana");
        _watchers.Add(new Watcher(site, _history, "nc", Door.Line, Rooms[0], 0));
        _watchers.Add(new Watcher(site, _history, "irc", Door.Irc, Rooms[1], 1));
        _watchers.ForEach(w => w.Start());
        return [.. writers.Select(w => w.RunAsync(stop)), twins.RunAsync(stop), CollectAsync(writers, twins, stop)];
    }

    private async Task CollectAsync(Writer[] writers, Twins twins, CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Strange.AddRange(writers.SelectMany(w => w.Strange).Concat(twins.Strange));
    }

    /// <summary>False: the suite itself could not go on. What was recorded until then is checked all the same.</summary>
    private async Task<bool> RunsAsync(int round)
    {
        try
        {
            await RoundAsync(round);
            return true;
        }
        catch (Exception e)
        {
            Strange.Add($"round {round} was given up: {e.Message}");
            return false;
        }
    }

    /// <summary>One fault or two, for a while, and some time after it.</summary>
    private async Task RoundAsync(int round)
    {
        var chosen = Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => Fault.Kinds[random.Next(Fault.Kinds.Count)](random)).DistinctBy(f => f.Process ?? f.Kind).ToList();
        // The lease lasts 6 s: shorter and longer.
        var hold = TimeSpan.FromMilliseconds(random.Next(500, random.Next(3) == 0 ? 11_000 : 4_000));
        var rest = TimeSpan.FromMilliseconds(random.Next(500, 3_000));
        say($"round {round}: {string.Join(" and ", chosen)} for {hold.TotalSeconds:0.0} s");
        foreach (var fault in chosen)
        {
            _faults[fault.Kind] = _faults.GetValueOrDefault(fault.Kind) + 1;
            await fault.Begin(site);
        }
        await Task.Delay(hold, TimeProvider.System, CancellationToken.None);
        await Task.WhenAll(chosen.Select(f => f.End(site)));
        await Task.Delay(rest, TimeProvider.System, CancellationToken.None);
    }

    private async Task SettleAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        await ReadLogsAsync();
        foreach (var person in _people)
        {
            foreach (var conversation in person.Conversations)
                _history.Complete.Add((person.Login, conversation));
        }
        await UntilSettledAsync(() => Task.FromResult(_people.TrueForAll(p => p.Conversations.All(c => p.LastOf(c) == HeadOf(c)))), "everybody has everything");
        await UntilSettledAsync(SameListsAsync, "all nodes list the same people");
        Settled = TimeProvider.System.GetElapsedTime(started);
    }

    private long HeadOf(string conversation) => _history.Logs[conversation][0] is [.., var last] ? last.Position : 0;

    /// <summary>What is lacking then is in the record, but for lists.</summary>
    private async Task UntilSettledAsync(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Patience.UntilAsync(condition, what, SettleLimit);
        }
        catch (TimeoutException e)
        {
            Strange.Add($"did not settle: {e.Message}");
        }
    }

    private async Task<bool> SameListsAsync()
    {
        List<string> lists = [];
        // A link that is lost half-way leaves its lists twice, which changes nothing.
        for (var node = 0; node < site.Nodes.Count; node++)
        {
            await WithLinkAsync(node, async link =>
            {
                await link.NeedAsync(new { t = "login", login = "zoe", password = Site.Password });
                foreach (var room in Rooms)
                {
                    await link.NeedAsync(new { t = "join", room });
                    lists.Add($"{room}: {string.Join(' ', (await link.NeedAsync(new { t = "users", scope = "room", room }))["users"]!.AsArray().Select(u => (string)u!["login"]!).Where(l => !l.StartsWith("irc", StringComparison.Ordinal)).Order(StringComparer.Ordinal))}");
                }
            });
        }
        Lists = lists;
        return lists.GroupBy(l => l.Split(':')[0], StringComparer.Ordinal).All(g => g.Distinct(StringComparer.Ordinal).Count() == 1 && _people.TrueForAll(p => g.First().Split(' ').Contains(p.Login, StringComparer.Ordinal)));
    }

    /// <summary>Who was in which room, as each node said last.</summary>
    public IReadOnlyList<string> Lists { get; private set; } = [];

    private async Task ReadLogsAsync()
    {
        for (var node = 0; node < site.Nodes.Count; node++)
        {
            foreach (var person in _people.DistinctBy(p => p.Login))
            {
                await WithLinkAsync(node, async link =>
                {
                    await link.NeedAsync(new { t = "login", login = person.Login, password = Site.Password });
                    foreach (var other in person.Pairs.Where(p => string.CompareOrdinal(person.Login, p) < 0))
                        Add(Person.PairOf(person.Login, other), await WholeLog.ReadAsync(link, null, other));
                    if (person != _people[0])
                        return;
                    foreach (var room in Rooms)
                    {
                        await link.NeedAsync(new { t = "join", room });
                        Add(room, await WholeLog.ReadAsync(link, room, null));
                    }
                });
            }
        }
    }

    private void Add(string conversation, IReadOnlyList<LogEntry> log)
    {
        if (!_history.Logs.TryGetValue(conversation, out var logs))
            logs = _history.Logs[conversation] = [];
        logs.Add(log);
    }
}
