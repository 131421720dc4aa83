using Microsoft.Extensions.Logging;
using Parley.Cluster.Frames;
using Parley.Cluster.Incoming;
using Parley.Cluster.Outgoing;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Rabbit;

/// <summary>The bus between nodes on RabbitMQ. What waits to be sent is bounded by <see cref="Outbox"/>, what is on its way by <see cref="ConfirmWindow"/>, what waits at the broker by <see cref="RabbitSettings"/>.</summary>
public sealed class RabbitBus : INodeBus, IAsyncDisposable
{
    /// <summary>A note, bytes.</summary>
    public const int MaxNoteBytes = 1024 * 1024;

    /// <summary>After something was dropped the bus counts as disconnected for so long at least, so that a flood of losses is told of as few.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>For sending what waits when the bus is closed.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly RabbitSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Outbox _outbox = new();
    private readonly Bindings _bindings = new();
    private readonly Audience _audience;
    private readonly FrameMaker _maker;
    private readonly ITimer _settling;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>Of each address, why it was not to be had.</summary>
    private readonly Complaints[] _complaints;
    private readonly Task _running;
    private readonly Task _telling;
    private RabbitLink? _link;
    private int _links;
    private long _framesSent;
    private long _framesHeard;
    private long _framesIgnored;
    private long _droppedNotes;

    private RabbitBus(RabbitSettings settings, TimeProvider time, ILogger logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        _complaints = [.. settings.Addresses.Select(_ => new Complaints(time))];
        _audience = new Audience(_bindings, logger);
        _maker = new FrameMaker(_outbox, Node);
        _settling = time.CreateTimer(_ => Settle(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _telling = _audience.RunAsync(_stopping.Token);
        _running = RunAsync(_stopping.Token);
    }

    public NodeId Node { get; } = NodeId.New();

    public bool IsConnected => _audience.IsConnected;

    /// <summary>Frames handed to the broker, of all times.</summary>
    public long FramesSent => Interlocked.Read(ref _framesSent);

    /// <summary>Frames of other nodes.</summary>
    public long FramesHeard => Interlocked.Read(ref _framesHeard);

    /// <summary>Frames of another version, or damaged.</summary>
    public long FramesIgnored => Interlocked.Read(ref _framesIgnored);

    /// <summary>Entries that found no room on their way out; their heads were told.</summary>
    public long EntriesDropped => _outbox.DroppedEntries;

    /// <summary>Notes that found no room, or no connection.</summary>
    public long NotesDropped => Interlocked.Read(ref _droppedNotes);

    /// <summary>Frames that the broker has not confirmed yet.</summary>
    public int ConfirmsWaiting => Volatile.Read(ref _link)?.Window.Waiting ?? 0;

    /// <summary>About what waits to be sent.</summary>
    public int QueuedBytes => _outbox.Bytes;

    /// <summary>Returns when the first broker has been tried. When it is not to be had, it and the others are tried in the background until one is.</summary>
    /// <exception cref="BusRefusedException">The settings can't be used.</exception>
    public static async Task<RabbitBus> OpenAsync(RabbitSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        if (settings.Addresses.Count == 0)
            throw new BusRefusedException("The bus has no address of a broker: amqp://user:password@host:5672/vhost.");
        foreach (var address in settings.Addresses)
            RabbitTls.OptionsFor(address, settings);
        var bus = new RabbitBus(settings, time, loggers.CreateLogger<RabbitBus>());
        try
        {
            await bus._tried.Task.WaitAsync(ct);
            return bus;
        }
        catch
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    public void Publish(NodeEvent nodeEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nodeEvent.Conversation.Value, nameof(nodeEvent));
        if (!_outbox.TryAdd(nodeEvent))
            Drop("more conversations than can be remembered could not be told to the other nodes");
    }

    /// <param name="note">At most <see cref="MaxNoteBytes"/>.</param>
    public void Send(ReadOnlyMemory<byte> note, NodeId? to = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(note.Length, MaxNoteBytes, nameof(note));
        if (IsConnected && _outbox.TryAdd(new Note(note, to)))
            return;
        Interlocked.Increment(ref _droppedNotes);
        if (IsConnected)
            Drop("what other nodes have to know of this one's people could not be sent as fast as it came");
    }

    public void Follow(ConversationId conversation) => _bindings.Follow(conversation);

    public void Unfollow(ConversationId conversation) => _bindings.Unfollow(conversation);

    /// <summary>The listener is told at once, on another thread, whether the bus is connected.</summary>
    public IDisposable Subscribe(INodeListener listener) => _audience.Subscribe(listener);

    /// <summary>Sends what waits, within a second, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _outbox.Complete();
        if (Volatile.Read(ref _link) is not null)
            await Task.WhenAny(_running, Task.Delay(LastWords, _time, _stopping.Token));
        await _stopping.CancelAsync();
        await Quietly(_running);
        await Quietly(_telling);
        await _settling.DisposeAsync();
        _stopping.Dispose();
    }

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static string? Failure(Task task) => task.Exception?.InnerException is { } error ? Reason.Of(error) : null;

    private async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(_time);
        for (var next = 0; !_outbox.IsComplete; next = (next + 1) % _settings.Addresses.Count)
        {
            var address = _settings.Addresses[next];
            try
            {
                await using var link = await RabbitLink.OpenAsync(address, _settings, Node, ++_links, stop);
                await LiveAsync(link, address, backoff, stop);
                _complaints[next].Clear();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                Unreachable(next, Reason.Of(e));
            }
            _tried.TrySetResult();
            if (!_outbox.IsComplete)
                await backoff.WaitAsync(stop);
        }
    }

    /// <summary>Returns when the connection is lost, or all is sent that there will be.</summary>
    private async Task LiveAsync(RabbitLink link, RabbitAddress address, Backoff backoff, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, link.Ended);
        var ct = ending.Token;
        link.Refused += NotTold;
        _bindings.Restart();
        await BindWaitingAsync(link, stop);
        _outbox.DropNotes();
        Volatile.Write(ref _link, link);
        backoff.Reset();
        _audience.Unhinder(Hindrances.Away);
        // Before the first frame is heard: all that comes after has been asked for, or will be.
        _audience.TellOfConnection();
        _logger.BusConnected(Node.Value, address.ToString(), _bindings.Count);
        _tried.TrySetResult();
        var reason = "";
        try
        {
            await link.ConsumeAsync(frame => Hear(link, frame), () => Drop("frames for this node found no room at the broker"), _time, ct);
            var sending = SendAsync(link, ct);
            var binding = BindAsync(link, ct);
            await Task.WhenAny(link.Lost, sending, binding);
            GoAway();
            await ending.CancelAsync();
            await Quietly(Task.WhenAll(sending, binding));
            reason = link.Lost.IsCompleted ? await link.Lost : Failure(sending) ?? Failure(binding) ?? "";
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            reason = link.Lost.IsCompleted ? await link.Lost : Reason.Of(e);
        }
        finally
        {
            GoAway();
            foreach (var frame in link.Window.TakeRest())
                NotTold(frame);
            _outbox.DropNotes();
        }
        if (reason.Length > 0)
            _logger.BusLost(address.ToString(), reason);
        else
            await link.CloseAsync();
    }

    private void GoAway()
    {
        Volatile.Write(ref _link, null);
        _audience.Hinder(Hindrances.Away);
    }

    /// <summary>Returns when all is sent that there will be.</summary>
    private async Task SendAsync(RabbitLink link, CancellationToken ct)
    {
        while (true)
        {
            var isLast = _outbox.IsComplete;
            await SendWaitingAsync(link, ct);
            if (isLast)
                return;
            await _outbox.Filled.WaitAsync(ct);
        }
    }

    private async Task SendWaitingAsync(RabbitLink link, CancellationToken ct)
    {
        while (true)
        {
            await link.Window.EnterAsync(ct);
            if (_maker.Next() is not { } frame)
                break;
            await link.PublishAsync(frame, ct);
            Interlocked.Increment(ref _framesSent);
        }
        link.Window.Leave();
    }

    private async Task BindAsync(RabbitLink link, CancellationToken ct)
    {
        while (true)
        {
            await _bindings.Changed.WaitAsync(ct);
            await BindWaitingAsync(link, ct);
        }
    }

    private async Task BindWaitingAsync(RabbitLink link, CancellationToken ct)
    {
        while (_bindings.Take(RabbitLink.BindingsAtOnce) is { Count: > 0 } changes)
            await link.BindAsync(changes, ct);
    }

    private void Hear(RabbitLink link, ReadOnlyMemory<byte> bytes)
    {
        // What a lost connection still had comes too late: listeners were told that nothing comes.
        if (Volatile.Read(ref _link) != link)
            return;
        try
        {
            if (FrameReader.Read(bytes.Span, Node) is not { } frame)
                return;
            Interlocked.Increment(ref _framesHeard);
            if (frame.Kind == FrameKind.Lost)
                Drop("another node could not tell this one all that it had");
            else
                _audience.Tell(frame);
        }
        catch (ProtocolException e)
        {
            Interlocked.Increment(ref _framesIgnored);
            if (link.IsFirstIgnored())
                _logger.FrameIgnored(e.Message);
        }
    }

    /// <summary>A frame did not reach the others, or nobody knows.</summary>
    private void NotTold(SentFrame frame)
    {
        if (!_outbox.TryAddAgain(frame))
            Drop("more conversations than can be remembered could not be told to the other nodes");
        if (frame.Kind == FrameKind.Notes && IsConnected)
            Drop("the broker refused what other nodes have to know of this one's people");
    }

    private void Drop(string what)
    {
        if (IsConnected)
            _logger.BusDropped(what);
        _audience.Hinder(Hindrances.Dropped);
        _settling.Change(Settling, Timeout.InfiniteTimeSpan);
    }

    private void Settle()
    {
        if (_outbox.HasRoomForNotes)
            _audience.Unhinder(Hindrances.Dropped);
        else
            _settling.Change(Settling, Timeout.InfiniteTimeSpan);
    }

    private void Unreachable(int number, string reason)
    {
        if (_complaints[number].IsNew(reason))
            _logger.BusUnreachable(_settings.Addresses[number].ToString(), reason);
    }
}
