using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Tells the other nodes. At most once, may reorder: positions and the log repair both.</summary>
public interface INodeBus
{
    bool IsConnected { get; }

    /// <summary>Never waits: past the bus's bounded window frames are dropped and only heads are sent.</summary>
    void Publish(NodeEvent nodeEvent);

    /// <summary>What other nodes publish; never a node's own. The handler must not block. Dispose to end.</summary>
    IDisposable Subscribe(Action<NodeEvent> handler);
}

/// <summary>New entries of a conversation, in order of position; <see cref="Events"/> may be empty when only the head is known.</summary>
public sealed record NodeEvent(ConversationId Conversation, Position Head, IReadOnlyList<EntryEvent> Events);
