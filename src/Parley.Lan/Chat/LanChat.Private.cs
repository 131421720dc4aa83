using System.Text;
using Parley.Contracts;
using Parley.Lan.Privacy;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>What people write to each other in private, and of what was written there.</summary>
public sealed partial class LanChat
{
    /// <summary>Those with whom our person has private conversations here. Any thread.</summary>
    public IReadOnlyList<string> PrivatelyWith
    {
        get
        {
            lock (_lock)
                return [.. Privates.Select(p => p.Name)];
        }
    }

    internal IReadOnlyList<(string Name, LanHistory History)> Privates =>
        [.. _privates.Where(p => p.Value.Head > 0).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (Spelled(p.Key), p.Value))];

    internal LanHistory? PrivateWith(string name) => _privates.GetValueOrDefault(NameRules.Fold(name));

    /// <summary>As a line that the conversation shows. Null: of somebody who is refused, or nothing that can be read.</summary>
    internal EntryEvent? PrivateEventOf(LanHistory history, LanLine line)
    {
        if (ReadPrivate(line.Entry) is not ({ } with, var text))
            return null;
        var isOwn = IsOfOwnPerson(line.Entry.Author);
        return EventOf(history, line, LanIds.WithPerson(with), isOwn ? OwnName : with, text, history.Shows) is { } said ? said with { To = isOwn ? with : OwnName } : null;
    }

    /// <summary>A message as it reads now, for searches. Null: none that is to be seen.</summary>
    internal Message? CurrentOf(LanHistory history, LanLine line) =>
        KindOf(line.Entry) == EntryKind.Message && history.Shows(line) && history.TextOf(line) is { } text && PrivateEventOf(history, line) is Message said
            ? said with { Text = text }
            : null;

    /// <summary>The line that a person means by its number. Null: there is none that they see.</summary>
    internal LanLine? LineAt(LanHistory history, long number) => history.At(number) is { } line && history.Shows(line) && PrivateEventOf(history, line) is not null ? line : null;

    /// <summary>As for a room, in which nobody rules.</summary>
    internal Refusal? Judge(LanHistory history, EntryKind kind, long number, ClientId? id) => Judge(history, LineAt(history, number), kind, number, id, mayRule: false);

    /// <summary>Writes to a person: an entry for each of their devices, and of our person's others, sealed for it. Not under the lock.</summary>
    /// <param name="target">The name of what is meant or answered, or none.</param>
    internal async Task<Event> WriteAsync(Login to, EntryKind kind, string text, Digest target, ClientId? id, SessionId by, CancellationToken ct)
    {
        IReadOnlyList<(DeviceId Device, PublicKey Key)> devices, own;
        string with;
        lock (_lock)
        {
            (devices, own) = (_people.DevicesOf(to), _people.DevicesOf(_parts.Name));
            if (devices.Count == 0)
                return new Refusal(ErrorCode.NoSuchUser) { Args = new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = to.Value } }.ToError();
            with = _people.LabelOf(devices[0].Device);
        }
        // What is said of another entry keeps its kind in copies too, which everybody reads.
        var copied = kind is EntryKind.Message or EntryKind.Notice ? PeerContent.Copy : (byte)kind;
        var copy = new OwnCopy(kind, to, text).Encode();
        IReadOnlyList<PeerContent> contents = [.. devices.Select(d => Sealed((byte)kind, Encoding.UTF8.GetBytes(text), d.Key)), .. own.Select(d => Sealed(copied, copy, d.Key))];
        return await WriteAsync([.. contents.Select(c => c with { Target = target })], room: null, with, id, by, ct);
    }

    /// <summary>What this device's person wrote to another in private. Null: nothing that can be read, or what is for their own devices only.</summary>
    public (string To, string Text)? OpenOwn(PeerEntry entry)
    {
        lock (_lock)
        {
            if (entry.Author != _parts.Device.Id || !entry.Content.Conversation.IsPrivate || _people.IsOwn(OtherOf(entry)) || Opened(entry) is not { } text)
                return null;
            return (_people.LabelOf(OtherOf(entry)), Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>What a private entry that the server shows is called among the peers. Empty: it was not written there, as far as is known here.</summary>
    public IReadOnlyList<Digest> NamesOf(EntryEvent shown)
    {
        if (shown.To is null || !ClientId.TryParse(shown.Id, out var id))
            return [];
        lock (_lock)
        {
            // Under its name where its author has used the id for something else too.
            if (Digest.TryParse(shown.Id, out var name) && _privateEntries.Has(name))
                return [name];
            var names = _people.All.Where(d => NameRules.Fold(_people.LabelOf(d)) == NameRules.Fold(shown.From)).Select(d => PeerEntry.NameInPrivate(d, id)).ToList();
            // What was handed in may come from the peers later: then it may be of any device of its author.
            return names.Find(_privateEntries.Has) is var known && known != Digest.None ? [known] : shown is Message { Written: not null } ? names : [];
        }
    }

    private static DeviceId OtherOf(PeerEntry entry) => entry.Content.Conversation.Other(entry.Author);

    private PeerContent Sealed(byte kind, byte[] text, PublicKey reader)
    {
        var pair = PeerConversation.Between(_parts.Device.Id, reader.Id);
        return new PeerContent(pair, kind, SealedText.Seal(text, new SealedFor(_parts.Group.Id, _parts.Device.Id, pair), _parts.Device.Public, reader));
    }

    private void TakePrivate(PeerEntry entry, bool live)
    {
        _taken.AddRange(_privateEntries.Add(entry));
        if (PersonOf(entry) is not { } with)
            return;
        var history = HistoryWith(with);
        foreach (var line in history.Add(entry))
        {
            // Our person's own words, with whatever device: nobody has to be told of them later.
            if (!IsOfOwnPerson(line.Entry.Author))
                _received.Add((history, line));
            if (live && _sessions.Count > 0 && TellPrivate(history, line))
                AllShown();
        }
    }

    /// <summary>The same entry, with its body that was lacking, or without it.</summary>
    private void ReplacePrivate(PeerEntry entry)
    {
        _taken.AddRange(_privateEntries.Replace(entry));
        if (_privates.Values.FirstOrDefault(h => h.Find(entry.Name) is not null) is not { } history || history.Replace(entry) is not { } line)
            return;
        if (_received.FindIndex(r => r.Line.Entry.Hash == entry.Hash) is >= 0 and var at)
            _received[at] = (history, line);
        if (!entry.IsBare)
            TellPrivate(history, line);
    }

    /// <returns>False: it is not to be seen.</returns>
    private bool TellPrivate(LanHistory history, LanLine line)
    {
        if (!history.Shows(line) || PrivateEventOf(history, line) is not { } said)
            return false;
        TellAll(said);
        return true;
    }

    /// <summary>In whose conversation with our person an entry stands. Null: it is for another device, or a copy of what is here already or of what is nobody's of ours.</summary>
    private string? PersonOf(PeerEntry entry)
    {
        if (!entry.Content.Conversation.Concerns(_parts.Device.Id))
            return null;
        if (_people.IsOwn(entry.Author))
            return WithOf(entry, CopyOf(entry));
        if (entry.Author == _parts.Device.Id)
            return _privateEntries.FirstOf(entry) == entry ? _people.LabelOf(OtherOf(entry)) : null;
        return entry.Content.Kind == PeerContent.Copy ? null : _people.LabelOf(entry.Author);
    }

    /// <summary>With whom our person has an entry, and what it says. No name: with somebody who is refused; no text: it is not here, or can't be read.</summary>
    private (string? With, string? Text) ReadPrivate(PeerEntry entry)
    {
        if (_people.IsOwn(entry.Author))
        {
            var copy = CopyOf(entry);
            return (WithOf(entry, copy), copy?.Text);
        }
        var with = entry.Author == _parts.Device.Id ? _people.AddresseeOf(OtherOf(entry)) : _people.NameOf(entry.Author);
        return (with, Opened(entry) is { } text ? Encoding.UTF8.GetString(text) : null);
    }

    /// <summary>What another device of our person has written, and to whom. Null: it is not here, or can't be read.</summary>
    private OwnCopy? CopyOf(PeerEntry entry) => Opened(entry) is { } text ? OwnCopy.TryParse(text) : null;

    /// <summary>A copy that is not here any more was to whom the first entry of its name is.</summary>
    private string WithOf(PeerEntry entry, OwnCopy? copy) => copy?.To.Value ?? _people.LabelOf(OtherOf(_privateEntries.FirstOf(entry)));

    private EntryKind KindOf(PeerEntry entry) => (EntryKind)(entry.Content.Kind == PeerContent.Copy ? _privateEntries.FirstOf(entry) : entry).Content.Kind;

    private bool IsOfOwnPerson(DeviceId device) => device == _parts.Device.Id || _people.IsOwn(device);

    private LanHistory HistoryWith(string name)
    {
        var fold = NameRules.Fold(name);
        if (!_privates.TryGetValue(fold, out var history))
            _privates.Add(fold, history = new LanHistory(new Annotations(_parts.Server, _people.IsSamePerson, _ => false), _parts.Server, e => ReadPrivate(e).Text));
        return history;
    }

    private void AllShown()
    {
        try
        {
            _parts.Shown.Set(_received.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _parts.Logger.MarkFailed(e);
        }
    }

    /// <summary>Null: without its body, or not for this device.</summary>
    private byte[]? Opened(PeerEntry entry) => SealedText.Open(entry.Content.Body.Span, new SealedFor(_parts.Group.Id, entry.Author, entry.Content.Conversation), _parts.Device);

    private byte[]? Opened(PeerContent own) => SealedText.Open(own.Body.Span, new SealedFor(_parts.Group.Id, _parts.Device.Id, own.Conversation), _parts.Device);

    private string Spelled(string fold) => _people.All.Select(_people.LabelOf).FirstOrDefault(n => NameRules.Fold(n) == fold) ?? fold;
}
