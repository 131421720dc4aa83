using Parley.Contracts;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Rooms;

/// <summary>Who is in a room: sessions, the people behind them and their ranks. Touched in the room's turn only.</summary>
internal sealed class Members
{
    private readonly Dictionary<SessionId, Session> _sessions = [];
    private readonly Dictionary<Person, Member> _people = [];

    public int People => _people.Count;

    /// <summary>Sessions at this node's doors.</summary>
    public int Near { get; private set; }

    public IEnumerable<Session> Sessions => _sessions.Values;

    public IEnumerable<KeyValuePair<Person, Member>> All => _people;

    public bool Contains(Session session) => _sessions.ContainsKey(session.Id);

    public Member? Find(Person person) => _people.GetValueOrDefault(person);

    /// <summary>By what they go by; null when nobody inside does.</summary>
    public (Person Person, Member Member)? Find(string name)
    {
        var fold = NameRules.Fold(name);
        foreach (var (person, member) in _people)
        {
            if (string.Equals(person.Fold, fold, StringComparison.Ordinal))
                return (person, member);
        }
        return null;
    }

    /// <summary>True when it is the person's first session here.</summary>
    public bool Add(Session session, Rank rank)
    {
        var person = session.Person!;
        _sessions.Add(session.Id, session);
        Near += session.IsFar ? 0 : 1;
        var first = !_people.TryGetValue(person, out var member);
        if (first)
        {
            _people.Add(person, member = new Member());
            member.Set(rank, true);
        }
        member!.Sessions++;
        return first;
    }

    /// <summary>True when it was the person's last session here.</summary>
    public bool Remove(Session session)
    {
        _sessions.Remove(session.Id);
        Near -= session.IsFar ? 0 : 1;
        var person = session.Person!;
        if (--_people[person].Sessions > 0)
            return false;
        _people.Remove(person);
        return true;
    }

    /// <summary>Takes all of a person's sessions out and returns them.</summary>
    public IReadOnlyList<Session> Remove(Person person)
    {
        var gone = _sessions.Values.Where(s => s.Person == person).ToList();
        foreach (var session in gone)
        {
            _sessions.Remove(session.Id);
            Near -= session.IsFar ? 0 : 1;
        }
        _people.Remove(person);
        return gone;
    }

    public void Clear()
    {
        _sessions.Clear();
        _people.Clear();
        Near = 0;
    }

    /// <summary>Those at this node's doors; the far ones are told by their own nodes.</summary>
    public void Tell(Delivery delivery, Session? but = null)
    {
        foreach (var session in _sessions.Values)
        {
            // A member that can't take it is closing and leaves by itself.
            if (session != but)
                session.TryDeliver(delivery);
        }
    }
}

internal sealed class Member
{
    private static readonly Rank[] HighestFirst = [.. Enum.GetValues<Rank>().OrderDescending()];

    private int _ranks;

    /// <summary>The highest that the person has here.</summary>
    public Rank Rank => _ranks == 0 ? Rank.None : (Rank)int.Log2(_ranks);

    /// <summary>All that the person has here, the highest first.</summary>
    public IReadOnlyList<Rank> Ranks => _ranks == 0 ? [] : [.. HighestFirst.Where(Has)];

    public bool Has(Rank rank) => rank != Rank.None && (_ranks & (1 << (int)rank)) != 0;

    public void Set(Rank rank, bool on)
    {
        if (rank != Rank.None)
            _ranks = on ? _ranks | (1 << (int)rank) : _ranks & ~(1 << (int)rank);
    }

    /// <summary>Of the person, in this room.</summary>
    public int Sessions { get; set; }
}
