using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>All private entries of the group, also those that this device only carries. What somebody says is an entry for each device that may read it, and all of these have one name: what is taken back goes by that from every device. docs/protocol/peer.md, "Private messages". One caller at a time.</summary>
/// <param name="server">What the server says of them by now.</param>
/// <param name="isSamePerson">Two devices are one person's.</param>
internal sealed class PrivateEntries(ServersWords server, Func<DeviceId, DeviceId, bool> isSamePerson)
{
    private readonly Dictionary<Digest, SortedSet<PeerEntry>> _byName = [];
    private readonly Annotations _said = new(server, isSamePerson, _ => false);

    /// <returns>The entries whose text nobody is to read any more since this one is here.</returns>
    public IReadOnlyList<PeerEntry> Add(PeerEntry entry)
    {
        if (!_byName.TryGetValue(entry.Name, out var all))
            _byName.Add(entry.Name, all = new SortedSet<PeerEntry>(EntryOrder.Instance));
        all.Add(entry);
        if (entry.Content.IsAnnotation)
            _said.Add(entry);
        return Erased(entry);
    }

    /// <summary>Puts the same entry in the place of one that is here.</summary>
    /// <returns>As <see cref="Add"/>.</returns>
    public IReadOnlyList<PeerEntry> Replace(PeerEntry entry)
    {
        if (!_byName.TryGetValue(entry.Name, out var all) || !all.Remove(entry))
            return [];
        all.Add(entry);
        if (entry.Content.IsAnnotation)
            _said.Replace(entry);
        return entry.IsBare ? [] : Erased(entry);
    }

    /// <summary>The first that was written under the name of one that is here: never a copy, as copies follow.</summary>
    public PeerEntry FirstOf(PeerEntry entry) => _byName[entry.Name].Min!;

    /// <summary>Takes out what is of a branch that lost.</summary>
    public void Withdraw(DeviceId author, long after)
    {
        foreach (var (name, all) in _byName)
        {
            if (all.RemoveWhere(e => e.Author == author && e.Number > after) > 0 && all.Count == 0)
                _byName.Remove(name);
        }
        _said.Withdraw(author, after);
    }

    public bool Has(Digest name) => _byName.ContainsKey(name);

    public bool Has(Digest name, PeerConversation conversation) => _byName.TryGetValue(name, out var all) && all.Any(e => e.Content.Conversation == conversation);

    /// <summary>All of a name that was taken back, and its edits; none: it was not, or nothing of it is here.</summary>
    public IReadOnlyList<PeerEntry> Erased(Digest name)
    {
        if (!_byName.TryGetValue(name, out var all) || !_said.IsRedacted(all.Min!))
            return [];
        return [.. all, .. _said.Edits(all.Min!).Where(e => _said.Counts(e, all.Min!))];
    }

    private IReadOnlyList<PeerEntry> Erased(PeerEntry since) =>
        Erased(since.Content.Kind is (byte)EntryKind.Edit or (byte)EntryKind.Redaction ? since.Content.Target : since.Name);
}
