using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>The messages of one conversation and what is said of them: in everybody's order, and by this device's numbers. One caller at a time.</summary>
/// <param name="server">As in <paramref name="annotations"/>.</param>
/// <param name="read">What an entry says; null: its body is not here, or can't be read.</param>
internal sealed class LanHistory(Annotations annotations, ServersWords server, Func<PeerEntry, string?> read)
{
    private readonly Timeline _timeline = new();
    private readonly Dictionary<Digest, LanLine> _lines = [];
    private readonly SortedList<long, LanLine> _byNumber = [];

    /// <summary>The greatest number given.</summary>
    public long Head { get; private set; }

    /// <summary>Takes a message or an annotation; of entries with one name the first.</summary>
    /// <returns>The lines that there are now: its own, and those of annotations that came before what they mean. None: it was there, or what it means is not.</returns>
    public IReadOnlyList<LanLine> Add(PeerEntry entry)
    {
        if (_lines.ContainsKey(entry.Name))
            return [];
        if (entry.Content.IsAnnotation)
        {
            annotations.Add(entry);
            if (!_lines.ContainsKey(entry.Content.Target))
                return [];
        }
        List<LanLine> added = [Place(entry)];
        for (var i = 0; i < added.Count; i++)
            added.AddRange(annotations.Of(added[i].Entry).Where(a => !_lines.ContainsKey(a.Name)).Select(Place).ToList());
        return added;
    }

    /// <summary>Puts the same entry in the place of one that is here.</summary>
    /// <returns>Its line; null: it is not here, or is an annotation of what is not.</returns>
    public LanLine? Replace(PeerEntry entry)
    {
        if (entry.Content.IsAnnotation)
            annotations.Replace(entry);
        if (Find(entry.Name) is not { } line || line.Entry.Hash != entry.Hash)
            return null;
        // Its words come late; taking words back moves nothing.
        line = line with { Entry = entry, Late = entry.IsBare ? line.Late : _timeline.Behind(entry) };
        _timeline.Replace(entry);
        return _lines[entry.Name] = _byNumber[line.Number] = line;
    }

    /// <summary>0: it is not here.</summary>
    public long NumberOf(PeerEntry entry) => Find(entry.Name)?.Number ?? 0;

    /// <summary>All, shown or not, in no order.</summary>
    public IReadOnlyCollection<LanLine> Lines => _lines.Values;

    /// <summary>Null: it is not here.</summary>
    /// <param name="name">As in <see cref="PeerEntry.Name"/>.</param>
    public LanLine? Find(Digest name) => _lines.GetValueOrDefault(name);

    /// <summary>Null: no line has the number.</summary>
    public LanLine? At(long number) => _byNumber.GetValueOrDefault(number);

    /// <summary>A message as it reads now. Null: it was taken back, or can't be read.</summary>
    public string? TextOf(LanLine message)
    {
        if (annotations.IsRedacted(message.Entry))
            return null;
        return annotations.EditOf(message.Entry) is { } edit ? read(edit) : ChangedOf(message) ?? read(message.Entry);
    }

    /// <summary>The text of a message's last edit at the server. Null: none.</summary>
    public string? ChangedOf(LanLine message) => message.Entry.Content.IsAnnotation ? null : server.TextOf(message.Entry.Name);

    /// <summary>Messages always; annotations that count, and have not been replaced or taken back with what they mean.</summary>
    public bool Shows(LanLine line) =>
        !line.Entry.Content.IsAnnotation || (TargetOf(line) is { } target && annotations.Shows(line.Entry, target.Entry) && (!target.Entry.Content.IsAnnotation || IsOfMessage(target)));

    /// <summary>What an annotation means, or a message answers. Null: nothing that is here and stands before it.</summary>
    public LanLine? TargetOf(LanLine line) => Find(line.Entry.Content.Target) is { } target && EntryOrder.Instance.Compare(target.Entry, line.Entry) < 0 ? target : null;

    public bool IsRedacted(LanLine line) => annotations.IsRedacted(line.Entry);

    /// <summary>The entries whose text nobody is to read any more since the line is there.</summary>
    public IEnumerable<PeerEntry> Erased(LanLine line)
    {
        var meant = line.Entry.Content.Kind is (byte)EntryKind.Edit or (byte)EntryKind.Redaction ? Find(line.Entry.Content.Target) : line;
        if (meant is null || !IsRedacted(meant))
            return [];
        return annotations.Edits(meant.Entry).Where(e => annotations.Counts(e, meant.Entry)).Prepend(meant.Entry);
    }

    /// <summary>Takes out what is of a branch that lost. Its numbers are not given again.</summary>
    public int Withdraw(DeviceId author, long after)
    {
        foreach (var line in _lines.Values.Where(l => l.Entry.Author == author && l.Entry.Number > after).ToList())
        {
            _lines.Remove(line.Entry.Name);
            _byNumber.Remove(line.Number);
        }
        annotations.Withdraw(author, after);
        return _timeline.Withdraw(author, after);
    }

    /// <summary>The last of those that <paramref name="shown"/> lets through, in everybody's order.</summary>
    /// <param name="before">A number; what stands before it. Null: to the end.</param>
    public IReadOnlyList<LanLine> Latest(int limit, long? before, Func<LanLine, bool> shown)
    {
        IEnumerable<PeerEntry> entries = _timeline.Entries;
        if (before is { } number)
            entries = _byNumber.TryGetValue(number, out var line) ? entries.TakeWhile(e => e.Hash != line.Entry.Hash) : entries.Where(e => _lines[e.Name].Number < number);
        return [.. entries.Reverse().Select(e => _lines[e.Name]).Where(shown).Take(limit).Reverse()];
    }

    /// <summary>Those after a number, as they came.</summary>
    public IReadOnlyList<LanLine> After(long number, int limit, Func<LanLine, bool> shown) => [.. _byNumber.Values.Where(l => l.Number > number && shown(l)).Take(limit)];

    /// <summary>What a reaction means may be gone with a branch that lost.</summary>
    private bool IsOfMessage(LanLine reaction) => TargetOf(reaction) is { } message && annotations.Counts(reaction.Entry, message.Entry);

    private LanLine Place(PeerEntry entry)
    {
        var late = _timeline.Place(entry) ? _timeline.Behind(entry) : 0;
        _timeline.Show();
        var line = new LanLine(entry, ++Head, late);
        _lines.Add(entry.Name, line);
        _byNumber.Add(line.Number, line);
        return line;
    }
}
