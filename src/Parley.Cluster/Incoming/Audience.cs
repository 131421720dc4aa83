using Microsoft.Extensions.Logging;
using Parley.Cluster.Frames;
using Parley.Core.Ports;

namespace Parley.Cluster.Incoming;

/// <summary>Why a bus does not count as connected.</summary>
[Flags]
internal enum Hindrances
{
    None = 0,

    /// <summary>There is no connection to a broker.</summary>
    Away = 1,

    /// <summary>Something was dropped, here or on the way here.</summary>
    Dropped = 2,
}

/// <summary>The listeners of one node, told by one thread at a time. A listener that throws is logged and told on.</summary>
internal sealed class Audience(Bindings bindings, ILogger logger)
{
    private readonly Lock _telling = new();
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private Subscription[] _subscriptions = [];
    private Hindrances _hindrances = Hindrances.Away;
    private long _losses;

    public bool IsConnected
    {
        get
        {
            lock (_lock)
                return _hindrances == Hindrances.None;
        }
    }

    public void Hinder(Hindrances by)
    {
        lock (_lock)
        {
            if (_hindrances == Hindrances.None)
                _losses++;
            _hindrances |= by;
        }
        _changed.Set();
    }

    public void Unhinder(Hindrances by)
    {
        lock (_lock)
            _hindrances &= ~by;
        _changed.Set();
    }

    public IDisposable Subscribe(INodeListener listener)
    {
        var subscription = new Subscription(this, listener);
        lock (_lock)
            _subscriptions = [.. _subscriptions, subscription];
        _changed.Set();
        return subscription;
    }

    public void Tell(Frame frame)
    {
        lock (_telling)
        {
            foreach (var nodeEvent in frame.Events)
            {
                // A frame carries conversations of many nodes' interest.
                if (bindings.IsFollowed(nodeEvent.Conversation))
                    Each(s => s.Listener.Heard(nodeEvent));
            }
            foreach (var note in frame.Notes)
                Each(s => s.Listener.Heard(frame.From, note));
        }
    }

    /// <summary>Tells of the connection whoever does not know how it stands.</summary>
    public void TellOfConnection()
    {
        lock (_telling)
        {
            var (isConnected, losses) = State();
            Each(s => s.Tell(isConnected, losses));
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await _changed.WaitAsync(ct);
            TellOfConnection();
        }
    }

    private (bool IsConnected, long Losses) State()
    {
        lock (_lock)
            return (_hindrances == Hindrances.None, _losses);
    }

    private void Each(Action<Subscription> tell)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            try
            {
                tell(subscription);
            }
            catch (Exception e)
            {
                logger.ListenerFailed(e);
            }
        }
    }

    private sealed class Subscription(Audience audience, INodeListener listener) : IDisposable
    {
        private bool? _told;
        private long _losses;

        public INodeListener Listener { get; } = listener;

        /// <summary>A loss that was over before it could be told of is told of all the same.</summary>
        public void Tell(bool isConnected, long losses)
        {
            var wasLost = _told == true && (!isConnected || losses != _losses);
            var isNews = wasLost ? isConnected : _told != isConnected;
            _told = isConnected;
            _losses = losses;
            if (wasLost)
                Listener.Connected(connected: false);
            if (isNews)
                Listener.Connected(isConnected);
        }

        public void Dispose()
        {
            lock (audience._lock)
                audience._subscriptions = [.. audience._subscriptions.Where(s => s != this)];
        }
    }
}
