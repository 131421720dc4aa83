using System.Text;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Organisations;
using Parley.Lan.People;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>What a device's chat is made of.</summary>
/// <param name="Name">The person's; in an organisation's group the login of their statement.</param>
/// <param name="Known">Null in an organisation's group, where the server says whose devices are.</param>
/// <param name="OwnerGrace">A room is there for so long after its owner's device was last linked. In an organisation's group rooms are the server's.</param>
public sealed record LanChatParts(DeviceKey Device, PeerGroup Group, Login Name, KnownDevices? Known, ShownPrivates Shown, TimeSpan OwnerGrace, TimeProvider Time, ILogger Logger)
{
    /// <summary>In an organisation's group, what its server says of entries by now.</summary>
    public ServersWords Server { get; init; } = ServersWords.InMemory(SettledEntries.InMemory());
}

/// <summary>The chat of this device's person among peers: rooms, people and private messages as they follow from the entries, and the person's sessions.</summary>
/// <remarks>One lock; what is done under it is memory work, and telling sessions, which do not wait.</remarks>
public sealed partial class LanChat : ILanWatcher, IAsyncDisposable
{
    /// <summary>Rooms that one person may have made and not ended.</summary>
    public const int MaxOwnRooms = 50;

    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);

    private readonly LanChatParts _parts;
    private readonly Lock _lock = new();
    private readonly LanPeople _people;
    private readonly IRoomRules _rules;
    private readonly Dictionary<string, LanRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LanHistory> _privates = new(StringComparer.Ordinal);
    private readonly PrivateEntries _privateEntries;

    /// <summary>What others have written to our person in private.</summary>
    private readonly List<(LanHistory History, LanLine Line)> _received = [];
    private readonly Dictionary<string, PeerEntry> _ownIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SessionId> _posting = new(StringComparer.Ordinal);
    private readonly List<DeviceRefusal> _refusals = [];

    /// <summary>Revoked while no session was there to be told.</summary>
    private readonly List<DeviceId> _untold = [];
    private readonly List<LanSession> _sessions = [];
    private readonly CancellationTokenSource _stopping = new();
    private LanPeer? _peer;
    private Task _ticking = Task.CompletedTask;
    private PeerEntry? _ownIntroduction;
    private IReadOnlyList<string> _told = [];
    private long _lastSession;

    private LanChat(LanChatParts parts)
    {
        _parts = parts;
        var organisation = parts.Group as OrganisationGroup;
        IDeviceNames names = organisation is null ? new FirstUseNames(parts.Known ?? throw new ArgumentException("Nothing says whose devices are.", nameof(parts))) : new StatedNames(organisation);
        _people = new LanPeople(parts.Device.Id, parts.Name, names, parts.Group.Revocations.Devices);
        _rules = organisation is null ? new OwnersRooms(_people, parts.OwnerGrace, parts.Time) : new ServersRooms(_people);
        _people.See(parts.Device.Public);
        _privateEntries = new PrivateEntries(parts.Server, _people.IsSamePerson);
        _rooms.Add(NameRules.DefaultRoom.Fold, new LanRoom(NameRules.DefaultRoom, isDefault: true, parts.Server, _people.IsSamePerson));
    }

    /// <summary>Reads what the log has.</summary>
    /// <exception cref="StorageUnavailableException">It can't be read.</exception>
    public static async Task<LanChat> OpenAsync(LanChatParts parts, IPeerLog log, CancellationToken ct)
    {
        var chat = new LanChat(parts);
        await foreach (var entry in log.ReadAllAsync(ct))
            chat.Take(entry, live: false);
        return chat;
    }

    /// <summary>From now on entries are written through this peer. The person is introduced, and rooms of an earlier run end.</summary>
    /// <exception cref="StorageUnavailableException">Nothing can be written.</exception>
    public async Task BeginAsync(LanPeer peer, CancellationToken ct)
    {
        _peer = peer;
        var introduction = _parts.Group.Introduce(_parts.Name);
        if (_ownIntroduction?.Content is not { } before || before.Kind != introduction.Kind || !before.Body.Span.SequenceEqual(introduction.Body.Span))
            await peer.WriteAsync(introduction, ct);
        List<LanRoom> left;
        lock (_lock)
            left = [.. _rooms.Values.Where(r => r.Owners is [var only] && only == _parts.Device.Id)];
        foreach (var room in left)
            await peer.WriteAsync(RoomSign(room, PeerContent.RoomEnded), ct);
        await EmptyAsync();
        _ticking = TickAsync();
    }

    /// <summary>The server has let this device's person into these rooms, and no others.</summary>
    /// <exception cref="InvalidOperationException">The group is not an organisation's.</exception>
    public void Admit(IEnumerable<RoomName> rooms)
    {
        if (_rules is not ServersRooms servers)
            throw new InvalidOperationException("The group is not an organisation's.");
        lock (_lock)
        {
            IReadOnlyList<RoomName> admitted = [.. rooms];
            servers.Admit(admitted);
            foreach (var room in admitted.Where(r => !NameRules.IsDefaultRoom(r)))
                RoomNamed(room).Spell(room);
        }
    }

    /// <summary>Rooms in which something was written among the peers. Any thread.</summary>
    public IReadOnlyList<RoomName> RoomsWritten
    {
        get
        {
            lock (_lock)
                return [.. _rooms.Values.Where(r => r.History.Head > 0).Select(r => Named(r.Name))];
        }
    }

    /// <summary>A session of this device's person; it is told nothing until it begins.</summary>
    /// <param name="placed">It has one current room.</param>
    public LanSession Enter(ILanDoor door, bool placed, string lang) => new(this, new SessionId(Interlocked.Increment(ref _lastSession)), door, placed, lang);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _ticking;
        _stopping.Dispose();
    }

    void ILanWatcher.Changed(ReplicaChange change)
    {
        lock (_lock)
        {
            switch (change)
            {
                case Added added:
                    Take(added.Entry, live: true);
                    break;
                case Replaced replaced:
                    Replace(replaced.Entry);
                    break;
                case Cut cut:
                    foreach (var room in _rooms.Values)
                        room.Withdraw(cut.Author, cut.After);
                    foreach (var history in _privates.Values)
                        history.Withdraw(cut.Author, cut.After);
                    _privateEntries.Withdraw(cut.Author, cut.After);
                    break;
                case Forked forked:
                    Warn("forked", forked.Author);
                    break;
                case RunsAhead ahead:
                    Warn("clock", ahead.Author);
                    break;
            }
        }
    }

    void ILanWatcher.LinksChanged(IReadOnlyCollection<DeviceId> linked)
    {
        lock (_lock)
            Moved(() => _people.SetLinked(linked, _parts.Time.GetUtcNow()), disconnected: true);
    }

    void ILanWatcher.PresenceTold(DeviceId device, PeerPresence presence)
    {
        lock (_lock)
            Moved(() => _people.SetRooms(device, presence.Rooms.Select(r => r.Fold)), disconnected: false);
    }

    void ILanWatcher.Barred(DeviceId device, ByeReason reason)
    {
        lock (_lock)
            Warn("barred", device);
    }

    void ILanWatcher.Revoked(IReadOnlyCollection<DeviceId> devices)
    {
        lock (_lock)
        {
            Moved(() => _people.Revoke(devices), disconnected: true);
            _untold.AddRange(devices.Where(_people.IsKnown));
            if (_sessions.Count > 0)
                TellRevoked(TellAll);
        }
    }

    void ILanWatcher.StoringChanged(bool works)
    {
        lock (_lock)
            TellAll(new PeerWarning(works ? "storage-back" : "storage"));
    }

    private void Take(PeerEntry entry, bool live)
    {
        _people.See(entry.AuthorKey);
        if (entry.Author == _parts.Device.Id && entry.Content.ClientId is { } id)
            _ownIds.TryAdd(id.Value, entry);
        switch (entry.Content.Kind)
        {
            case PeerContent.Introduction or PeerContent.Statement:
                Introduce(entry, live);
                break;
            case PeerContent.RoomMade or PeerContent.RoomEnded when _rules.AreMadeHere && !entry.Content.Conversation.IsPrivate:
                Rule(entry, live);
                break;
            case (byte)EntryKind.Message or (byte)EntryKind.Notice or PeerContent.Copy when entry.Content.Conversation.IsPrivate:
                TakePrivate(entry, live);
                break;
            case var _ when entry.Content.IsAnnotation && entry.Content.Conversation.IsPrivate:
                TakePrivate(entry, live);
                break;
            case (byte)EntryKind.Message or (byte)EntryKind.Notice:
                TakeSaid(entry, live);
                break;
            case var _ when entry.Content.IsAnnotation:
                TakeSaid(entry, live);
                break;
        }
    }

    private void TakeSaid(PeerEntry entry, bool live)
    {
        var room = RoomOf(entry);
        foreach (var line in room.History.Add(entry))
        {
            LetGo(room, line);
            if (live && room.Shows(line) && EventOf(room, line) is { } said)
                TellRoom(room, said);
        }
    }

    private void Introduce(PeerEntry entry, bool live)
    {
        if (entry.Author == _parts.Device.Id)
        {
            _ownIntroduction = entry;
            if (entry.Content.Kind == PeerContent.Statement)
                _people.Introduce(entry);
            return;
        }
        var before = _people.NameOf(entry.Author);
        DeviceId? holder = null;
        try
        {
            // One that had no name, or was not shown, comes in now, wherever it is.
            if (before is null || entry.Number == 1)
                Moved(() => holder = _people.Introduce(entry), disconnected: false);
            else
                holder = _people.Introduce(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _parts.Logger.KnownDevicesFailed(e);
            return;
        }
        if (holder is { } known)
        {
            var refusal = new DeviceRefusal(_people.LabelOf(entry.Author), known, entry);
            _parts.Logger.Refused(new Shown(entry.Author), new Shown(known));
            _refusals.Add(refusal);
            if (live)
                TellAll(session => Shown(refusal, session.Lang));
        }
        else if (live && before is not null && entry.Number > 1 && _people.NameOf(entry.Author) is { } now && now != before)
        {
            TellAll(new Renamed(before, now));
        }
    }

    private void Rule(PeerEntry sign, bool live)
    {
        var room = RoomOf(sign);
        var owner = room.Owners.Count > 0 ? room.Owners[0] : default;
        var (wasOpen, id) = (room.IsOpen, room.Id);
        if (room.IsDefault)
            return;
        room.Add(sign);
        if (live && wasOpen && !room.IsOpen)
            Close(room, id, "deleted", _people.NameOf(sign.Author) ?? _people.LabelOf(owner));
    }

    /// <summary>Puts all who are here out of a room that has gone.</summary>
    private void Close(LanRoom room, ConversationId id, string reason, string by)
    {
        foreach (var session in _sessions.Where(s => s.IsIn(room)))
            session.PutOut(room, id, reason, by, Default);
    }

    /// <summary>Changes who is where, and tells those it concerns.</summary>
    private void Moved(Action change, bool disconnected)
    {
        var rooms = _sessions.SelectMany(s => s.Rooms).Distinct().Select(r => (Room: r, Before: _people.In(r.Fold))).ToList();
        change();
        foreach (var (room, before) in rooms)
        {
            var now = _people.In(room.Fold);
            foreach (var joined in now.Except(before, StringComparer.Ordinal))
                TellRoom(room, new MemberJoined(room.Name, joined));
            foreach (var left in before.Except(now, StringComparer.Ordinal))
                TellRoom(room, new MemberLeft(room.Name, left, disconnected));
        }
    }

    private void Warn(string what, DeviceId device) => TellAll(new PeerWarning(what, _people.LabelOf(device), Fingerprint.Of(device)));

    /// <summary>Each once, to those who are here.</summary>
    private void TellRevoked(Action<Event> tell)
    {
        foreach (var device in _untold)
            tell(new PeerWarning("revoked", _people.LabelOf(device), Fingerprint.Of(device)));
        _untold.Clear();
    }

    private void TellAll(Event news) => TellAll(_ => news);

    private void TellAll(Func<LanSession, Event> news)
    {
        foreach (var session in _sessions)
            session.Tell(news(session));
    }

    private void TellRoom(LanRoom room, Event news, LanSession? but = null)
    {
        foreach (var session in _sessions.Where(s => s != but && s.IsIn(room)))
            session.Tell(news);
    }

    private LanRoom RoomOf(PeerEntry entry) => RoomNamed(Named(entry.Content.Conversation.Room!));

    private LanRoom RoomNamed(RoomName name)
    {
        if (!_rooms.TryGetValue(name.Fold, out var room))
            _rooms.Add(name.Fold, room = NewRoom(name));
        return room;
    }

    private LanRoom NewRoom(RoomName name) => new(name, isDefault: false, _parts.Server, _people.IsSamePerson);

    private static RoomName Named(string text) => RoomName.TryParse(text, out var name) ? name : throw new InvalidOperationException($"{text} is no room's name");

    private static PeerContent RoomSign(LanRoom room, byte kind) => RoomSign(Named(room.Name), kind);

    private static PeerContent RoomSign(RoomName name, byte kind) => new(PeerConversation.Of(name), kind, Encoding.UTF8.GetBytes(name.Value));

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickEvery, _parts.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                TellPresence();
                await EmptyAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Ends rooms whose owners have been away for too long, and tells the others where our person is.</summary>
    private void TellPresence()
    {
        PeerPresence? presence = null;
        lock (_lock)
        {
            foreach (var room in _sessions.SelectMany(s => s.Rooms).Distinct().Where(r => !r.IsDefault && _rules.HasEnded(r)).ToList())
                Close(room, room.Id, "owner-left", room.Owners.Count > 0 ? _people.LabelOf(room.Owners[0]) : room.Name);
            var names = _sessions.SelectMany(s => s.Rooms).Select(r => r.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(PeerLimits.RoomsPerPresence).ToList();
            if (!names.SequenceEqual(_told, StringComparer.Ordinal))
            {
                _told = names;
                presence = new PeerPresence([.. names.Select(Named)]);
            }
        }
        // Outside the lock: a link that ends tells us so.
        if (presence is not null)
            _peer?.Tell(presence);
    }

    /// <summary>A known name came with another key.</summary>
    private sealed record DeviceRefusal(string Name, DeviceId Known, PeerEntry Introduction)
    {
        public DeviceId Other => Introduction.Author;
    }
}
