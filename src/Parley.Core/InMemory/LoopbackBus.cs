using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.InMemory;

/// <summary>The bus of a lone node, which has nobody to tell; with <see cref="Join"/>, of several nodes in one process. The others hear on the caller's thread.</summary>
public sealed class LoopbackBus : INodeBus
{
    private readonly Segment _segment;
    private readonly ConcurrentDictionary<ConversationId, bool> _followed = new();
    private volatile bool _isCut;

    public LoopbackBus()
        : this(new Segment())
    {
    }

    private LoopbackBus(Segment segment) => _segment = segment;

    public NodeId Node { get; } = NodeId.New();

    public bool IsConnected => !_isCut;

    /// <summary>Another node on the same wire.</summary>
    public LoopbackBus Join() => new(_segment);

    /// <summary>Takes the node off the wire, or puts it back.</summary>
    public void Cut(bool cut)
    {
        _isCut = cut;
        foreach (var subscription in _segment.Subscriptions.Where(s => s.Node == this))
            subscription.Listener.Connected(!cut);
    }

    public void Publish(NodeEvent nodeEvent)
    {
        foreach (var subscription in Others())
        {
            if (subscription.Node._followed.ContainsKey(nodeEvent.Conversation))
                subscription.Listener.Heard(nodeEvent);
        }
    }

    public void Send(ReadOnlyMemory<byte> note, NodeId? to = null)
    {
        foreach (var subscription in Others())
        {
            if (to is null || subscription.Node.Node == to)
                subscription.Listener.Heard(Node, note);
        }
    }

    public void Follow(ConversationId conversation) => _followed[conversation] = true;

    public void Unfollow(ConversationId conversation) => _followed.TryRemove(conversation, out _);

    public IDisposable Subscribe(INodeListener listener)
    {
        var subscription = new Subscription(this, listener);
        _segment.Change(list => [.. list, subscription]);
        listener.Connected(IsConnected);
        return subscription;
    }

    private IEnumerable<Subscription> Others() => _isCut ? [] : _segment.Subscriptions.Where(s => s.Node != this && !s.Node._isCut);

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

    private sealed record Subscription(LoopbackBus Node, INodeListener Listener) : IDisposable
    {
        public void Dispose() => Node._segment.Change(list => [.. list.Where(s => !ReferenceEquals(s, this))]);
    }
}
