using Parley.Core.Ports;

namespace Parley.Cluster.Rabbit;

/// <summary>What exchanges and queues are called at the broker.</summary>
/// <param name="connection">Counts the connections of the node's run: the broker may take a while to see that the one before has ended, and to delete its queues.</param>
internal sealed class RabbitNames(string prefix, NodeId node, int connection)
{
    /// <summary>Topic exchange; the routing keys are conversations' ids.</summary>
    public string Entries { get; } = $"{prefix}.entries";

    /// <summary>Topic exchange; the routing keys are nodes' ids, and one for all.</summary>
    public string Notes { get; } = $"{prefix}.notes";

    /// <summary>What comes for this node.</summary>
    public string Queue { get; } = $"{prefix}.node.{node}.{connection}";

    /// <summary>The last frame that <see cref="Queue"/> had no room for.</summary>
    public string Dropped { get; } = $"{prefix}.node.{node}.{connection}.dropped";
}
