using System.Diagnostics;
using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>A room loses all its connections but the senders', who go on; then everybody comes back and resumes behind the last position seen.</summary>
internal static class Reconnect
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<Report> RunAsync(Bench bench)
    {
        var members = bench.Options.Int("members", 1_000);
        var senders = bench.Options.Int("senders", 2);
        var perSecond = bench.Options.Int("rate", 100);
        var people = await bench.InviteAsync(members + senders);
        var room = await bench.GatherAsync(people, bench.Name("reconnect"));
        Poster[] posters = [.. people.Take(senders).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))];
        Person[] dropping = [.. people.Skip(senders)];
        var posting = true;
        var steady = bench.PostSteadilyAsync(posters, perSecond, () => posting);
        await bench.Loop.DelayAsync(bench.Options.WarmUp);

        foreach (var person in dropping)
            person.Drop();
        await bench.Loop.DelayAsync(Away);
        var missed = posters.Sum(p => p.Accepted) - dropping.Min(p => p.Sight.Position);

        var stint = new Stint(bench.Server);
        var start = Stopwatch.GetTimestamp();
        await Crowd.EachAsync(dropping, async person =>
        {
            await Crowd.LoginAsync(person);
            await Crowd.ResumeAsync(person, room.Room, room.Conversation);
        });
        var joined = Stopwatch.GetElapsedTime(start);
        var head = posters.Sum(p => p.Accepted);
        await bench.Loop.ReachedAsync(() => dropping.All(p => p.Sight.Position >= head), Limit);
        var caughtUp = Stopwatch.GetElapsedTime(start);
        var figures = stint.End(0);
        posting = false;
        await steady;
        return new Report("reconnect")
            .Add("members", members).Add("messagesPerSecond", perSecond).Add("missedMessages", missed)
            .Add("joinedSeconds", Math.Round(joined.TotalSeconds, 3))
            .Add("caughtUpSeconds", Math.Round(caughtUp.TotalSeconds, 3))
            .Add(figures)
            .Add(await room.SettleAsync(posters));
    }
}
