using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Everybody comes at once: connects and logs in by token. Seconds from the first connect to the last answer.</summary>
internal static class Logins
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var count = bench.Options.Int("count", 5_000);
        var people = await bench.InviteAsync(count);
        var stint = new Stint(bench.Server);
        await Crowd.LoginAsync(people);
        var figures = stint.End(0);
        return new Report("logins")
            .Add("logins", count)
            .Add("loginsPerSecond", Math.Round(count / figures.Seconds))
            .Add(figures)
            .Add("cut", people.Sum(p => p.Cuts));
    }
}
