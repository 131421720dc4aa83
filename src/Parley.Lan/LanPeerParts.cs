using Microsoft.Extensions.Logging;
using Parley.Lan.Discovery;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Replication;

namespace Parley.Lan;

/// <summary>What a peer is made of.</summary>
/// <param name="Discovery">Null: peers are not looked for by multicast.</param>
public sealed record LanPeerParts(DeviceKey Device, PeerGroup Group, IPeerLog Log, LinkSettings Links, DiscoverySettings? Discovery, TimeProvider Time, ILogger Logger, ILanWatcher Watcher)
{
    /// <summary>Null: what was said is kept for ever.</summary>
    public Keeping? Keep { get; init; }
}
