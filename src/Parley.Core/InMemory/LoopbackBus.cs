using Parley.Core.Ports;

namespace Parley.Core.InMemory;

/// <summary>The bus of a lone node, which has nobody to tell; with <see cref="Join"/>, of several nodes in one process.</summary>
public sealed class LoopbackBus : INodeBus
{
    private readonly Segment _segment;

    public LoopbackBus()
        : this(new Segment())
    {
    }

    private LoopbackBus(Segment segment) => _segment = segment;

    public bool IsConnected => true;

    /// <summary>Another node on the same wire.</summary>
    public LoopbackBus Join() => new(_segment);

    /// <summary>Runs the other nodes' handlers on the caller's thread, in order.</summary>
    public void Publish(NodeEvent nodeEvent)
    {
        foreach (var subscription in _segment.Subscriptions)
        {
            if (subscription.Node != this)
                subscription.Handler(nodeEvent);
        }
    }

    public IDisposable Subscribe(Action<NodeEvent> handler)
    {
        var subscription = new Subscription(this, handler);
        _segment.Change(list => [.. list, subscription]);
        return subscription;
    }

    private sealed class Segment
    {
        private readonly Lock _lock = new();
        private Subscription[] _subscriptions = [];

        public Subscription[] Subscriptions => Volatile.Read(ref _subscriptions);

        public void Change(Func<Subscription[], Subscription[]> change)
        {
            lock (_lock)
                Volatile.Write(ref _subscriptions, change(_subscriptions));
        }
    }

    private sealed record Subscription(LoopbackBus Node, Action<NodeEvent> Handler) : IDisposable
    {
        public void Dispose() => Node._segment.Change(list => [.. list.Where(s => !ReferenceEquals(s, this))]);
    }
}
