using System.Buffers;
using System.Diagnostics;
using System.Net;
using Parley.Load.Wire;
using Parley.Load.Wire.WebSockets;

namespace Parley.Load.Loop;

/// <summary>One thread that reads and writes every link. What is awaited here goes on inside the loop, so nothing needs a lock.</summary>
/// <remarks>Scenarios await links and this loop's time only; anything else would leave the thread.</remarks>
/// <param name="servers">The nodes of one chat: links go to each in turn.</param>
internal sealed class EventLoop(IReadOnlyList<IPEndPoint> servers, Door door = Door.Tcp) : IDisposable
{
    private const int ReceiveBytes = 256 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private readonly List<IPEndPoint> _servers = [.. servers];
    private readonly byte[] _request = Handshake.Request(servers[0]);
    private readonly Epoll _epoll = new();
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
    private readonly List<Link?> _links = [];
    private readonly Stack<int> _free = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _timers = new();
    private List<Link> _unsent = [];
    private int _connected;
    private List<Link> _sending = [];

    /// <summary><see cref="Stopwatch"/> ticks, as of the last input.</summary>
    public long Now { get; private set; } = Stopwatch.GetTimestamp();

    public int Servers => _servers.Count;

    /// <summary>After the input of each turn and before its output.</summary>
    public Action? EachTurn { get; set; }

    /// <summary>Runs until the task is complete; the caller then awaits it for its fault.</summary>
    public void RunUntil(Task task)
    {
        while (!task.IsCompleted)
            Turn();
    }

    public Link Connect(ILinkReader reader)
    {
        if (!_free.TryPop(out var token))
        {
            token = _links.Count;
            _links.Add(null);
        }
        var link = new Link(this, _servers[_connected++ % _servers.Count], token, reader);
        _links[token] = link;
        _epoll.Add(link.Handle, token);
        return link;
    }

    /// <summary>No further link goes to it.</summary>
    public void Leave(IPEndPoint server) => _servers.Remove(server);

    public Task UntilAsync(long timestamp)
    {
        var timer = new TaskCompletionSource();
        _timers.Enqueue(timer, timestamp);
        return timer.Task;
    }

    public Task DelayAsync(TimeSpan time) => UntilAsync(Stopwatch.GetTimestamp() + Ticks(time));

    /// <summary>Looks each 5 ms; false when the limit passed first.</summary>
    public async Task<bool> ReachedAsync(Func<bool> condition, TimeSpan limit)
    {
        var end = Stopwatch.GetTimestamp() + Ticks(limit);
        while (!condition())
        {
            if (Now > end)
                return false;
            await DelayAsync(TimeSpan.FromMilliseconds(5));
        }
        return true;
    }

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    public void Dispose()
    {
        foreach (var link in _links.ToArray())
            link?.Dispose();
        _epoll.Dispose();
    }

    internal ILineCodec CodecFor(Func<IBufferWriter<byte>> output) => door == Door.WebSocket ? new WebSocketLines(_request, output) : new PlainLines(output);

    internal void WantSend(Link link) => _unsent.Add(link);

    internal void TellRoom(Link link, bool want) => _epoll.Modify(link.Handle, link.Token, want);

    internal void Forget(Link link)
    {
        _epoll.Remove(link.Handle);
        _links[link.Token] = null;
        _free.Push(link.Token);
    }

    private void Turn()
    {
        var count = _epoll.Wait(NextTimer());
        for (var i = 0; i < count; i++)
        {
            if (_links[_epoll.Token(i)] is not { } link)
                continue;
            link.Ready(_input, out var received);
            Now = Stopwatch.GetTimestamp();
            link.Take(_input.AsSpan(0, received));
        }
        Now = Stopwatch.GetTimestamp();
        while (_timers.TryPeek(out var timer, out var due) && due <= Now)
        {
            _timers.Dequeue();
            timer.SetResult();
        }
        EachTurn?.Invoke();
        (_sending, _unsent) = (_unsent, _sending);
        foreach (var link in _sending)
            link.Flush();
        _sending.Clear();
    }

    private TimeSpan NextTimer()
    {
        if (_unsent.Count > 0)
            return TimeSpan.Zero;
        if (!_timers.TryPeek(out _, out var due))
            return Longest;
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left : Longest;
    }
}
