using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Sessions;

namespace Parley.Core.People;

/// <summary>Who is connected, by name. A name belongs to one person at a time. Any thread.</summary>
internal sealed class PeopleDirectory(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Person> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<AccountId, Person[]> _byAccount = [];
    private long _lastGuest;

    /// <summary>Told when an account's first session has come and when its last has gone.</summary>
    public event Action<AccountId>? Came;

    /// <summary>With whether its link was lost: it has not been ended by either side.</summary>
    public event Action<AccountId, bool>? Went;

    /// <summary>Somebody's face is another now.</summary>
    public event Action<Person>? Changed;

    /// <summary>A name has been taken by somebody, or let go.</summary>
    public event Action<Person, string, bool>? Named;

    public int Online
    {
        get
        {
            lock (_lock)
                return _byName.Count;
        }
    }

    /// <summary>The most there were at a time.</summary>
    public int Peak { get; private set; }

    /// <summary>Puts a session under a name: with the other sessions of its account that go by it, or as somebody new. Null when somebody else goes by it.</summary>
    public Person? Enter(Session session, Account? account, Face face)
    {
        Person person;
        bool first, came;
        lock (_lock)
        {
            var fold = NameRules.Fold(face.Name);
            first = !_byName.TryGetValue(fold, out var known);
            if (!first && (account is null || known!.Account?.Id != account.Id))
                return null;
            person = known ?? new Person(new AccountId(--_lastGuest), account, face, time.GetUtcNow());
            person.Sessions = [.. person.Sessions, session];
            _byName[fold] = person;
            came = first && account is not null && Add(account.Id, person);
            Peak = Math.Max(Peak, _byName.Count);
        }
        if (came)
            Came?.Invoke(account!.Id);
        if (first)
            Named?.Invoke(person, person.Name, true);
        return person;
    }

    /// <summary>True when it was the last session of its person, who is gone now.</summary>
    public bool Leave(Session session, Person person, CloseReason reason)
    {
        bool went;
        lock (_lock)
        {
            if (!person.Sessions.Contains(session))
                return false;
            person.Sessions = [.. person.Sessions.Where(s => s != session)];
            if (person.Sessions.Length > 0)
                return false;
            _byName.Remove(person.Fold);
            went = person.Account is { } account && Remove(account.Id, person);
        }
        if (went)
            Went?.Invoke(person.Id, reason is CloseReason.PeerLost or CloseReason.PingTimeout or CloseReason.Stalled or CloseReason.ServerStopping);
        Named?.Invoke(person, person.Name, false);
        return true;
    }

    /// <summary>False when somebody else goes by the name.</summary>
    public bool Rename(Person person, string name)
    {
        var before = person.Name;
        lock (_lock)
        {
            var fold = NameRules.Fold(name);
            if (_byName.TryGetValue(fold, out var holder) && holder != person)
                return false;
            _byName.Remove(person.Fold);
            person.Face = person.Face with { Name = name };
            person.NamedAt = time.GetUtcNow();
            _byName[fold] = person;
        }
        if (!string.Equals(NameRules.Fold(before), person.Fold, StringComparison.Ordinal))
        {
            Named?.Invoke(person, before, false);
            Named?.Invoke(person, name, true);
        }
        Changed?.Invoke(person);
        return true;
    }

    /// <summary>Changes how somebody is seen, but for the name.</summary>
    public void Change(Person person, Func<Face, Face> change)
    {
        lock (_lock)
            person.Face = change(person.Face) with { Name = person.Name };
        Changed?.Invoke(person);
    }

    public void SetAway(Person person, string? text)
    {
        person.Away = text;
        Changed?.Invoke(person);
    }

    /// <summary>A person who is here already has logged in.</summary>
    public void Adopt(Person person, Account account, Func<Face, Face> change)
    {
        bool came, went = false;
        AccountId? before;
        lock (_lock)
        {
            before = person.Account?.Id;
            if (before is { } old)
                went = Remove(old, person);
            person.Account = account;
            person.Face = change(person.Face) with { Name = person.Name };
            came = Add(account.Id, person);
        }
        if (went)
            Went?.Invoke(before!.Value, false);
        if (came)
            Came?.Invoke(account.Id);
        Changed?.Invoke(person);
    }

    public bool IsOnline(AccountId account) => SessionsOf(account).Length > 0;

    /// <summary>Whether a connection would show a message now.</summary>
    public bool IsReachable(AccountId account) => Array.Exists(SessionsOf(account), s => !s.IsResting);

    /// <summary>By what they go by.</summary>
    public Person? Find(string name)
    {
        var fold = NameRules.Fold(name);
        lock (_lock)
            return _byName.GetValueOrDefault(fold);
    }

    /// <summary>A snapshot; empty when the person is not connected.</summary>
    public Session[] SessionsOf(AccountId account)
    {
        lock (_lock)
        {
            if (!_byAccount.TryGetValue(account, out var people))
                return [];
            return people.Length == 1 ? people[0].Sessions : [.. people.SelectMany(p => p.Sessions)];
        }
    }

    /// <summary>Everybody connected, by name.</summary>
    public IReadOnlyList<Person> List()
    {
        lock (_lock)
            return [.. _byName.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value)];
    }

    /// <summary>True when it is the account's first person.</summary>
    private bool Add(AccountId account, Person person)
    {
        var first = !_byAccount.TryGetValue(account, out var known);
        _byAccount[account] = first ? [person] : [.. known!, person];
        return first;
    }

    /// <summary>True when it was the account's last person.</summary>
    private bool Remove(AccountId account, Person person)
    {
        if (!_byAccount.TryGetValue(account, out var known))
            return false;
        if (known.Length > 1)
        {
            _byAccount[account] = [.. known.Where(p => p != person)];
            return false;
        }
        return _byAccount.Remove(account);
    }
}
