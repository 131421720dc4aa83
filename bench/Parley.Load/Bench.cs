using System.Diagnostics;
using System.Security.Cryptography;
using Parley.Load.Counting;
using Parley.Load.Loop;
using Parley.Load.People;
using Parley.Load.Wire;

namespace Parley.Load;

/// <summary>What a scenario runs on: the loop, the options, accounts, and names that no other run has.</summary>
internal sealed class Bench(LoadOptions options, EventLoop loop, IReadOnlyList<Account> known)
{
    private readonly string _run = RandomNumberGenerator.GetHexString(8, lowercase: true);

    public LoadOptions Options { get; } = options;

    public EventLoop Loop { get; } = loop;

    public ServerProcess? Server { get; } = options.ServerProcesses is { Count: > 0 } ids ? new ServerProcess(ids) : null;

    /// <summary>Bytes of a text.</summary>
    public int TextBytes { get; } = options.Int("bytes", 100);

    public string Name(string what) => $"{what}-{_run}";

    /// <summary>People who have accounts and are not connected. What the account file lacks is registered.</summary>
    public async Task<IReadOnlyList<Person>> InviteAsync(int count)
    {
        var accounts = known.Count >= count ? known.Take(count) : await Crowd.RegisterAsync(Loop, Name("load"), count);
        return [.. accounts.Select(account => new Person(Loop, account))];
    }

    /// <summary>Connected, logged in by token and together in a new room.</summary>
    public async Task<Gathering> GatherAsync(IReadOnlyList<Person> people, string room)
    {
        await Crowd.LoginAsync(people);
        return new Gathering(Loop, people, room, await Crowd.GatherAsync(Loop, people, room));
    }

    /// <param name="sender">0, 1, 2 … in the conversation.</param>
    /// <param name="target"><c>room</c> or <c>to</c>.</param>
    public Poster PosterOf(Person person, int sender, string target, string name) =>
        new(Loop, person, sender, new PostTemplate(target, name, $"{_run}-", TextBytes));

    /// <summary>Warms up, then measures while <paramref name="eachTurn"/> keeps the load up.</summary>
    public async Task<StintFigures> MeasureAsync(Action eachTurn, Action begin, Func<long> deliveries, int seconds)
    {
        Loop.EachTurn = eachTurn;
        await Loop.DelayAsync(Options.WarmUp);
        begin();
        var before = deliveries();
        var stint = new Stint(Server);
        await Loop.DelayAsync(Options.Measured(seconds));
        var figures = stint.End(deliveries() - before);
        Loop.EachTurn = null;
        return figures;
    }

    /// <summary>Posts in turn at a fixed rate, whatever the answers; each payload says when it was due.</summary>
    public async Task PostSteadilyAsync(IReadOnlyList<Poster> posters, int perSecond, Func<bool> goOn)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; goOn(); i++)
        {
            var due = start + (i * Stopwatch.Frequency / perSecond);
            await Loop.UntilAsync(due);
            posters[i % posters.Count].Post(due);
        }
    }
}
