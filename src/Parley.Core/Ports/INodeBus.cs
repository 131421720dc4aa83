using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>The other nodes of a cluster. Everything is told at most once: positions and the log repair what concerns entries, and a roster told anew what concerns people.</summary>
/// <remarks>Safe to call from any thread; no member waits for the network.</remarks>
public interface INodeBus
{
    /// <summary>This node, for as long as its process runs: a node that starts again is another.</summary>
    NodeId Node { get; }

    /// <summary>False while nobody can be told and nobody heard.</summary>
    bool IsConnected { get; }

    /// <summary>Tells the nodes that follow the conversation. Past the bus's bounded window the entries are dropped and only the conversation's head is told, once for many.</summary>
    void Publish(NodeEvent nodeEvent);

    /// <summary>Tells one node, or all the others. What one node sends to another arrives in its order. Past the window the bus counts as disconnected until it has room again.</summary>
    /// <param name="note">Opaque to the bus; never changed afterwards.</param>
    /// <param name="to">Null: all others.</param>
    void Send(ReadOnlyMemory<byte> note, NodeId? to = null);

    /// <summary>From now on this node hears what others publish of the conversation; until then perhaps not. Calls are not counted.</summary>
    void Follow(ConversationId conversation);

    /// <summary>This node may hear no more of the conversation.</summary>
    void Unfollow(ConversationId conversation);

    /// <summary>Tells the listener of what other nodes publish and send; never of a node's own. Dispose to end.</summary>
    IDisposable Subscribe(INodeListener listener);
}

/// <summary>Whoever hears of the other nodes. Called by one thread at a time, and must not block.</summary>
public interface INodeListener
{
    void Heard(NodeEvent nodeEvent);

    void Heard(NodeId from, ReadOnlyMemory<byte> note);

    /// <summary>The bus is connected, again or for the first time (true): anything may have been lost until now; or not any more (false).</summary>
    void Connected(bool connected);
}

/// <summary>Entries of a conversation, in order of position; <paramref name="Entries"/> may be empty, when only the head is known.</summary>
/// <param name="Head">The last position that its publisher knows of.</param>
public sealed record NodeEvent(ConversationId Conversation, Position Head, IReadOnlyList<Entry> Entries);

/// <summary>One run of a node.</summary>
/// <param name="Value">16 hexadecimal digits, random.</param>
public readonly record struct NodeId(string Value)
{
    public static NodeId New() => new(Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)));

    public override string ToString() => Value;
}
