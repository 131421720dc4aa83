using Parley.Contracts;
using Parley.Core.Sessions;

namespace Parley.Core.People;

/// <summary>Who wants to know when a name comes and goes. IRCv3 MONITOR. Any thread.</summary>
internal sealed class Watches
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<Session>> _watchers = new(StringComparer.Ordinal);
    private readonly Dictionary<Session, Dictionary<string, string>> _names = [];

    public Watches(PeopleDirectory people) => people.Named += Tell;

    /// <summary>False when the session watches <paramref name="limit"/> names already.</summary>
    public bool TryAdd(Session session, string name, int limit)
    {
        var fold = NameRules.Fold(name);
        lock (_lock)
        {
            if (!_names.TryGetValue(session, out var names))
                _names[session] = names = new(StringComparer.Ordinal);
            if (!names.ContainsKey(fold) && names.Count >= limit)
                return false;
            names[fold] = name;
            if (!_watchers.TryGetValue(fold, out var watchers))
                _watchers[fold] = watchers = [];
            watchers.Add(session);
            return true;
        }
    }

    public void Remove(Session session, string name)
    {
        lock (_lock)
        {
            if (_names.TryGetValue(session, out var names) && names.Remove(NameRules.Fold(name)))
                Forget(session, NameRules.Fold(name));
        }
    }

    public void Clear(Session session)
    {
        lock (_lock)
        {
            if (!_names.Remove(session, out var names))
                return;
            foreach (var fold in names.Keys)
                Forget(session, fold);
        }
    }

    /// <summary>As the session spelled them.</summary>
    public IReadOnlyList<string> Of(Session session)
    {
        lock (_lock)
            return _names.TryGetValue(session, out var names) ? [.. names.Values] : [];
    }

    /// <summary>A snapshot.</summary>
    public IReadOnlyList<Session> WatchersOf(string name)
    {
        lock (_lock)
            return _watchers.TryGetValue(NameRules.Fold(name), out var watchers) ? [.. watchers] : [];
    }

    private void Tell(Person person, string name, bool online)
    {
        foreach (var session in WatchersOf(name))
            session.Tell(new WatchedName(name, online) { Who = person.Face });
    }

    private void Forget(Session session, string fold)
    {
        if (_watchers.TryGetValue(fold, out var watchers) && watchers.Remove(session) && watchers.Count == 0)
            _watchers.Remove(fold);
    }
}
