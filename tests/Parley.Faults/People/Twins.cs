using Parley.Faults.Records;

namespace Parley.Faults.People;

/// <summary>One account at two nodes, whose programs post the same under the same id at the same time.</summary>
internal sealed class Twins(Person one, Person other, History history, Random random, int pause)
{
    private int _next;

    public List<string> Strange { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = $"{one.Login}-{++_next}";
            var post = new Post(one.Rooms[random.Next(one.Rooms.Count)], one.Login, id, $"both {id}", Writer.Now());
            history.Posts.Enqueue(post);
            await Task.WhenAll(Writer.SendAsync(one, post, gives: false, Strange), Writer.SendAsync(other, post, gives: false, Strange));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(pause)), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
