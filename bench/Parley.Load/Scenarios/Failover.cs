using System.Diagnostics;
using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>A room over the nodes of a cluster, the last of which is killed while others post: its people log in elsewhere at once and resume behind the last position seen.</summary>
/// <remarks>Clients of Parley's own wait a moment with jitter before they try again; what is measured is what the cluster needs.</remarks>
internal static class Failover
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<Report> RunAsync(Bench bench)
    {
        var members = bench.Options.Int("members", 1_000);
        var senders = bench.Options.Int("senders", 2);
        var perSecond = bench.Options.Int("rate", 100);
        if (bench.Options.Servers is not [_, .., var doomed] || bench.Server is null)
            throw new InvalidDataException("failover takes several nodes: --server A,B,C --pid P,Q,R; the last of them is killed");
        var people = await bench.InviteAsync(members);
        var room = await bench.GatherAsync(people, bench.Name("failover"));
        var isCut = people.ToLookup(p => p.Link!.Server.Equals(doomed));
        Person[] cut = [.. isCut[true]];
        Person[] others = [.. isCut[false]];
        Poster[] posters = [.. others.Take(senders).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))];
        var delay = new Histogram();
        foreach (var person in others)
            person.Observed = payload => delay.Add(bench.Loop.Now - payload.Time);
        var posting = true;
        var steady = bench.PostSteadilyAsync(posters, perSecond, () => posting);
        await bench.Loop.DelayAsync(bench.Options.WarmUp);

        bench.Loop.Leave(doomed);
        var start = Stopwatch.GetTimestamp();
        bench.Server.KillLast();
        await bench.Loop.ReachedAsync(() => cut.All(p => p.Link is null), Limit);
        var noticed = Stopwatch.GetElapsedTime(start);
        await Crowd.EachAsync(cut, async person =>
        {
            await Crowd.LoginAsync(person);
            await Crowd.ResumeAsync(person, room.Room, room.Conversation);
        });
        var joined = Stopwatch.GetElapsedTime(start);
        var head = posters.Sum(p => p.Accepted);
        await bench.Loop.ReachedAsync(() => cut.All(p => p.Sight.Position >= head), Limit);
        var caughtUp = Stopwatch.GetElapsedTime(start);
        await bench.Loop.DelayAsync(bench.Options.Measured(5));
        posting = false;
        await steady;
        var faults = await room.SettleAsync(posters);
        return new Report("failover")
            .Add("members", members).Add("cutOff", cut.Length).Add("messagesPerSecond", perSecond)
            .Add("noticedSeconds", Math.Round(noticed.TotalSeconds, 3))
            .Add("joinedSeconds", Math.Round(joined.TotalSeconds, 3))
            .Add("caughtUpSeconds", Math.Round(caughtUp.TotalSeconds, 3))
            .Add("deliveryToOthers", delay)
            .Add(faults with { Cut = faults.Cut - cut.Length });
    }
}
