using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Many small rooms, some senders in each: the load of a server with many groups.</summary>
internal static class Rooms
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var count = bench.Options.Int("rooms", 100);
        var members = bench.Options.Int("members", 20);
        var senders = bench.Options.Int("senders", 2);
        var window = bench.Options.Int("window", 4);
        var people = await bench.InviteAsync(count * members);
        var rooms = new List<(Gathering Room, Poster[] Posters)>();
        foreach (var group in people.Chunk(members))
        {
            var room = await bench.GatherAsync(group, bench.Name($"room{rooms.Count}"));
            rooms.Add((room, [.. group.Take(senders).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))]));
        }
        Poster[] posters = [.. rooms.SelectMany(r => r.Posters)];
        var latency = new Histogram();
        var stint = await bench.MeasureAsync(
            () =>
            {
                foreach (var poster in posters)
                    poster.Fill(window);
            },
            () =>
            {
                foreach (var poster in posters)
                    poster.Latency = latency;
            },
            () => rooms.Sum(r => r.Room.Deliveries),
            seconds: 10);
        var report = new Report("rooms")
            .Add("rooms", count).Add("members", members).Add("senders", senders).Add("window", window)
            .Add("acceptedPerSecond", Math.Round(latency.Count / stint.Seconds))
            .Add("deliveriesPerSecond", Math.Round(latency.Count * members / stint.Seconds))
            .Add("accept", latency)
            .Add(stint);
        var faults = default(Faults);
        foreach (var (room, own) in rooms)
            faults += await room.SettleAsync(own);
        return report.Add(faults);
    }
}
