using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.InMemory;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.Operators;
using Parley.Core.Peers;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Core.Sessions;
using Parley.Core.Settings;
using Parley.Core.TurnTaking;
using Parley.Core.Views;

namespace Parley.Core;

/// <summary>One node's chat: its rooms, people and sessions over the stores it was given.</summary>
public sealed class Chat : IAsyncDisposable
{
    /// <summary>How long an erasure waits for the person's sessions to end.</summary>
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(5);

    /// <summary>Seconds told to a session that is one too many.</summary>
    private const int TooManyPause = 60;

    private readonly PasswordHashing _hashing;
    private readonly RoomLifetimes _lifetimes;
    private readonly DeliveredMarkers _markers;
    private readonly ConcurrentDictionary<SessionId, Session> _sessions = new();
    private long _lastSession;

    private Chat(Stores stores, ChatSettings settings, TimeProvider time, ILogger log, byte[] decoySecret, Suspensions suspensions, Organisation organisation)
    {
        Organisation = organisation;
        Devices = new Devices(stores.KeyValue, organisation);
        HandingIn = new HandingIn(this);
        Suspensions = suspensions;
        Audit = new Audit(stores.KeyValue, time, log);
        Settings = settings;
        Time = time;
        Log = log;
        Messages = stores.Messages;
        Accounts = stores.Accounts;
        TokenStore = stores.Tokens;
        RoomStore = stores.Rooms;
        DoorSecret = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(decoySecret, "doors"u8));
        _hashing = new PasswordHashing(time, settings.Accounts.PasswordHash == "cheapest" ? ScramSha256.CheapestIterations : ScramSha256.DefaultIterations);
        Credentials = new Credentials(stores.Accounts, _hashing, new LoginThrottle(settings.Auth, time), settings.Accounts, decoySecret);
        Registrations = new RegistrationLimit(settings.Accounts.RegistrationsPerHour, time);
        Tokens = new TokenIssuer(stores.Tokens, time);
        KeyValue = stores.KeyValue;
        Files = stores.Files;
        People = new PeopleDirectory(time);
        Watches = new Watches(People);
        Views = new ChatViews(this);
        Visits = new Visits(this);
        Presence = new Presence(this, stores.KeyValue);
        ReadMarkers = new ReadMarkers(stores.KeyValue);
        Certificates = new Certificates(stores.KeyValue);
        Floors = new Floors(stores.KeyValue, stores.Messages, stores.Accounts, time, log);
        var link = stores.Bus is { } bus ? new NodeLink(bus, stores.Rooms) : null;
        Rooms = new RoomDirectory(stores.Rooms, stores.Messages, stores.Accounts, link, Floors, time, log);
        _markers = new DeliveredMarkers(stores.Rooms, time, log);
        Private = new PrivateConversations(stores.Messages, stores.Rooms, stores.Accounts, People, _markers, link, Floors, time, log);
        Floors.RanOut += conversation => _ = TellTurnRanOutAsync(conversation);
        _lifetimes = new RoomLifetimes(Rooms, People, Devices, settings.Rooms, time, log);
    }

    public ChatSettings Settings { get; }

    public TimeProvider Time { get; }

    /// <summary>The same over restarts, known to nobody: for what doors hide by hashing it.</summary>
    public string DoorSecret { get; }

    /// <summary>For doors that answer questions about people and rooms.</summary>
    public ChatViews Views { get; }

    /// <summary>Takes away what a door keeps of an account that is being erased. May be called again for one that was.</summary>
    public event Func<AccountId, CancellationToken, Task>? Erasing;

    /// <summary>What people share by the doors that take files.</summary>
    public IFileStore Files { get; }

    /// <summary>Who did what that operators answer for.</summary>
    public Audit Audit { get; }

    /// <summary>Accounts that nobody may log in to.</summary>
    public Suspensions Suspensions { get; }

    public LoginCounts Logins { get; } = new();

    internal ILogger Log { get; }

    internal IMessageLog Messages { get; }

    internal IAccountStore Accounts { get; }

    internal ITokenStore TokenStore { get; }

    internal IRoomStore RoomStore { get; }

    internal Credentials Credentials { get; }

    internal RegistrationLimit Registrations { get; }

    internal TokenIssuer Tokens { get; }

    internal IKeyValue KeyValue { get; }

    internal PeopleDirectory People { get; }

    internal Watches Watches { get; }

    internal Visits Visits { get; }

    internal Presence Presence { get; }

    internal ReadMarkers ReadMarkers { get; }

    internal Certificates Certificates { get; }

    internal Organisation Organisation { get; }

    internal Devices Devices { get; }

    internal HandingIn HandingIn { get; }

    internal Floors Floors { get; }

    internal RoomDirectory Rooms { get; }

    /// <summary>Null on a lone node.</summary>
    internal Cluster? Cluster { get; private set; }

    internal PrivateConversations Private { get; }

    /// <summary>Brings the rooms back and starts. <paramref name="settings"/> may change live where the operating page says so.</summary>
    public static async Task<Chat> StartAsync(Stores stores, ChatSettings settings, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var chat = new Chat(stores, settings, time, log, await DecoySecret.LoadAsync(stores.KeyValue, cancellationToken), await Suspensions.LoadAsync(stores.KeyValue, cancellationToken), await Organisation.LoadAsync(stores.KeyValue, cancellationToken));
        await chat.Floors.LoadAsync(cancellationToken);
        await chat.Rooms.LoadAsync(cancellationToken);
        if (stores.Bus is { } bus)
            await chat.JoinNodesAsync(bus, stores.Claims, cancellationToken);
        await chat.Presence.StartAsync(cancellationToken);
        chat._lifetimes.StartGrace();
        return chat;
    }

    /// <param name="lang"><c>es</c> or <c>en</c>, until the person says otherwise.</param>
    public Session Open(ISessionDoor door, Origin origin, Manner manner, string lang)
    {
        var session = new Session(this, new SessionId(Interlocked.Increment(ref _lastSession)), door, origin, manner, lang, Log);
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>A session at another node's door; null when its account has gone, or somebody here goes by its name.</summary>
    internal async Task<Session?> OpenFarAsync(FarDoor door, Stay stay)
    {
        var account = stay.Account is { } id ? await Accounts.FindAsync(id, CancellationToken.None) : null;
        if (stay.Account is not null && account is null)
            return null;
        var manner = stay.Named ? Manner.Named : stay.Placed ? Manner.Placed : Manner.Free;
        var session = new Session(this, new SessionId(Interlocked.Increment(ref _lastSession)), door, new Origin($"node {door.Node}", stay.Secret, IsExempt: true, stay.Door), manner, account?.Lang ?? "en", Log) { Since = stay.Since };
        if (session.Come(account, stay.Face))
        {
            KeepSessionLimit(session);
            return session;
        }
        Log.NameTakenTwice(door.Node);
        session.Dispose();
        return null;
    }

    /// <summary>
    /// Several nodes, or logins, may each have let in the last session that an account may have. Once they are known the newest go: each node
    /// ends its own of them, and all mean the same ones.
    /// </summary>
    internal void KeepSessionLimit(Session newcomer)
    {
        if (newcomer.Account is not { } account || People.SessionsOf(account.Id) is not { } sessions || sessions.Length <= Settings.Limits.SessionsPerAccount)
            return;
        var newest = sessions.Where(s => !s.IsResting)
            .OrderBy(s => s.Since).ThenBy(s => (s.Far?.Node ?? Cluster?.Node)?.Value, StringComparer.Ordinal).ThenBy(s => s.Far?.Number ?? s.Id.Value)
            .Skip(Settings.Limits.SessionsPerAccount);
        foreach (var session in newest.Where(s => !s.IsFar))
            session.Close(new Closing(CloseReason.TooManyConnections, account.Login.Value, TooManyPause));
    }

    /// <summary>How somebody is seen has changed at another node.</summary>
    internal async Task FollowFaceAsync(Person person, Stay stay)
    {
        var before = person.Face;
        if (!string.Equals(before.Name, stay.Face.Name, StringComparison.Ordinal) && People.Rename(person, stay.Face.Name))
            await TellAsync(person, new Renamed(before.Name, stay.Face.Name) { Who = before }, CancellationToken.None);
        // Where a session of the person is here, that one shows how they are seen.
        if (!Array.Exists(person.Sessions, s => !s.IsFar) && person.Face != stay.Face && string.Equals(person.Name, stay.Face.Name, StringComparison.Ordinal))
        {
            var shown = person.Face;
            People.Change(person, _ => stay.Face);
            if (!string.Equals(shown.Login, stay.Face.Login, StringComparison.Ordinal) || !string.Equals(shown.RealName, stay.Face.RealName, StringComparison.Ordinal))
                await TellAsync(person, new PersonChanged(person.Name, stay.Face.Login, stay.Face.RealName) { Before = shown, Now = person.Face }, CancellationToken.None);
        }
        if (string.Equals(person.Away, stay.Away, StringComparison.Ordinal))
            return;
        People.SetAway(person, stay.Away);
        await TellAsync(person, new AwayChanged(person.Name, stay.Away) { Who = person.Face }, CancellationToken.None);
    }

    /// <summary>An account's role, profile or suspension was changed at another node, or it is gone.</summary>
    internal async Task AccountChangedElsewhereAsync(AccountId account)
    {
        await Suspensions.RefreshAsync(account, CancellationToken.None);
        await RenewHereAsync(account, CancellationToken.None);
    }

    /// <summary>The server is about to stop: other nodes send nobody here, and this one moves nobody any more.</summary>
    public Task RetireAsync(CancellationToken cancellationToken) => Cluster?.RetireAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Whose connections are at this node, and logged in.</summary>
    internal IReadOnlyList<Session> NearSessions => [.. _sessions.Values.Where(s => s is { IsFar: false, IsVisiting: false, IsResting: false, Face: not null })];

    private async Task JoinNodesAsync(INodeBus bus, IClaims claims, CancellationToken cancellationToken)
    {
        Cluster = new Cluster(this, bus, claims);
        People.Changed += person =>
        {
            foreach (var session in person.Sessions)
                Cluster.Touch(session);
        };
        People.Named += (_, name, online) =>
        {
            if (!online)
                Cluster.LetGo(name);
        };
        await Cluster.JoinAsync(cancellationToken);
    }

    /// <summary>A session without a connection, for somebody who is always on.</summary>
    internal Session OpenResting(Account account, Face face)
    {
        var session = Open(new RestingDoor(), Origin.Resting, Manner.Named, account.Lang ?? "en");
        session.Rest(account, face);
        return session;
    }

    /// <summary>Why nobody, or nobody but its account, may go by the name; null when <paramref name="account"/> (null: a guest) may.</summary>
    internal async ValueTask<Refusal?> RefuseNameAsync(string name, Account? account, CancellationToken cancellationToken)
    {
        if (NameRules.IsReserved(NameRules.Fold(name)) || (account is null && NameRules.IsReservedForAccounts(name)))
            return Refusal.Of(ErrorCode.LoginNotAllowed, "login", name);
        string[] spellings = Login.TryParse(name, out var own) ? [name, Confusables.Skeleton(own)] : [name];
        foreach (var spelling in spellings)
        {
            if (Login.TryParse(spelling, out var login) && await Accounts.FindAsync(login, cancellationToken) is { } owner && owner.Id != account?.Id
                && (Settings.Accounts.NickReservation == "strict" || People.IsOnline(owner.Id)))
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
        }
        return null;
    }

    /// <summary>Tells everybody who shares a room with the person, the person's own sessions and those who watch the name, each once.</summary>
    /// <param name="but">Has been told, in answer to its own command.</param>
    internal async Task TellAsync(Person person, Event news, CancellationToken cancellationToken, Session? but = null)
    {
        var audience = new HashSet<Session>(person.Sessions);
        foreach (var room in person.Sessions.SelectMany(s => s.Rooms).Distinct())
            await room.InTurnAsync(members => { audience.UnionWith(members.Sessions); return true; }, cancellationToken);
        var delivery = new Delivery(news);
        foreach (var session in audience.Where(s => s != but))
            session.TryDeliver(delivery);
        foreach (var watcher in Watches.WatchersOf(person.Name))
        {
            if (watcher.WatchesChanges && !audience.Contains(watcher))
                watcher.TryDeliver(delivery);
        }
    }

    /// <summary>Ends every session of an account and erases what it is and wrote; positions stay. Returns the bodies erased.</summary>
    /// <param name="by">The session that asks for it, whose own turn this is and which it closes itself; null for operators.</param>
    public async Task<long> EraseAsync(AccountId account, Session? by, CancellationToken cancellationToken)
    {
        var sessions = SessionsOf(account).Where(s => s != by).ToList();
        foreach (var session in sessions)
            session.Close(new Closing(CloseReason.Revoked, session.Account!.Login.Value));
        // Posts under way of other sessions come to the log before the erasure, not after it.
        await Task.WhenAll(sessions.Select(s => s.Ended)).WaitAsync(EndWait, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var room in Rooms.OwnedBy(account))
        {
            if (room.Record.Lifetime == RoomLifetime.Kept)
                await Rooms.DisownAsync(room);
            else
                await Rooms.CloseAsync(room, "owner-left", room.Owner);
        }
        // The texts first: cut off in between, the person still exists and can ask again. Once more after it, for what came meanwhile.
        var erased = await Messages.EraseAuthorAsync(account, cancellationToken);
        await Files.EraseAsync(account, cancellationToken);
        foreach (var forget in Erasing?.GetInvocationList().Cast<Func<AccountId, CancellationToken, Task>>() ?? [])
            await forget(account, cancellationToken);
        await Accounts.EraseAsync(account, cancellationToken);
        await Presence.ForgetAsync(account, cancellationToken);
        await ReadMarkers.ForgetAsync(account, cancellationToken);
        await Certificates.ForgetAsync(account, cancellationToken);
        await Devices.ForgetAsync(account, Time.GetUtcNow(), cancellationToken);
        Floors.Forget(account);
        await Suspensions.ForgetAsync(account, cancellationToken);
        erased += await Messages.EraseAuthorAsync(account, cancellationToken);
        Log.AccountErased(account, erased);
        if (by is not null)
            await Audit.NoteOwnAsync(new AuditEntry(AuditActs.AccountErased, account.Value, by.Origin.Address, account.Value), cancellationToken);
        return erased;
    }

    /// <summary>Nobody logs in to the account until it is taken back; whoever is in goes out.</summary>
    public async Task SuspendAsync(AccountId account, bool on, CancellationToken cancellationToken)
    {
        await Suspensions.SetAsync(account, on, cancellationToken);
        Cluster?.Send(new AccountChanged(account));
        if (!on)
            return;
        EndSessions(account);
        foreach (var resting in People.SessionsOf(account).Where(s => s.IsResting))
            await resting.EndAsync(CloseReason.Revoked);
    }

    /// <summary>Ends one session. False when there is none of that number.</summary>
    public bool EndSession(SessionId id)
    {
        if (FindSession(id) is not { IsResting: false } session)
            return false;
        session.Close(new Closing(CloseReason.Revoked, session.Account?.Login.Value));
        return true;
    }

    /// <summary>Ends every session of an account.</summary>
    public int EndSessions(AccountId account)
    {
        var sessions = SessionsOf(account);
        foreach (var session in sessions)
            session.Close(new Closing(CloseReason.Revoked, session.Account!.Login.Value));
        return sessions.Count;
    }

    /// <summary>Those with a connection.</summary>
    public int CountSessions(AccountId account) => SessionsOf(account).Count(s => !s.IsResting);

    /// <summary>Reads an account's role and profile anew for its live sessions.</summary>
    public Task RenewAsync(AccountId account, CancellationToken cancellationToken)
    {
        Cluster?.Send(new AccountChanged(account));
        return RenewHereAsync(account, cancellationToken);
    }

    private async Task RenewHereAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (await Accounts.FindAsync(account, cancellationToken) is not { } renewed)
            return;
        foreach (var session in SessionsOf(account))
            session.Renew(renewed);
    }

    /// <summary>Those of the people present, and visits.</summary>
    internal IReadOnlyList<Session> SessionsOf(AccountId account) =>
        [.. People.SessionsOf(account), .. _sessions.Values.Where(s => s.IsVisiting && s.Account?.Id == account)];

    /// <summary>Deletes a living room for the operator. False when there is none, or it is the default one.</summary>
    public async Task<bool> DeleteRoomAsync(RoomName name, string by) =>
        Rooms.Find(name) is { } room && room != Rooms.Default && await Rooms.CloseAsync(room, "deleted", by);

    /// <summary>Keeps a living room for the operator. False when there is none.</summary>
    public async Task<bool> KeepRoomAsync(RoomName name, CancellationToken cancellationToken) =>
        Rooms.Find(name) is { } room && (room.IsKept || await Rooms.KeepAsync(room, cancellationToken) is null);

    /// <summary>Live figures for operators; any thread.</summary>
    public ChatFigures Figures() => new(
        [.. _sessions.Values.Select(s => new SessionFigures(s.Id.Value, s.Account?.Login.Value, s.Origin.Address, s.Origin.Door, s.Client, s.Since, [.. s.Rooms.Select(r => r.Name)], s.PendingBytes, s.Clock))],
        [.. Rooms.List().Select(r => new RoomFigures(r.Name, r.Id.Value, r.People, r.Waiting))],
        Private.Waiting,
        _hashing.Waiting,
        People.Online,
        Cluster?.Figures() ?? []);

    internal int HashesWaiting => _hashing.Waiting;

    internal int PostsWaiting => Private.Waiting + Rooms.List().Sum(room => room.Waiting);

    /// <summary>Live sessions by their door, those without a connection left out.</summary>
    internal IReadOnlyDictionary<string, long> CountByDoor()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, session) in _sessions)
        {
            if (!session.IsResting)
                counts[session.Origin.Door] = counts.GetValueOrDefault(session.Origin.Door) + 1;
        }
        return counts;
    }

    /// <summary>Completes when everything accepted has been answered. Connections are ended by their listeners before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Cluster is not null)
            await Cluster.DisposeAsync();
        _lifetimes.Dispose();
        Floors.Dispose();
        await Rooms.StopAsync();
        await Private.StopAsync();
        await _markers.FlushAsync();
        _hashing.Dispose();
    }

    private async Task TellTurnRanOutAsync(ConversationId conversation)
    {
        try
        {
            await (Rooms.Find(conversation) is { } room ? room.TurnRanOutAsync() : Private.TurnRanOutAsync(conversation));
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The server stops; the times say the same at the next start.
        }
    }

    /// <summary>Unix milliseconds with fractions.</summary>
    internal double Now() => (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    internal void Forget(Session session)
    {
        _sessions.TryRemove(session.Id, out _);
        Watches.Clear(session);
    }

    internal Session? FindSession(SessionId id) => _sessions.GetValueOrDefault(id);

    internal void NoteUse(StoredToken token) => _ = NoteUseAsync(token);

    private async Task NoteUseAsync(StoredToken token)
    {
        try
        {
            await TokenStore.TouchAsync(token.Id, Time.GetUtcNow(), CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // Only the date of the last use is lost.
        }
    }
}

/// <summary>The stores of a node, one implementation of each port.</summary>
/// <param name="Bus">To the other nodes; null: there are none.</param>
public sealed record Stores(IMessageLog Messages, IAccountStore Accounts, ITokenStore Tokens, IRoomStore Rooms, IClaims Claims, IKeyValue KeyValue, INodeBus? Bus = null)
{
    /// <summary>In memory where nothing else is said.</summary>
    public IFileStore Files { get; init; } = new MemoryFileStore();
}

/// <param name="PrivateWaiting">Posts and turns waiting for private conversations.</param>
/// <param name="HashesWaiting">Plain logins and registrations waiting for a hashing thread.</param>
/// <param name="Nodes">This one first; none on a lone node.</param>
public sealed record ChatFigures(IReadOnlyList<SessionFigures> Sessions, IReadOnlyList<RoomFigures> Rooms, int PrivateWaiting, int HashesWaiting, int Online, IReadOnlyList<NodeFigures> Nodes);

/// <param name="Sessions">Whose connections are at it, and logged in, as far as this node has been told.</param>
/// <param name="Connected">To the other nodes, when it last said.</param>
/// <param name="Stopping">It takes nobody in any more.</param>
/// <param name="Here">It is the one that answers.</param>
public sealed record NodeFigures(string Id, string? Host, string? Version, DateTimeOffset? Since, int Sessions, bool Connected, bool Stopping, bool Here);

/// <param name="PendingBytes">Output that waits for its connection.</param>
/// <param name="Clock">Null until the client has told its time.</param>
public sealed record SessionFigures(long Id, string? Login, string Address, string Door, string? Client, DateTimeOffset Since, IReadOnlyList<string> Rooms, long PendingBytes, ClockEstimate? Clock);

/// <param name="Waiting">Posts and turns in the room's mailbox.</param>
public sealed record RoomFigures(string Room, long Conversation, int People, int Waiting);
