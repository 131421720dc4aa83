using Parley.Contracts;

namespace Parley.Cluster.Incoming;

/// <param name="IsBound">Whether it is to be bound, or not any more.</param>
internal readonly record struct Binding(ConversationId Conversation, bool IsBound);

/// <summary>The conversations that this node follows, and which of them the broker knows of. Bounded by what is followed and what is bound: changes that undo each other leave nothing.</summary>
internal sealed class Bindings
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConversationId> _followed = [];
    private readonly HashSet<ConversationId> _bound = [];
    private readonly HashSet<ConversationId> _changed = [];

    /// <summary>Set whenever there are changes.</summary>
    public Signal Changed { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _followed.Count;
        }
    }

    public void Follow(ConversationId conversation)
    {
        lock (_lock)
        {
            _followed.Add(conversation);
            Compare(conversation);
        }
        Changed.Set();
    }

    public void Unfollow(ConversationId conversation)
    {
        lock (_lock)
        {
            _followed.Remove(conversation);
            Compare(conversation);
        }
        Changed.Set();
    }

    public bool IsFollowed(ConversationId conversation)
    {
        lock (_lock)
            return _followed.Contains(conversation);
    }

    /// <summary>A new queue, of which the broker knows nothing yet.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _bound.Clear();
            _changed.Clear();
            _changed.UnionWith(_followed);
        }
    }

    /// <summary>Changes to be made now; they count as made.</summary>
    public IReadOnlyList<Binding> Take(int most)
    {
        lock (_lock)
        {
            List<Binding> taken = [.. _changed.Take(most).Select(c => new Binding(c, _followed.Contains(c)))];
            foreach (var (conversation, isBound) in taken)
            {
                _changed.Remove(conversation);
                _ = isBound ? _bound.Add(conversation) : _bound.Remove(conversation);
            }
            return taken;
        }
    }

    private void Compare(ConversationId conversation) =>
        _ = _followed.Contains(conversation) == _bound.Contains(conversation) ? _changed.Remove(conversation) : _changed.Add(conversation);
}
