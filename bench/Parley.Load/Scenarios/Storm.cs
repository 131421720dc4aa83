using System.Diagnostics;
using Parley.Load.Counting;
using Parley.Load.Loop;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>A steady load in one room, in turn calm and under a storm of plain password logins: what the storm does to delivery.</summary>
internal static class Storm
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var members = bench.Options.Int("members", 50);
        var perSecond = bench.Options.Int("rate", 200);
        var clients = bench.Options.Int("clients", 8);
        var rounds = bench.Options.Int("rounds", 5);
        var people = await bench.InviteAsync(members);
        var room = await bench.GatherAsync(people, bench.Name("storm"));
        var attackers = await Crowd.RegisterAsync(bench.Loop, bench.Name("plain"), clients);
        Poster[] posters = [.. people.Take(8).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))];
        Histogram? now = null;
        foreach (var person in people)
            person.Observed = payload => now?.Add(bench.Loop.Now - payload.Time);
        var posting = true;
        var steady = bench.PostSteadilyAsync(posters, perSecond, () => posting);
        await bench.Loop.DelayAsync(bench.Options.WarmUp);

        var calm = new Rounds();
        var storm = new Rounds();
        var logins = 0L;
        var stormSeconds = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            now = calm.Next();
            await bench.Loop.DelayAsync(bench.Options.Measured(5));
            now = storm.Next();
            var start = Stopwatch.GetTimestamp();
            var end = start + EventLoop.Ticks(bench.Options.Measured(5));
            var storming = Task.WhenAll(attackers.Select(account => LogInAgainAndAgainAsync(account, end)));
            await bench.Loop.UntilAsync(end);
            now = null;
            stormSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            await storming;
        }
        posting = false;
        await steady;
        return new Report("storm")
            .Add("members", members).Add("messagesPerSecond", perSecond).Add("clients", clients).Add("rounds", rounds)
            .Add("passwordLoginsPerSecond", Math.Round(logins / stormSeconds, 2))
            .Add("calmP50Ms", calm.Median(0.5)).Add("calmP99Ms", calm.Median(0.99))
            .Add("stormP50Ms", storm.Median(0.5)).Add("stormP99Ms", storm.Median(0.99))
            .Add("ratioP99", Math.Round(storm.Median(0.99) / calm.Median(0.99), 3))
            .Add(await room.SettleAsync(posters));

        async Task LogInAgainAndAgainAsync(Account account, long end)
        {
            while (bench.Loop.Now < end)
            {
                var person = new Person(bench.Loop, account);
                person.Connect();
                await person.AskAsync($$"""{"t":"login","login":"{{account.Login}}","password":"{{Account.Password}}" """.TrimEnd());
                person.Drop();
                logins++;
            }
        }
    }
}
