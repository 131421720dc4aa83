using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>What entries of one conversation say of others there: edits, redactions, reactions. What counts follows from the entries alone, in whatever order they came. docs/protocol/peer.md, "Annotations". One caller at a time.</summary>
/// <param name="server">What the server says of them by now, which counts above what it has placed.</param>
/// <param name="isSamePerson">Two devices are one person's.</param>
/// <param name="mayRule">The author of a redaction could take back what others wrote, when it wrote it.</param>
internal sealed class Annotations(ServersWords server, Func<DeviceId, DeviceId, bool> isSamePerson, Func<PeerEntry, bool> mayRule)
{
    /// <summary>Of a message or a notice.</summary>
    private const EntryKind Copy = (EntryKind)PeerContent.Copy;

    private static readonly SortedSet<PeerEntry> Nothing = new(EntryOrder.Instance);

    private readonly Dictionary<(Digest Target, EntryKind Kind), SortedSet<PeerEntry>> _said = [];

    /// <summary>Its target may come later, or never.</summary>
    public void Add(PeerEntry annotation)
    {
        var key = (annotation.Content.Target, (EntryKind)annotation.Content.Kind);
        if (!_said.TryGetValue(key, out var others))
            _said.Add(key, others = new SortedSet<PeerEntry>(EntryOrder.Instance));
        others.Add(annotation);
    }

    /// <summary>Puts the same entry in the place of one that is here.</summary>
    public void Replace(PeerEntry annotation)
    {
        if (_said.TryGetValue((annotation.Content.Target, (EntryKind)annotation.Content.Kind), out var others) && others.Remove(annotation))
            others.Add(annotation);
    }

    /// <summary>Takes out what is of a branch that lost.</summary>
    public void Withdraw(DeviceId author, long after)
    {
        foreach (var others in _said.Values)
            others.RemoveWhere(a => a.Author == author && a.Number > after);
    }

    /// <summary>All that mean the entry, whether they count or not.</summary>
    public IEnumerable<PeerEntry> Of(PeerEntry target) => [.. Edits(target), .. Redactions(target), .. Said(target, EntryKind.Reaction)];

    /// <summary>In everybody's order, whether they count or not.</summary>
    public IReadOnlyCollection<PeerEntry> Edits(PeerEntry target) => Said(target, EntryKind.Edit);

    /// <summary>The edit that counts: the last in everybody's order. Null: the entry was not edited, or taken back. One whose body is not here does not count yet.</summary>
    public PeerEntry? EditOf(PeerEntry message)
    {
        if (IsRedacted(message))
            return null;
        var isChanged = server.TextOf(message.Name) is not null;
        return Said(message, EntryKind.Edit).Reverse().FirstOrDefault(e => !e.IsBare && Counts(e, message) && !(isChanged && server.Settled.Contains(e.Name)));
    }

    public bool IsRedacted(PeerEntry target) => server.IsRedacted(target.Name) || Redactions(target).Any(r => Counts(r, target));

    /// <summary>The edit or reaction is to be seen.</summary>
    public bool Shows(PeerEntry annotation, PeerEntry target) => (EntryKind)annotation.Content.Kind switch
    {
        EntryKind.Edit => EditOf(target) == annotation,
        EntryKind.Reaction => Counts(annotation, target) && !IsRedacted(target),
        _ => Counts(annotation, target),
    };

    /// <summary>It may be said of the target by its author.</summary>
    public bool Counts(PeerEntry annotation, PeerEntry target)
    {
        // One that stands before what it means was not written by an honest device.
        if (EntryOrder.Instance.Compare(annotation, target) < 0)
            return false;
        return ((EntryKind)annotation.Content.Kind, (EntryKind)target.Content.Kind) switch
        {
            (EntryKind.Edit, EntryKind.Message or Copy) => isSamePerson(annotation.Author, target.Author),
            (EntryKind.Reaction, EntryKind.Message or EntryKind.Notice or Copy) => true,
            (EntryKind.Redaction, EntryKind.Message or EntryKind.Notice or EntryKind.Reaction or Copy) => isSamePerson(annotation.Author, target.Author) || mayRule(annotation),
            _ => false,
        };
    }

    private SortedSet<PeerEntry> Redactions(PeerEntry target) => Said(target, EntryKind.Redaction);

    private SortedSet<PeerEntry> Said(PeerEntry target, EntryKind kind) => _said.TryGetValue((target.Name, kind), out var found) ? found : Nothing;
}
