using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Ports;

namespace Parley.Core.Nodes;

/// <summary>What conversations need of the cluster: to tell the other nodes, and to look again at what these have stored.</summary>
internal sealed class NodeLink(INodeBus bus, IRoomStore rooms)
{
    public IRoomStore Rooms => rooms;

    public void Tell(NodeNote note, NodeId? to = null) => bus.Send(note.ToBytes(), to);

    /// <summary>Tells those who follow the conversation of what was accepted.</summary>
    public void Publish(ConversationId conversation, IReadOnlyList<PendingPost> posts, Answer[] answers)
    {
        if (Accepted(conversation, posts, answers) is { Count: > 0 } entries)
            bus.Publish(new NodeEvent(conversation, entries[^1].Position, entries));
    }

    public void Follow(ConversationId conversation) => bus.Follow(conversation);

    public void Unfollow(ConversationId conversation) => bus.Unfollow(conversation);

    /// <summary>The posts that are in the log now, as it has them.</summary>
    public static IReadOnlyList<Entry> Accepted(ConversationId conversation, IReadOnlyList<PendingPost> posts, Answer[] answers)
    {
        var entries = new List<Entry>(posts.Count);
        for (var i = 0; i < posts.Count; i++)
        {
            if (answers[i] is { Refusal: null, Outcome: { Status: AppendStatus.Appended } outcome })
                entries.Add(posts[i].ToEntry(conversation, outcome.Position, outcome.Time));
        }
        return entries;
    }
}
