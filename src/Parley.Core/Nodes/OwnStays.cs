using System.Threading.Channels;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Nodes;

/// <summary>Tells the other nodes who is at this node's doors: what has changed since it was told last, soon after it changes.</summary>
/// <remarks>Bounded by the sessions of this node: a session waits to be told at most once.</remarks>
internal sealed class OwnStays : IAsyncDisposable
{
    /// <summary>Stays in one note; more are told in several.</summary>
    private const int MaxStays = 200;

    private readonly INodeBus _bus;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Task _running;
    private readonly HashSet<Session> _touched = [];
    private readonly Dictionary<Session, Stay> _told = [];
    private readonly List<StayOver> _over = [];
    private long _number;

    public OwnStays(INodeBus bus)
    {
        _bus = bus;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Something of the session that others know has changed. Any thread, also in a room's turn.</summary>
    public void Touch(Session session)
    {
        lock (_gate)
            _touched.Add(session);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The session is over.</summary>
    public void End(Session session, Contracts.CloseReason reason)
    {
        lock (_gate)
        {
            _touched.Remove(session);
            if (_told.Remove(session))
                _over.Add(new StayOver(session.Id.Value, reason, session.Farewell));
        }
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Tells everything to one node, or to all.</summary>
    public void TellAll(NodeId? to)
    {
        lock (_gate)
        {
            TellChanges();
            _bus.Send(new StaysTold(_number, [.. _told.Values]).ToBytes(), to);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        while (await _wake.Reader.WaitToReadAsync())
        {
            while (_wake.Reader.TryRead(out _))
            {
            }
            lock (_gate)
                TellChanges();
        }
        lock (_gate)
            TellChanges();
    }

    private void TellChanges()
    {
        var changed = new List<Stay>();
        foreach (var session in _touched)
        {
            if (session.ToStay() is { } stay && !stay.Equals(_told.GetValueOrDefault(session)))
                changed.Add(_told[session] = stay);
        }
        _touched.Clear();
        for (var i = 0; i < changed.Count || _over.Count > 0; i += MaxStays)
        {
            _bus.Send(new StaysChanged(++_number, [.. changed.Skip(i).Take(MaxStays)], [.. _over]).ToBytes());
            _over.Clear();
        }
    }
}
