using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Nodes;

/// <summary>The door of a session that is at another node's. What everybody is told the other node tells by itself; what is for the session alone is passed on.</summary>
/// <param name="node">Where the session is.</param>
/// <param name="number">The session's there.</param>
internal sealed class FarDoor(Cluster cluster, NodeId node, long number) : ISessionDoor
{
    public NodeId Node => node;

    public long Number => number;

    public bool HasAllArrived => false;

    public bool TryDeliver(Delivery delivery) => true;

    /// <summary>For this session alone.</summary>
    public void Tell(Event news) => cluster.Send(new SessionsTold([number], News.Of(news)), node);

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(Closing lastWord) => Close(lastWord.Reason, null);

    public void Close(CloseReason reason, string? farewell) => cluster.Send(new SessionClosed(number, reason, farewell), node);
}
