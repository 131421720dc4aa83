using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>A link ends, by this side or the other.</summary>
/// <param name="bySelf">This side ends it, and tells the other why.</param>
public sealed class LinkEndedException(ByeReason reason, bool bySelf) : Exception($"The link ended: {reason}")
{
    public ByeReason Reason { get; } = reason;

    public bool BySelf { get; } = bySelf;
}
