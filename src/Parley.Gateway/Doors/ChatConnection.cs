using Parley.Contracts;
using Parley.Core;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Doors;

/// <summary>A connection of the chat doors: feeds input to the dialect it speaks, and what its session is told to the socket.</summary>
internal sealed class ChatConnection : IConnectionHandler, ISessionDoor
{
    /// <summary>Output left waiting when a long answer may go on.</summary>
    private const int DrainedBytes = 64 * 1024;

    private readonly IConnection _connection;
    private readonly DoorSettings _settings;
    private readonly OpenDoors _open;
    private readonly TimeProvider _time;
    private volatile IDialect _dialect;

    /// <summary>Boxed, so that other threads never read half of it.</summary>
    private volatile object? _clock;
    private long _lastInput;

    /// <param name="door">Its name for operators: <c>line</c>, <c>irc</c>.</param>
    /// <param name="begin">The dialect it speaks at first.</param>
    public ChatConnection(IConnection connection, Chat chat, DoorSettings settings, OpenDoors open, string door, Manner manner, Func<ChatConnection, IDialect> begin)
    {
        _connection = connection;
        _settings = settings;
        _open = open;
        _time = chat.Time;
        _lastInput = _time.GetTimestamp();
        var origin = settings.OriginOf(connection, door);
        Session = chat.Open(this, origin, manner, settings.Lang);
        Pace = new Pace(chat.Settings.Limits, origin.IsExempt, chat.Time);
        _dialect = begin(this);
    }

    public Session Session { get; }

    /// <summary>The connection below, for what only a dialect wants to know.</summary>
    public IConnection Wire => _connection;

    /// <summary>How fast this connection's commands are taken.</summary>
    public Pace Pace { get; }

    /// <summary>Since the last byte came. Any thread.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastInput));

    /// <summary>Unix milliseconds with fractions.</summary>
    public double Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public long PendingBytes => _connection.PendingBytes;

    public bool HasAllArrived => _connection.HasAllArrived;

    public ClockEstimate? Clock => (ClockEstimate?)_clock;

    public DateTimeOffset UtcNow => _time.GetUtcNow();

    public ValueTask OpenedAsync(CancellationToken cancellationToken)
    {
        _open.Add(this);
        _dialect.Greet();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastInput, _time.GetTimestamp());
        var consumed = 0;
        while (consumed < input.Length)
        {
            var dialect = _dialect;
            consumed += await dialect.ReceiveAsync(input[consumed..], cancellationToken);
            if (dialect == _dialect)
                break;
        }
        return consumed;
    }

    public ValueTask EndOfInputAsync(CancellationToken cancellationToken) => Session.SettledAsync(cancellationToken);

    public ReadOnlyMemory<byte> LastWords(CloseReason reason) => _dialect.Encode(new Delivery(new Closing(reason, Session.Account?.Login.Value)));

    public async ValueTask ClosedAsync(CloseReason reason)
    {
        _open.Remove(this);
        _dialect.Closed();
        await Session.EndAsync(reason);
        Session.Dispose();
    }

    /// <summary>From the next byte on, and for everything delivered from now on.</summary>
    public void Speak(IDialect dialect) => _dialect = dialect;

    public bool TryDeliver(Delivery delivery)
    {
        ReadOnlyMemory<byte> bytes;
        try
        {
            bytes = _dialect.Encode(delivery);
        }
        catch (Exception fault)
        {
            // A fault of this connection's format must not reach the room, which has others to tell.
            _settings.Log.EncodingFailed(Session.Id, fault);
            _connection.Close(CloseReason.InternalError);
            return false;
        }
        if (!bytes.IsEmpty)
            return _connection.TrySend(bytes, delivery.Arrived);
        delivery.Arrived?.Invoke();
        return true;
    }

    /// <summary>Called about each second.</summary>
    public bool IsDead() => _dialect.IsDead(Silence);

    public void Send(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
            _connection.TrySend(bytes);
    }

    /// <summary>Stamps the question. A client that says its own time lets us estimate its clock: T0 was half a round trip before we read it.</summary>
    public AskTime Receive(AskTime time)
    {
        var now = Now;
        if (time.T0 is { } t0 && double.IsFinite(t0) && _connection.RoundTrip is { } roundTrip)
        {
            var half = roundTrip.TotalMilliseconds / 2;
            _clock = new ClockEstimate(t0 + half - now, half);
        }
        return time with { ReceivedAt = now };
    }

    public ValueTask ArrivedAsync(CancellationToken cancellationToken) => _connection.ArrivedAsync(cancellationToken);

    public ValueTask DrainAsync(CancellationToken cancellationToken) => _connection.DrainAsync(DrainedBytes, cancellationToken);

    public void Close(Closing lastWord) => _connection.Close(lastWord.Reason, _dialect.Encode(new Delivery(lastWord)));

    /// <summary>As <see cref="TurnAsync"/>, for doors that never refuse what came too fast: it waits unread.</summary>
    public async ValueTask TurnHoldingAsync(CancellationToken cancellationToken)
    {
        if (!Pace.TryTake())
            await Pace.WaitAsync(0, cancellationToken);
    }

    /// <summary>Waits for the connection's next turn under <c>limits.rate</c>. False: refuse the command with 216, too many wait behind it.</summary>
    /// <param name="waiting">Input behind the command.</param>
    public ValueTask<bool> TurnAsync(ReadOnlyMemory<byte> waiting, CancellationToken cancellationToken) =>
        Pace.TryTake() ? ValueTask.FromResult(true) : Pace.WaitAsync(waiting.Span.Count((byte)'\n'), cancellationToken);
}
