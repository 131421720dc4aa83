using Parley.Load.Counting;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Pairs of people who answer each other at once: round trips of private messages, each of them durable.</summary>
internal static class Private
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var pairs = bench.Options.Int("pairs", 100);
        var people = await bench.InviteAsync(pairs * 2);
        await Crowd.LoginAsync(people);
        var trips = new Histogram();
        var going = true;
        var measuring = false;
        Poster[] posters = [.. people.Select((person, i) => bench.PosterOf(person, i % 2, "to", people[i ^ 1].Account.Login))];
        for (var i = 0; i < posters.Length; i += 2)
            Converse(posters[i], posters[i + 1]);

        void Converse(Poster asking, Poster answering)
        {
            // Each of the two sees both's messages; the sender's number says whose it is.
            answering.Person.Observed = payload =>
            {
                if (payload.Sender == 0)
                    answering.Post(payload.Time);
            };
            asking.Person.Observed = payload =>
            {
                if (payload.Sender == 0)
                    return;
                if (measuring)
                    trips.Add(bench.Loop.Now - payload.Time);
                if (going)
                    asking.Post();
            };
            asking.Post();
        }

        var stint = await bench.MeasureAsync(() => { }, () => measuring = true, () => people.Sum(p => p.Sight.Seen), seconds: 10);
        var measured = trips.Count;
        measuring = going = false;
        await bench.Loop.ReachedAsync(() => Enumerable.Range(0, pairs).All(Ended), TimeSpan.FromSeconds(30));
        var heads = people.Select((person, i) => (person, Other: people[i ^ 1])).ToDictionary(p => p.person, p => p.Other.Sight.Position);
        return new Report("private")
            .Add("pairs", pairs)
            .Add("roundTripsPerSecond", Math.Round(measured / stint.Seconds))
            .Add("roundTrip", trips)
            .Add(stint)
            .Add(Faults.Of(people, person => heads[person]));

        // The last word is an answer, and both have seen it.
        bool Ended(int pair)
        {
            var (asking, answering) = (posters[2 * pair], posters[(2 * pair) + 1]);
            return asking.Accepted == asking.Sent && answering.Accepted == asking.Sent && asking.Person.Sight.Position == answering.Person.Sight.Position;
        }
    }
}
