using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>A few senders in one room, each with many posts under way: how many messages a second become durable.</summary>
internal static class Accept
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var senders = bench.Options.Int("senders", 8);
        var window = bench.Options.Int("window", 256);
        var people = await bench.InviteAsync(senders);
        var room = await bench.GatherAsync(people, bench.Name("accept"));
        Poster[] posters = [.. people.Select((person, i) => bench.PosterOf(person, i, "room", room.Room))];
        var latency = new Histogram();
        var before = 0L;
        var stint = await bench.MeasureAsync(
            () => FillAll(posters, window),
            () =>
            {
                before = Accepted(posters);
                foreach (var poster in posters)
                    poster.Latency = latency;
            },
            () => room.Deliveries,
            seconds: 10);
        var accepted = Accepted(posters) - before;
        return new Report("accept")
            .Add("senders", senders).Add("window", window)
            .Add("acceptedPerSecond", Math.Round(accepted / stint.Seconds))
            .Add("accept", latency)
            .Add(stint)
            .Add(await room.SettleAsync(posters));
    }

    private static long Accepted(Poster[] posters) => posters.Sum(p => p.Accepted);

    private static void FillAll(Poster[] posters, int window)
    {
        foreach (var poster in posters)
            poster.Fill(window);
    }
}
