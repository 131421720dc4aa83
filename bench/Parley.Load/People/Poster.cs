using Parley.Load.Counting;
using Parley.Load.Loop;
using Parley.Load.Wire;

namespace Parley.Load.People;

/// <summary>Posts for a person, numbered from 0, and times the answers.</summary>
internal sealed class Poster
{
    /// <summary>Posts that may be unanswered; the server holds less.</summary>
    private const int MaxOutstanding = 64 * 1024;

    private readonly EventLoop _loop;
    private readonly int _sender;
    private readonly PostTemplate _template;
    private readonly long[] _sentAt = new long[MaxOutstanding];

    /// <param name="sender">Distinguishes the senders of one conversation: 0, 1, 2 …</param>
    public Poster(EventLoop loop, Person person, int sender, PostTemplate template)
    {
        _loop = loop;
        _sender = sender;
        _template = template;
        Person = person;
        person.Posted = number =>
        {
            Accepted++;
            Latency?.Add(_loop.Now - _sentAt[number % MaxOutstanding]);
        };
    }

    public Person Person { get; }

    public int Sent { get; private set; }

    public long Accepted { get; private set; }

    public int Outstanding => Sent - Person.Answered;

    /// <summary>From sending to the answer <c>posted</c>; null while it is not measured.</summary>
    public Histogram? Latency { get; set; }

    public void Post() => Post(_loop.Now);

    /// <param name="time">What the payload says; for an open loop, when it was due.</param>
    public void Post(long time)
    {
        if (Person.Link is not { } link)
            return;
        _sentAt[Sent % MaxOutstanding] = _loop.Now;
        _template.Write(link.Output, new Payload(_sender, Sent, time));
        Sent++;
    }

    /// <summary>Posts until <paramref name="window"/> are unanswered.</summary>
    public void Fill(int window)
    {
        while (Outstanding < window && Person.Link is not null)
            Post();
    }
}
