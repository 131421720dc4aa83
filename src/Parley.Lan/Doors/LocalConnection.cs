using System.Net.Sockets;
using System.Threading.Channels;
using Parley.Contracts;
using Parley.Lan.Chat;
using Parley.Protocol;
using Parley.Protocol.Json;

namespace Parley.Lan.Doors;

/// <summary>One connection at the local door. It speaks the line protocol, or JSON when its first byte is a brace or it asks to (<c>#proto json</c>).</summary>
internal sealed class LocalConnection : ILanDoor, IAsyncDisposable
{
    /// <summary>Output that may wait, bytes; past it the connection is closed.</summary>
    private const int BudgetBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan FirstWord = TimeSpan.FromMilliseconds(300);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly LanSession _session;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly LineTalk _line;
    private bool _isJson;
    private long _waiting;

    public LocalConnection(LanChat chat, Socket socket, string lang)
    {
        (_socket, _time) = (socket, chat.Time);
        _socket.NoDelay = true;
        _session = chat.Enter(this, placed: true, lang);
        _line = new LineTalk(_session, chat.Time, Send);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        var writing = WriteAsync(ct);
        try
        {
            _line.Greet();
            await ReadAsync(stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or we stop.
        }
        if (ct.IsCancellationRequested)
            Tell([new Closing(CloseReason.ServerStopping, _session.Name)]);
        _session.Dispose();
        _outgoing.Writer.TryComplete();
        await writing;
    }

    public void Tell(IReadOnlyList<Event> events)
    {
        if (events.Count > 0)
            Send(_isJson ? Json(events) : _line.Written(events));
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _socket.Dispose();
        _ended.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Send(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (Interlocked.Add(ref _waiting, bytes.Length) > BudgetBytes)
        {
            _outgoing.Writer.TryComplete();
            _ended.Cancel();
        }
        else
        {
            _outgoing.Writer.TryWrite(bytes);
        }
    }

    private ReadOnlyMemory<byte> Json(IReadOnlyList<Event> events)
    {
        var texts = Texts.For(_session.Lang);
        return JsonProtocol.Encode([.. events.Select(e => e is Error error ? error with { Text = texts.Error(error.Code, error.Args) ?? "" } : e)]);
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[2 * Limits.FrameBytes];
        var end = 0;
        // Programs speak at once, people look first. A program that is slow to begin is one all the same.
        Task<int>? first = _socket.ReceiveAsync(buffer, ct).AsTask();
        await Task.WhenAny(first, Task.Delay(FirstWord, _time, ct));
        if (!first.IsCompleted)
            _session.Begin();
        while (true)
        {
            var count = first is null ? await _socket.ReceiveAsync(buffer.AsMemory(end), ct) : await first;
            if (count == 0)
                return;
            if (first is not null)
                Begin(buffer[0]);
            first = null;
            end += count;
            var consumed = 0;
            while (true)
            {
                var (taken, goesOn) = _isJson ? await TakeJsonAsync(buffer.AsMemory(consumed..end), ct) : await TakeLineAsync(buffer.AsMemory(consumed..end), ct);
                if (!goesOn)
                    return;
                if (taken == 0)
                    break;
                consumed += taken;
            }
            buffer.AsSpan(consumed..end).CopyTo(buffer);
            end -= consumed;
        }
    }

    private void Begin(byte firstByte)
    {
        _isJson = firstByte == (byte)'{';
        if (_isJson)
            _session.BeginAsProgram();
        else
            _session.Begin();
    }

    private async Task<(int Taken, bool GoesOn)> TakeLineAsync(ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        var (taken, then) = await _line.TakeAsync(input, ct);
        if (then == LineThen.Json)
        {
            _isJson = true;
            _session.BecomeProgram();
        }
        return (taken, then != LineThen.End);
    }

    private async Task<(int Taken, bool GoesOn)> TakeJsonAsync(ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        Command? command = null;
        MalformedCommand? malformed = null;
        int taken;
        try
        {
            if (!JsonFrames.TryRead(input.Span, out taken, out var frame))
                return (taken, true);
            _ = JsonProtocol.TryParseCommand(frame, out command, out malformed);
        }
        catch (ProtocolException tooLong)
        {
            Tell([Refusal.Of(tooLong.Code, "limit", Limits.FrameBytes).ToError(), new Closing(CloseReason.ProtocolError)]);
            return (0, false);
        }
        if (malformed is not null)
            Tell([malformed.ToError("")]);
        return (taken, command is null || await _session.HandleAsync(command, ct));
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        // Goodbyes are sent also when we stop; not for longer than this.
        using var limit = new CancellationTokenSource();
        using var registration = ct.Register(() => limit.CancelAfter(TimeSpan.FromSeconds(1)));
        try
        {
            await foreach (var bytes in _outgoing.Reader.ReadAllAsync(limit.Token))
            {
                await _socket.SendAsync(bytes, limit.Token);
                Interlocked.Add(ref _waiting, -bytes.Length);
            }
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader finds it out too.
        }
    }
}
