using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>Entries that came before those before them; their signatures have been checked. The oldest go when there are more than <see cref="Most"/>: they can be had again.</summary>
internal sealed class WaitingEntries
{
    public const int Most = 1024;

    private readonly Dictionary<(DeviceId Author, long Number), PeerEntry> _entries = [];
    private readonly Queue<(DeviceId Author, long Number)> _order = new();

    public int Count => _entries.Count;

    public void Add(PeerEntry entry)
    {
        if (!_entries.TryAdd((entry.Author, entry.Number), entry))
            return;
        _order.Enqueue((entry.Author, entry.Number));
        while (_order.Count > Most)
            _entries.Remove(_order.Dequeue());
    }

    public bool TryTake(DeviceId author, long number, out PeerEntry? entry) => _entries.Remove((author, number), out entry);
}
