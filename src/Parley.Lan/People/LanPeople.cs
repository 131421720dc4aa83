using Parley.Contracts;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.People;

/// <summary>Who the devices are, which are linked, and where their people are. One caller at a time.</summary>
/// <param name="revoked">Devices that were taken back.</param>
internal sealed class LanPeople(DeviceId self, Login own, IDeviceNames names, IEnumerable<DeviceId> revoked)
{
    private readonly HashSet<DeviceId> _revoked = [.. revoked];
    private readonly Dictionary<DeviceId, PublicKey> _keys = [];
    private readonly Dictionary<DeviceId, HashSet<string>> _rooms = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> _lastLinked = [];

    public IReadOnlySet<DeviceId> Linked { get; private set; } = new HashSet<DeviceId>();

    public IReadOnlyCollection<DeviceId> All => _keys.Keys;

    /// <summary>Something of it, or it itself, was here.</summary>
    public bool IsKnown(DeviceId device) => _keys.ContainsKey(device) || Linked.Contains(device);

    public bool IsRevoked(DeviceId device) => _revoked.Contains(device);

    /// <summary>What the device's person is called here. Null: it is refused or revoked.</summary>
    public string? NameOf(DeviceId device) => device != self && IsRevoked(device) ? null : AddresseeOf(device);

    /// <summary>As <see cref="NameOf"/>, also of one that has been revoked since it was written to.</summary>
    public string? AddresseeOf(DeviceId device) => device == self ? own.Value : names.NameOf(device);

    /// <summary>As <see cref="NameOf"/>, also of one that is refused.</summary>
    public string LabelOf(DeviceId device) => device == self ? own.Value : names.LabelOf(device);

    /// <summary>Others than this one; none: no such person.</summary>
    public IReadOnlyList<(DeviceId Device, PublicKey Key)> DevicesOf(Login name) =>
        [.. names.Of(name).Where(d => d != self && !IsRevoked(d) && _keys.ContainsKey(d)).Select(d => (d, _keys[d]))];

    /// <summary>A device of the person is linked.</summary>
    public bool IsLinked(Login name) => names.Of(name).Any(Linked.Contains);

    /// <summary>It is another device of this one's person.</summary>
    public bool IsOwn(DeviceId device) => device != self && NameOf(device) is { } name && NameRules.Fold(name) == own.Fold;

    /// <summary>Two devices are one person's, for all of the group alike; a revoked one is nobody's but its own.</summary>
    public bool IsSamePerson(DeviceId one, DeviceId other) => one == other || (!IsRevoked(one) && !IsRevoked(other) && names.IsSamePerson(one, other));

    /// <summary>An entry of the device has been seen.</summary>
    public void See(PublicKey key) => _keys.TryAdd(key.Id, key);

    /// <summary>Another device's introduction.</summary>
    /// <returns>Null, or the device that is known by that name: this one is refused.</returns>
    public DeviceId? Introduce(PeerEntry entry) => names.Take(entry);

    /// <returns>The refused devices of that name, accepted from now on.</returns>
    public IReadOnlyList<DeviceId> Accept(Login name) => names.Accept(name);

    public void Revoke(IEnumerable<DeviceId> devices) => _revoked.UnionWith(devices);

    public void SetLinked(IReadOnlyCollection<DeviceId> linked, DateTimeOffset now)
    {
        foreach (var gone in Linked.Where(d => !linked.Contains(d)))
            _lastLinked[gone] = now;
        Linked = linked.ToHashSet();
        foreach (var gone in _rooms.Keys.Where(d => !Linked.Contains(d)).ToList())
            _rooms.Remove(gone);
    }

    public void SetRooms(DeviceId device, IEnumerable<string> folds)
    {
        if (Linked.Contains(device))
            _rooms[device] = folds.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Linked, or since no longer than so.</summary>
    public bool IsNear(DeviceId device, TimeSpan grace, DateTimeOffset now) =>
        device == self || Linked.Contains(device) || (_lastLinked.TryGetValue(device, out var last) && now - last < grace);

    /// <summary>The rooms that linked devices of people are in, folded.</summary>
    public IReadOnlySet<string> RoomsTold => _rooms.Where(d => NameOf(d.Key) is not null).SelectMany(d => d.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of other people in a room.</summary>
    public IReadOnlySet<string> In(string fold) => _rooms.Where(d => d.Value.Contains(fold)).Select(d => NameOf(d.Key)).OfType<string>().Where(n => n != own.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rooms that somebody else is in, folded.</summary>
    public IReadOnlySet<string> RoomsOf(string name) => _rooms.Where(d => NameOf(d.Key) == name).SelectMany(d => d.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Everybody else who is linked, or all who are known.</summary>
    public IReadOnlyList<string> Others(bool all) =>
        [.. (all ? _keys.Keys.Union(Linked) : Linked).Where(d => d != self).Select(NameOf).OfType<string>().Where(n => n != own.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
