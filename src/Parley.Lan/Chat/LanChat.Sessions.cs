using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>What sessions ask of the chat.</summary>
public sealed partial class LanChat
{
    private const int RetrySeconds = 2;

    internal string OwnName => _parts.Name.Value;

    internal TimeProvider Time => _parts.Time;

    internal Lock State => _lock;

    internal LanRoom Default => _rooms[NameRules.DefaultRoom.Fold];

    /// <summary>Refusals that the person has not dealt with, private messages that came while nobody was here; to be told to a session that begins. Under the lock.</summary>
    internal IReadOnlyList<Event> NewsFor(LanSession session)
    {
        List<Event> news = [.. _refusals.Where(r => _people.NameOf(r.Other) is null).Select(r => Shown(r, session.Lang))];
        foreach (var (history, line) in _received.Skip(_parts.Shown.Count))
        {
            if (history.Shows(line) && PrivateEventOf(history, line) is { } said)
                news.Add(said);
        }
        AllShown();
        TellRevoked(news.Add);
        return news;
    }

    /// <summary>It is told from now on. Under the lock.</summary>
    internal void Begin(LanSession session)
    {
        if (!_sessions.Contains(session))
            _sessions.Add(session);
    }

    internal void Leave(LanSession session)
    {
        lock (_lock)
        {
            var rooms = session.Rooms.ToList();
            _sessions.Remove(session);
            foreach (var room in rooms)
                OwnLeft(room);
        }
    }

    /// <summary>Null: there is no such room now.</summary>
    internal LanRoom? Find(RoomName name)
    {
        if (NameRules.IsDefaultRoom(name))
            return Default;
        if (_rooms.TryGetValue(name.Fold, out var known))
            return _rules.IsThere(known) ? known : null;
        // Somebody may be in it and have said nothing yet.
        return _rules.IsThere(NewRoom(name)) ? RoomNamed(name) : null;
    }

    /// <summary>Rooms are the server's in an organisation's group.</summary>
    internal bool AreRoomsMadeHere => _rules.AreMadeHere;

    internal bool IsOwn(LanRoom room) => room.Owners.Contains(_parts.Device.Id);

    internal string? OwnerOf(LanRoom room) => room.Owners.Count > 0 ? _people.LabelOf(room.Owners[0]) : null;

    internal int OwnRooms => _rooms.Values.Count(IsOwn);

    internal int PeopleIn(LanRoom room) => _people.In(room.Fold).Count + (_sessions.Exists(s => s.IsIn(room)) ? 1 : 0);

    /// <summary>Another session of the person may be there already: then nobody comes.</summary>
    internal void OwnJoined(LanRoom room, LanSession session)
    {
        if (_sessions.Count(s => s.IsIn(room)) == 1)
            TellRoom(room, new MemberJoined(room.Name, OwnName), but: session);
    }

    internal void OwnLeft(LanRoom room)
    {
        if (!_sessions.Exists(s => s.IsIn(room)))
            TellRoom(room, new MemberLeft(room.Name, OwnName));
    }

    internal IEnumerable<LanRoom> Rooms => _rooms.Values.Concat(_people.RoomsTold.Where(fold => !_rooms.ContainsKey(fold)).Select(fold => NewRoom(Named(fold))))
        .Where(r => r.IsDefault || _rules.IsThere(r))
        .OrderBy(r => !r.IsDefault).ThenBy(r => r.Fold, StringComparer.Ordinal);

    internal UserList Users(string scope, LanRoom? room)
    {
        var here = _sessions.SelectMany(s => s.Rooms).Select(r => r.Name).Distinct(StringComparer.Ordinal).ToList();
        var own = new UserShown(OwnName, here.Count > 0 ? "active" : "away", here);
        IEnumerable<UserShown> users = _people.Others(all: scope == "all").Select(Shown);
        if (room is not null)
            users = _people.In(room.Fold).Order(StringComparer.Ordinal).Select(Shown);
        if (room is null || _sessions.Exists(s => s.IsIn(room)))
            users = users.Prepend(own);
        return new UserList(scope, [.. users], _people.Others(all: false).Count + 1, _people.Others(all: true).Count + 1, room?.Name) { Known = true };
    }

    internal DeviceList Devices(string lang)
    {
        var clocks = _peer?.Clocks;
        return new DeviceList([.. _people.All.OrderBy(d => d != _parts.Device.Id).ThenBy(d => _people.LabelOf(d), StringComparer.Ordinal).Select(device =>
        {
            var state = device == _parts.Device.Id ? "own" : _people.IsRevoked(device) ? "revoked" : _people.NameOf(device) is null ? "refused" : _people.Linked.Contains(device) ? "linked" : "away";
            return new DeviceShown(_people.LabelOf(device), Fingerprint.Of(device), Fingerprint.Spoken(device, lang), state, clocks?.TryGetValue(device, out var clock) == true ? clock.Offset : null);
        })]);
    }

    /// <exception cref="IOException">It can't be kept; nothing was accepted.</exception>
    internal Refusal? Trust(string? typed)
    {
        if (!Login.TryParse(typed, out var name))
            return Refusal.Of(ErrorCode.InvalidValue, "what", "person", "value", typed ?? "");
        var accepted = _people.Accept(name);
        if (accepted.Count == 0)
            return Refusal.Of(ErrorCode.NoSuchUser, "user", name, "what", "refused");
        foreach (var device in accepted)
        {
            _refusals.RemoveAll(r => r.Other == device);
            TellAll(session => new DeviceTrusted(_people.LabelOf(device), Mark(device, session.Lang)));
        }
        return null;
    }

    internal async Task<Refusal?> SignAsync(RoomName name, bool made, CancellationToken ct)
    {
        try
        {
            await _peer!.WriteAsync(RoomSign(name, made ? PeerContent.RoomMade : PeerContent.RoomEnded), ct);
            return null;
        }
        catch (StorageUnavailableException)
        {
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", RetrySeconds);
        }
    }

    private async Task<Event> WriteAsync(IReadOnlyList<PeerContent> contents, LanRoom? room, string? with, ClientId? given, SessionId by, CancellationToken ct)
    {
        ClientId id;
        PeerEntry? first;
        lock (_lock)
        {
            id = given ?? NewId();
            if (_ownIds.TryGetValue(id.Value, out first))
            {
                if (!IsSame(first, contents[0], room is not null))
                    return Refusal.Of(ErrorCode.ClientIdReused, "id", id).ToError();
                // The log may have failed between the entries of one private text.
                contents = room is not null || first.IsBare ? [] : [.. contents.Where(c => !_privateEntries.Has(first.Name, c.Conversation))];
                if (contents.Count == 0)
                    return Posted(first, room, with, given) with { Duplicate = true };
            }
            if (!_posting.TryAdd(id.Value, by))
                return Refusal.Of(ErrorCode.Busy, "seconds", RetrySeconds).ToError();
        }
        try
        {
            var written = first;
            foreach (var content in contents)
            {
                var entry = await _peer!.WriteAsync(content with { ClientId = id }, ct);
                written ??= entry;
            }
            lock (_lock)
                return Posted(written!, room, with, given) with { Duplicate = first is null ? null : true };
        }
        catch (StorageUnavailableException)
        {
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", RetrySeconds).ToError();
        }
        finally
        {
            lock (_lock)
                _posting.Remove(id.Value);
        }
    }

    private Posted Posted(PeerEntry entry, LanRoom? room, string? with, ClientId? given)
    {
        var history = room?.History ?? PrivateWith(with!);
        var number = history?.NumberOf(entry) ?? 0;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(entry.Written);
        if (room is not null)
            return new Posted(room.Id, new Position(number), time, given?.Value, room.Name) { Kind = (EntryKind)entry.Content.Kind };
        var near = Login.TryParse(with, out var name) && _people.IsLinked(name);
        return new Posted(LanIds.WithPerson(with!), new Position(number), time, given?.Value, To: with, Delivered: near) { Kind = (EntryKind)entry.Content.Kind };
    }

    private Message Said(LanLine line, string text, string from) => new()
    {
        Text = text,
        Conversation = default,
        Position = new Position(line.Number),
        From = from,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(line.Entry.Written),
        Id = IdOf(line.Entry),
        Notice = KindOf(line.Entry) == EntryKind.Notice ? true : null,
        Late = line.Late > 0 ? line.Late : null,
        Entry = line.Entry.Name.ToString(),
        Origin = OriginOf(line.Entry),
    };

    private bool IsSame(PeerEntry first, PeerContent content, bool inRoom)
    {
        if (first.Content.Kind != content.Kind || first.Content.Conversation != content.Conversation || first.Content.Target != content.Target)
            return false;
        // What was said under the id is gone: who says it again meant the same.
        if (first.IsBare)
            return true;
        // Sealed anew each time: the texts are compared.
        return inRoom ? first.Content.Body.Span.SequenceEqual(content.Body.Span) : Opened(first.Content).AsSpan().SequenceEqual(Opened(content));
    }

    private UserShown Shown(string name)
    {
        var rooms = _people.RoomsOf(name).Select(fold => _rooms.TryGetValue(fold, out var room) ? room.Name : fold).Order(StringComparer.Ordinal).ToList();
        var linked = Login.TryParse(name, out var login) && _people.IsLinked(login);
        return new UserShown(name, rooms.Count > 0 ? "active" : linked ? "away" : "offline", rooms);
    }

    private DeviceRefused Shown(DeviceRefusal refusal, string lang) => new(refusal.Name, Mark(refusal.Known, lang), Mark(refusal.Other, lang), OwnIn(refusal));

    /// <summary>Whether our person goes by the name, and since before the other or after. The others go by who came to them first; this is the best guess at it.</summary>
    private string? OwnIn(DeviceRefusal refusal)
    {
        if (refusal.Known != _parts.Device.Id)
            return null;
        return _ownIntroduction is { } own && EntryOrder.Instance.Compare(own, refusal.Introduction) < 0 ? "first" : "second";
    }

    private static DeviceMark Mark(DeviceId device, string lang) => new(Fingerprint.Of(device), Fingerprint.Spoken(device, lang));

    /// <summary>An id of ours for what came without one.</summary>
    private static ClientId NewId() => ClientId.TryParse($"~{Guid.NewGuid():N}", out var id) ? id : default;

    private static bool IsOurs(ClientId id) => id.Value.StartsWith('~');
}
