using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Rooms;
using Parley.Core.Sessions;

namespace Parley.Core.People;

/// <summary>A name that is present, with the sessions that go by it. An account's sessions under its login are one person; a guest is one of its own.</summary>
/// <remarks>Reading is safe from any thread; changes are the directory's.</remarks>
internal sealed class Person(AccountId id, Account? account, Face face, DateTimeOffset since)
{
    private readonly AccountId _transient = id;
    private volatile Account? _account = account;
    private volatile Face _face = face;
    private volatile string? _away;
    private volatile Session[] _sessions = [];
    private long _lastSpoke = since.UtcTicks;
    private long _namedAt = since.UtcTicks;

    /// <summary>The account's, or a number below zero for a guest.</summary>
    public AccountId Id => _account?.Id ?? _transient;

    /// <summary>Null for a guest.</summary>
    public Account? Account
    {
        get => _account;
        set => _account = value;
    }

    public Face Face
    {
        get => _face;
        set => _face = value;
    }

    public string Name => _face.Name;

    public string Fold => NameRules.Fold(_face.Name);

    public bool IsGuest => _account is null;

    /// <summary>What the person said on going away; null when present.</summary>
    public string? Away
    {
        get => _away ?? (IsResting ? "" : null);
        set => _away = value;
    }

    public DateTimeOffset Since { get; } = since;

    /// <summary>Since when they go by their name.</summary>
    public DateTimeOffset NamedAt
    {
        get => new(Volatile.Read(ref _namedAt), TimeSpan.Zero);
        set => Volatile.Write(ref _namedAt, value.UtcTicks);
    }

    /// <summary>When they last wrote something.</summary>
    public DateTimeOffset LastSpoke
    {
        get => new(Volatile.Read(ref _lastSpoke), TimeSpan.Zero);
        set => Volatile.Write(ref _lastSpoke, value.UtcTicks);
    }

    public Session[] Sessions
    {
        get => _sessions;
        set => _sessions = value;
    }

    /// <summary>Kept present without any connection.</summary>
    public bool IsResting => Array.TrueForAll(_sessions, s => s.IsResting);

    /// <summary>The author of what they write, in the log.</summary>
    public AccountId Author => _account?.Id ?? AccountId.Guest;

    /// <summary>The author's name where the account's login does not say it.</summary>
    public string? AuthorName => _account is { } known && string.Equals(known.Login.Value, _face.Name, StringComparison.Ordinal) ? null : _face.Name;

    /// <summary>Names of the rooms the person is in, over all sessions; secret ones only to those who are in them.</summary>
    public IReadOnlyList<string> RoomsSeenBy(Session viewer) =>
        [.. Sessions.SelectMany(s => s.Rooms).Distinct().Where(r => !r.Rules.Has(RoomFlags.Secret) || viewer.IsIn(r) || viewer.Person == this).Select(r => r.Name).Order(StringComparer.Ordinal)];

    public void Tell(Event news)
    {
        foreach (var session in _sessions)
            session.Tell(news);
    }
}
