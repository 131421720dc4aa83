using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>A message of a conversation.</summary>
/// <param name="Number">1, 2, 3 … in the order in which this device got them; another device may have other numbers.</param>
/// <param name="Late">Before how many that were here already it stands; 0: behind all.</param>
internal sealed record LanLine(PeerEntry Entry, long Number, int Late);
