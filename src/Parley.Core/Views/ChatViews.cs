using Parley.Contracts;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Core.Sessions;

namespace Parley.Core.Views;

/// <summary>What a door may look at to answer a question: snapshots, never the owners of the state.</summary>
public sealed class ChatViews
{
    private readonly Chat _chat;
    private readonly Lock _lock = new();
    private readonly LinkedList<Departure> _departures = new();

    internal ChatViews(Chat chat)
    {
        _chat = chat;
        chat.People.Named += NoteDeparture;
    }

    /// <summary>People connected.</summary>
    public int Online => _chat.People.Online;

    /// <summary>The most there were at a time.</summary>
    public int Peak => _chat.People.Peak;

    public RoomName DefaultRoom => _chat.Rooms.Default.Record.Name;

    /// <summary>What somebody said on going away; null when present, or not here.</summary>
    public string? AwayOf(string name) => _chat.People.Find(name)?.Away;

    /// <summary>Somebody who is connected, by what they go by.</summary>
    public PersonView? Find(string name) => _chat.People.Find(name) is { } person ? Of(person) : null;

    /// <summary>Whether there is an account of that login.</summary>
    public async ValueTask<bool> HasAccountAsync(string login, CancellationToken cancellationToken) =>
        Login.TryParse(login, out var name) && await _chat.Accounts.FindAsync(name, cancellationToken) is not null;

    /// <summary>Why nobody, or nobody but its account, may go by the name; null when the session may.</summary>
    public ValueTask<Refusal?> RefuseNameAsync(Session session, string name, CancellationToken cancellationToken) =>
        _chat.RefuseNameAsync(name, session.Account, cancellationToken);

    /// <summary>Everybody connected, by name.</summary>
    public IReadOnlyList<PersonView> People() => [.. _chat.People.List().Select(Of)];

    public RoomFacts? FindRoom(RoomName name) => _chat.Rooms.Find(name) is { } room ? Of(room) : null;

    /// <summary>Rooms with somebody in them.</summary>
    public int RoomsInUse => _chat.Rooms.InUse;

    /// <summary>Every living room, the default one first.</summary>
    public IReadOnlyList<RoomFacts> Rooms() => [.. _chat.Rooms.List().Select(Of)];

    /// <summary>Who is in a room, in its turn: after all that was asked of it before.</summary>
    public async Task<RoomView?> ViewAsync(RoomName name, CancellationToken cancellationToken) =>
        await _chat.Rooms.LoadAsync(name, cancellationToken) is { } room ? await room.ViewAsync(cancellationToken) : null;

    /// <summary>Who went by the name before, the last first. <c>irc.max-whowas</c>.</summary>
    public IReadOnlyList<Departure> Departed(string name)
    {
        var fold = NameRules.Fold(name);
        lock (_lock)
            return [.. _departures.Where(d => string.Equals(NameRules.Fold(d.Face.Name), fold, StringComparison.Ordinal))];
    }

    /// <summary>The session wants to know when a name comes and goes. False when it watches <paramref name="limit"/> already.</summary>
    public bool TryWatch(Session session, string name, int limit) => _chat.Watches.TryAdd(session, name, limit);

    public void Unwatch(Session session, string name) => _chat.Watches.Remove(session, name);

    public void UnwatchAll(Session session) => _chat.Watches.Clear(session);

    public IReadOnlyList<string> Watched(Session session) => _chat.Watches.Of(session);

    /// <summary>Tells everybody who shares a room with the session's person, and the person's own sessions, once.</summary>
    public Task TellSharersAsync(Session session, Event news, CancellationToken cancellationToken)
    {
        if (session.Person is not { } person)
            return Task.CompletedTask;
        _chat.Cluster?.Send(new PersonTold(person.Name, News.Of(news)));
        return _chat.TellAsync(person, news, cancellationToken);
    }

    /// <summary>Ends every session that goes by the name. False when nobody does.</summary>
    public bool End(string name, CloseReason reason, string farewell)
    {
        if (_chat.People.Find(name) is not { } person)
            return false;
        foreach (var session in person.Sessions)
        {
            session.Farewell = farewell;
            session.Close(new Closing(reason, person.Account?.Login.Value));
        }
        return true;
    }

    /// <summary>Ends every session that goes by the name and waits until they have gone.</summary>
    internal async Task EndAsync(string name, string farewell, CancellationToken cancellationToken)
    {
        if (Find(name) is { } person && End(name, CloseReason.Revoked, farewell))
            await GoneAsync(person, cancellationToken);
    }

    /// <summary>Completes when nobody of that person is there any more, or after a while.</summary>
    public async Task GoneAsync(PersonView person, CancellationToken cancellationToken)
    {
        var ended = person.Sessions.Select(_chat.FindSession).OfType<Session>().Where(s => !s.IsResting).Select(s => s.Ended);
        await Task.WhenAll(ended).WaitAsync(TimeSpan.FromSeconds(2), _chat.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>There are other nodes, which may change what is stored.</summary>
    public bool IsOneOfMany => _chat.Cluster is not null;

    /// <summary>Whether this node is the one to do what one node is to do; asked again before each piece of it.</summary>
    public ValueTask<bool> TakesDutyAsync(string duty, CancellationToken cancellationToken) => _chat.Cluster?.TakeDutyAsync(duty, cancellationToken) ?? new(true);

    /// <summary>What other nodes do is told here, but for what is lost on the way. False while they can't be heard.</summary>
    public bool HearsOthers => _chat.Cluster?.IsConnected ?? false;

    /// <summary>Another node says by <see cref="TellValuesChanged"/> that values it shares with this one have changed. Any thread; must not block.</summary>
    public event Action<string>? ValuesChanged;

    /// <summary>Tells the other nodes that values under a name which the doors agree on have changed. May be lost.</summary>
    public void TellValuesChanged(string name) => _chat.Cluster?.Send(new ValuesChanged(name));

    internal void HeardValuesChanged(string name) => ValuesChanged?.Invoke(name);

    /// <summary>Where small facts of the doors are kept (metadata).</summary>
    public IKeyValue KeyValue => _chat.KeyValue;

    private static PersonView Of(Person person) => new(
        person.Face,
        person.Id,
        person.Away,
        person.Since,
        person.LastSpoke,
        [.. person.Sessions.SelectMany(s => s.Rooms).Distinct().Select(r => r.Record.Name)],
        [.. person.Sessions.Select(s => s.Id)],
        person.Sessions.Length > 0 && person.Sessions.All(s => s.Origin.IsSecret));

    private static RoomFacts Of(Room room) => new(room.Record.Name, room.Id, room.People, room.Record.Topic, room.Rules, room.Record.Created, room.IsKept, room.Head);

    private void NoteDeparture(Person person, string name, bool online)
    {
        if (online)
            return;
        lock (_lock)
        {
            _departures.AddFirst(new Departure(person.Face with { Name = name }, _chat.Time.GetUtcNow()));
            while (_departures.Count > _chat.Settings.Irc.MaxWhowas)
                _departures.RemoveLast();
        }
    }
}

/// <param name="Id">The account's, or below zero for a guest.</param>
/// <param name="Away">The text; null when present.</param>
/// <param name="IsSecure">All their connections are.</param>
public sealed record PersonView(
    Face Face,
    AccountId Id,
    string? Away,
    DateTimeOffset Since,
    DateTimeOffset LastSpoke,
    IReadOnlyList<RoomName> Rooms,
    IReadOnlyList<SessionId> Sessions,
    bool IsSecure);

public sealed record RoomFacts(RoomName Name, ConversationId Id, int People, string Topic, RoomRules Rules, DateTimeOffset Created, bool IsKept, Position Head);

/// <summary>A name that was let go.</summary>
public sealed record Departure(Face Face, DateTimeOffset At);
