using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>One conversation in the order that is everybody's: by clock, author, number. One caller at a time.</summary>
public sealed class Timeline
{
    private readonly List<PeerEntry> _entries = [];
    private PeerEntry? _shown;

    public IReadOnlyList<PeerEntry> Entries => _entries;

    /// <summary>Puts an entry into its place.</summary>
    /// <returns>True: it came late, and stands before something that people have seen already.</returns>
    public bool Place(PeerEntry entry)
    {
        var index = _entries.BinarySearch(entry, EntryOrder.Instance);
        if (index >= 0)
            return false;
        _entries.Insert(~index, entry);
        return _shown is not null && EntryOrder.Instance.Compare(entry, _shown) < 0;
    }

    /// <summary>Puts the same entry in the place of one that is here.</summary>
    public void Replace(PeerEntry entry)
    {
        if (_entries.BinarySearch(entry, EntryOrder.Instance) is >= 0 and var index)
            _entries[index] = entry;
    }

    /// <summary>How many stand behind an entry that is here.</summary>
    public int Behind(PeerEntry entry) => _entries.Count - 1 - _entries.BinarySearch(entry, EntryOrder.Instance);

    /// <summary>People have seen all there is.</summary>
    public void Show() => _shown = _entries.Count > 0 ? _entries[^1] : _shown;

    /// <summary>Takes out what is of a branch that lost.</summary>
    /// <returns>How many were there.</returns>
    public int Withdraw(DeviceId author, long after) => _entries.RemoveAll(e => e.Author == author && e.Number > after);
}
