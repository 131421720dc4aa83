using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Parley.Contracts;

namespace Parley.Client;

/// <summary>One connection: commands out, events in, answers matched by <c>ref</c>, silence noticed. Ends once, with a reason; never reconnects.</summary>
/// <remarks>What waits to be written is bounded by the commands that may be unanswered: each caller limits its own.</remarks>
internal sealed class Link : IAsyncDisposable
{
    /// <summary>What we promise in <see cref="Hello"/>, seconds.</summary>
    public const int HeartbeatSeconds = 20;

    /// <summary>After this long without a word of ours we ping: it keeps our promise and asks for a sign of life.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(8);

    /// <summary>Silence after which the link counts as dead; with the tick below it is noticed within 25 s.</summary>
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly Action<Event, Command?> _received;
    private readonly Channel<ReadOnlyMemory<byte>> _output = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Ask> _asked = [];
    private long _lastRef;
    private long _heardAt;
    private long _spokeAt;
    private LinkLostException? _lost;
    private Closing? _closing;

    /// <param name="received">Called for each event in the order of arrival, with the command that it answers; must not wait.</param>
    public Link(Stream stream, TimeProvider time, Action<Event, Command?> received)
    {
        _stream = stream;
        _time = time;
        _received = received;
        _heardAt = _spokeAt = time.GetTimestamp();
        Ended = RunAsync();
    }

    /// <summary>Completes when the link has ended and its socket is closed, with why it ended; never fails.</summary>
    public Task<LinkLostException> Ended { get; }

    /// <summary>Sends the command; <paramref name="answered"/> gets the answer, in the read loop, or never if the link is lost before.</summary>
    /// <exception cref="LinkLostException">The link has ended.</exception>
    public void Send(Command command, Action<Event> answered) => Send(command, new Ask(command, answered, Lost: null));

    /// <summary>The answer to a command.</summary>
    /// <exception cref="ChatException">The server refused.</exception>
    /// <exception cref="LinkLostException">The link ended before the answer.</exception>
    public async Task<T> AskAsync<T>(Command command, CancellationToken cancellationToken)
        where T : Event
    {
        var answer = new TaskCompletionSource<Event>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(command, new Ask(command, e => answer.TrySetResult(e), e => answer.TrySetException(e)));
        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false) switch
        {
            T expected => expected,
            Error error => throw new ChatException(error),
            var other => throw new LinkLostException($"The server answered {command.GetType().Name} with {other.GetType().Name}."),
        };
    }

    /// <summary>Ends the link now.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Send(Command command, Ask ask)
    {
        lock (_lock)
        {
            if (_lost is not null)
                throw new LinkLostException(_lost.Message, _lost);
            var number = ++_lastRef;
            _asked.Add(number, ask);
            _output.Writer.TryWrite(Wire.Encode(command with { Ref = number }));
            _spokeAt = _time.GetTimestamp();
        }
    }

    private async Task<LinkLostException> RunAsync()
    {
        // The first await is a yield, so that the constructor is over before the first event.
        await Task.Yield();
        var token = _stop.Token;
        Task[] loops = [ReadAsync(token), WriteAsync(token), WatchAsync(token)];
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        var reason = WhyItEnded(first);
        var lost = new LinkLostException(reason, first.Exception?.InnerException) { Closing = _closing };
        Ask[] unanswered;
        lock (_lock)
        {
            _lost = lost;
            unanswered = [.. _asked.Values];
            _asked.Clear();
            _output.Writer.TryComplete();
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        foreach (var loop in loops)
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var ask in unanswered)
            ask.Lost?.Invoke(lost);
        return lost;
    }

    private string WhyItEnded(Task first) => (first.Exception?.InnerException, _closing) switch
    {
        (_, { } closing) => $"The server closed the connection: {closing.Reason}.",
        (TimeoutException e, _) => e.Message,
        (ProtocolException e, _) => $"The server sent what can't be read: {e.Message}.",
        ({ } e, _) => $"The connection broke: {e.Message}",
        _ when _stop.IsCancellationRequested => "The connection was closed.",
        _ => "The server ended the connection.",
    };

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _heardAt, _time.GetTimestamp());
            var rest = result.Buffer;
            while (Wire.TryReadFrame(ref rest, out var frame))
            {
                if (Wire.Decode(frame) is { } received)
                    Dispatch(received);
            }
            reader.AdvanceTo(rest.Start, rest.End);
            // Nothing follows the server's last word: why wait for the socket's end?
            if (result.IsCompleted || _closing is not null)
                return;
        }
    }

    private void Dispatch(Event received)
    {
        if (received is Closing closing)
            _closing = closing;
        Ask? ask = null;
        if (received.Ref is { } number)
        {
            lock (_lock)
                _asked.Remove(number, out ask);
        }
        _received(received, ask?.Command);
        ask?.Answered(received);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var batch = new ArrayBufferWriter<byte>(4096);
        while (await _output.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (batch.WrittenCount < 64 * 1024 && _output.Reader.TryRead(out var frame))
                batch.Write(frame.Span);
            await _stream.WriteAsync(batch.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            batch.ResetWrittenCount();
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var silence = _time.GetElapsedTime(Volatile.Read(ref _heardAt));
            if (silence >= DeadAfter)
                throw new TimeoutException($"Nothing came from the server for {silence.TotalSeconds:0} s.");
            if (_time.GetElapsedTime(Volatile.Read(ref _spokeAt)) >= PingAfter)
                Send(new Ping(), static _ => { });
        }
    }

    private sealed record Ask(Command Command, Action<Event> Answered, Action<LinkLostException>? Lost);
}
