using Parley.Load.Counting;

namespace Parley.Load.Scenarios;

/// <summary>One sender alone, one post at a time: how long until it is durable and answered.</summary>
internal static class Lone
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var people = await bench.InviteAsync(1);
        var room = await bench.GatherAsync(people, bench.Name("lone"));
        var poster = bench.PosterOf(people[0], 0, "room", room.Room);
        var latency = new Histogram();
        var stint = await bench.MeasureAsync(() => poster.Fill(1), () => poster.Latency = latency, () => room.Deliveries, seconds: 10);
        return new Report("lone")
            .Add("accept", latency)
            .Add("acceptedPerSecond", Math.Round(latency.Count / stint.Seconds))
            .Add(stint)
            .Add(await room.SettleAsync([poster]));
    }
}
