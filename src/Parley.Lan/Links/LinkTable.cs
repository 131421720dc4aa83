using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>The links of this device: one for each other, but for moments. docs/protocol/peer.md, "Links".</summary>
internal sealed class LinkTable(DeviceId self, int most)
{
    private readonly Lock _lock = new();
    private readonly List<PeerLink> _links = [];

    public IReadOnlyList<PeerLink> All
    {
        get
        {
            lock (_lock)
                return [.. _links];
        }
    }

    public bool Has(DeviceId device)
    {
        lock (_lock)
            return _links.Exists(l => l.Device == device);
    }

    /// <summary>Adds a link, unless it has to end; may end another of the same pair.</summary>
    /// <returns>Null, or why the link has to end.</returns>
    public ByeReason? Add(PeerLink link)
    {
        lock (_lock)
        {
            foreach (var other in _links.Where(l => l.Device == link.Device).ToList())
            {
                if (other.Side == link.Side && link.Side == LinkSide.Opener)
                    return ByeReason.Duplicate;
                if (other.Side == link.Side || !IsPreferred(link))
                    // It may be dead without our knowing: this shows it.
                    other.Ping();
                if (other.Side == link.Side)
                    continue;
                if (!IsPreferred(link))
                    return ByeReason.Duplicate;
                _links.Remove(other);
                other.End(ByeReason.Duplicate);
            }
            if (_links.Count >= most)
                return ByeReason.Full;
            _links.Add(link);
            return null;
        }
    }

    public void Remove(PeerLink link)
    {
        lock (_lock)
            _links.Remove(link);
    }

    /// <summary>The device with the lower id opened it.</summary>
    private bool IsPreferred(PeerLink link) => link.Side == LinkSide.Opener == self < link.Device;
}
