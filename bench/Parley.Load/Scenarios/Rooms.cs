using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Many small rooms, some senders in each: the load of a server with many groups.</summary>
/// <remarks>With <c>--rate</c> an open loop: so many messages a second over all rooms in turn, whatever the answers.</remarks>
internal static class Rooms
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var count = bench.Options.Int("rooms", 100);
        var members = bench.Options.Int("members", 20);
        var senders = bench.Options.Int("senders", 2);
        var window = bench.Options.Int("window", 4);
        var rate = bench.Options.Int("rate", 0);
        var people = await bench.InviteAsync(count * members);
        var rooms = new List<(Gathering Room, Poster[] Posters)>();
        foreach (var group in people.Chunk(members))
        {
            var room = await bench.GatherAsync(group, bench.Name($"room{rooms.Count}"));
            rooms.Add((room, [.. group.Take(senders).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))]));
        }
        Poster[] posters = [.. rooms.SelectMany(r => r.Posters)];
        var (latency, delay) = (new Histogram(), new Histogram());
        var posting = rate > 0;
        var steady = posting ? bench.PostSteadilyAsync(posters, rate, () => posting) : Task.CompletedTask;
        var stint = await bench.MeasureAsync(
            () =>
            {
                foreach (var poster in rate > 0 ? [] : posters)
                    poster.Fill(window);
            },
            () =>
            {
                foreach (var poster in posters)
                    poster.Latency = latency;
                foreach (var person in people)
                    person.Observed = payload => delay.Add(bench.Loop.Now - payload.Time);
            },
            () => rooms.Sum(r => r.Room.Deliveries),
            seconds: 10);
        posting = false;
        await steady;
        var report = new Report("rooms")
            .Add("rooms", count).Add("members", members).Add("senders", senders).Add(rate > 0 ? "rate" : "window", rate > 0 ? rate : window)
            .Add("acceptedPerSecond", Math.Round(latency.Count / stint.Seconds))
            .Add("deliveriesPerSecond", Math.Round(latency.Count * members / stint.Seconds))
            .Add("accept", latency)
            .Add("delivery", delay)
            .Add(stint);
        var faults = default(Faults);
        foreach (var (room, own) in rooms)
            faults += await room.SettleAsync(own);
        return report.Add(faults);
    }
}
