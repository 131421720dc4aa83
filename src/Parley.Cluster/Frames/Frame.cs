using Parley.Core.Ports;

namespace Parley.Cluster.Frames;

/// <summary>What nodes send each other. The numbers are on the wire.</summary>
internal enum FrameKind : byte
{
    /// <summary>Entries and heads of conversations.</summary>
    Events = 1,

    /// <summary>Notes, in their order.</summary>
    Notes = 2,

    /// <summary>More was dropped than the sender could remember: compare every head.</summary>
    Lost = 3,
}

/// <summary>A frame that was read.</summary>
internal sealed record Frame(FrameKind Kind, NodeId From, IReadOnlyList<NodeEvent> Events, IReadOnlyList<ReadOnlyMemory<byte>> Notes);
