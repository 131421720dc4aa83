using Parley.Load.Counting;
using Parley.Load.Loop;

namespace Parley.Load.People;

/// <summary>The people of one room, all of them observers.</summary>
internal sealed class Gathering(EventLoop loop, IReadOnlyList<Person> people, string room, long conversation)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);

    public IReadOnlyList<Person> People { get; } = people;

    public string Room { get; } = room;

    public long Conversation { get; } = conversation;

    public long Deliveries => People.Sum(p => p.Sight.Seen);

    /// <summary>Ends when every post is answered and everybody has seen the last one, or nothing has come for long.</summary>
    /// <returns>What was wrong at the end, against as many positions as were accepted.</returns>
    public async Task<Faults> SettleAsync(IReadOnlyList<Poster> posters)
    {
        await loop.ReachedAsync(() => posters.All(p => p.Outstanding == 0 || p.Person.Link is null) && People.All(p => p.Sight.Position >= Head(posters)), SettleLimit);
        return Faults.Of(People, _ => Head(posters));
    }

    /// <summary>The room was made for the load: nobody else posts into it.</summary>
    private static long Head(IReadOnlyList<Poster> posters) => posters.Sum(p => p.Accepted);
}
