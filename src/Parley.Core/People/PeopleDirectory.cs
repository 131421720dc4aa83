using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Sessions;

namespace Parley.Core.People;

/// <summary>Who is connected: the sessions of each account. Any thread.</summary>
internal sealed class PeopleDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, Session[]> _sessions = [];

    /// <summary>Told when an account's first session has come and when its last has gone.</summary>
    public event Action<AccountId>? Came;

    public event Action<AccountId>? Went;

    public int Online
    {
        get
        {
            lock (_lock)
                return _sessions.Count;
        }
    }

    public void Enter(Session session)
    {
        var account = session.Account!.Id;
        bool first;
        lock (_lock)
        {
            first = !_sessions.TryGetValue(account, out var known);
            _sessions[account] = first ? [session] : [.. known!, session];
        }
        if (first)
            Came?.Invoke(account);
    }

    public void Leave(Session session)
    {
        var account = session.Account!.Id;
        lock (_lock)
        {
            if (!_sessions.TryGetValue(account, out var known) || !known.Contains(session))
                return;
            if (known.Length > 1)
            {
                _sessions[account] = [.. known.Where(s => s != session)];
                return;
            }
            _sessions.Remove(account);
        }
        Went?.Invoke(account);
    }

    public bool IsOnline(AccountId account) => SessionsOf(account).Length > 0;

    /// <summary>A snapshot; empty when the person is not connected.</summary>
    public Session[] SessionsOf(AccountId account)
    {
        lock (_lock)
            return _sessions.GetValueOrDefault(account, []);
    }

    /// <summary>Everybody connected, by name.</summary>
    public IReadOnlyList<Person> List()
    {
        KeyValuePair<AccountId, Session[]>[] all;
        lock (_lock)
            all = [.. _sessions];
        return [.. all.Select(pair => new Person(pair.Value[0].Account!, pair.Value)).OrderBy(p => p.Account.Login.Fold, StringComparer.Ordinal)];
    }
}

internal sealed record Person(Account Account, IReadOnlyList<Session> Sessions)
{
    /// <summary>Names of the rooms the person is in, over all sessions.</summary>
    public IReadOnlyList<string> Rooms => [.. Sessions.SelectMany(s => s.Rooms).Select(r => r.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
