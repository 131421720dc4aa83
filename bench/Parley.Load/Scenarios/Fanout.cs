using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>One large room, senders that post as fast as everybody receives: deliveries a second.</summary>
/// <remarks>Held back by what the members have not received yet, as a server rightly closes readers that fall behind.</remarks>
internal static class Fanout
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var members = bench.Options.Int("members", 1000);
        var senders = bench.Options.Int("senders", 8);
        var window = bench.Options.Int("window", 32);
        var people = await bench.InviteAsync(members);
        var room = await bench.GatherAsync(people, bench.Name("fanout"));
        Poster[] posters = [.. people.Take(senders).Select((person, i) => bench.PosterOf(person, i, "room", room.Room))];
        var delay = new Histogram();
        var deliveries = 0L;
        var measuring = false;
        foreach (var person in people)
        {
            person.Observed = payload =>
            {
                deliveries++;
                if (measuring)
                    delay.Add(bench.Loop.Now - payload.Time);
            };
        }
        void Fill()
        {
            var open = (senders * window) - posters.Sum(p => (long)p.Sent) + (deliveries / members);
            foreach (var poster in posters)
            {
                for (var n = open / senders; n > 0 && poster.Outstanding < window; n--)
                    poster.Post();
            }
        }
        var stint = await bench.MeasureAsync(Fill, () => measuring = true, () => deliveries, seconds: 10);
        measuring = false;
        return new Report("fanout")
            .Add("members", members).Add("senders", senders).Add("window", window)
            .Add("deliveriesPerSecond", Math.Round(delay.Count / stint.Seconds))
            .Add("delivery", delay)
            .Add(stint)
            .Add(await room.SettleAsync(posters));
    }
}
